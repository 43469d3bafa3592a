"""What is selected is looked up anew, so that a command sees the records of this moment."""

from __future__ import annotations

from tests.builders import NOW, a_connection, a_vm, pool_with
from xengui.commands.command import Chosen
from xengui.model.estate import Connection
from xengui.queries.tree import Node, infrastructure
from xengui.queries.visibility import Toggles
from xengui.ui.bridge import Bridge
from xengui.ui.selection import chosen


def nodes_of(*connections: Connection) -> list[Node]:
    found: list[Node] = []
    pending = list(infrastructure(connections, Toggles(), NOW))
    while pending:
        node = pending.pop(0)
        found.append(node)
        pending += node.children
    return found


def a_bridge(*connections: Connection) -> Bridge:
    bridge = Bridge()
    for connection in connections:
        bridge.publish(connection, None)
    return bridge


def test_a_node_leads_to_its_record_as_it_is_now():
    halted = a_connection(pool_with(a_vm(name_label="web")))
    running = a_vm(name_label="web", resident_on="granite")
    now = a_connection(pool_with(running))

    (web,) = [node for node in nodes_of(halted) if node.text == "web"]

    assert chosen([web], a_bridge(now)) == [Chosen(now, running)]


def test_every_kind_of_node_leads_to_a_record():
    connection = a_connection(pool_with(a_vm(name_label="web")))

    found = chosen(nodes_of(connection), a_bridge(connection))

    assert {getattr(one.record, "name_label", "") for one in found} == {"Stone", "granite", "web"}


def test_a_node_whose_object_is_gone_is_left_out():
    before = a_connection(pool_with(a_vm(name_label="web"), a_vm(name_label="mail")))
    now = a_connection(pool_with(a_vm(name_label="mail")))

    nodes = [node for node in nodes_of(before) if node.cls == "VM"]

    assert [one.record.name_label for one in chosen(nodes, a_bridge(now)) if one.record] == ["mail"]  # type: ignore[attr-defined]


def test_a_node_whose_server_is_forgotten_is_left_out():
    connection = a_connection(pool_with(a_vm()))

    assert chosen(nodes_of(connection), Bridge()) == []


def test_a_server_whose_pool_is_not_known_stands_for_its_connection():
    connection = a_connection(key="granite.example")

    assert chosen(nodes_of(connection), a_bridge(connection)) == [Chosen(connection)]
