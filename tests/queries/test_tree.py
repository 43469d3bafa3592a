from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from time import process_time
from typing import ClassVar, TypeVar

import pytest

from tests.builders import (
    NOW,
    a,
    a_connection,
    a_dead_host,
    a_host,
    a_pbd,
    a_snapshot,
    a_template,
    a_vbd,
    a_vdi,
    a_vm,
    an_sr,
    guest_metrics,
    local_storage,
    pool_with,
    ref,
)
from xengui.model.classes import Pool_patch
from xengui.model.estate import Connection, Status
from xengui.model.record import Record
from xengui.model.snapshot import Snapshot
from xengui.queries.touched import READS
from xengui.queries.tree import Node, filtered, in_order, infrastructure, summary
from xengui.queries.tree import top as top_of
from xengui.queries.visibility import Toggles

R = TypeVar("R", bound=Record)
GRANITE, BASALT = a_host(), a_host(name_label="basalt")
EVERYTHING = Toggles(default_templates=True, hidden_objects=True)
HIDDEN = {"HideFromXenCenter": "true"}


def tree(*connections: Connection, toggles: Toggles = Toggles()) -> tuple[Node, ...]:  # noqa: B008 (frozen)
    return infrastructure(connections, toggles, NOW)


def of(pool: Snapshot, toggles: Toggles = Toggles()) -> Node:  # noqa: B008
    (top,) = tree(a_connection(pool), toggles=toggles)
    return top


def under(node: Node) -> list[str]:
    return [child.text for child in node.children]


def branch(top: Node, text: str) -> Node:
    return next(node for node in (top, *top.children) if node.text == text)


def test_a_pool_holds_its_hosts_and_they_hold_their_machines():
    top = of(pool_with(GRANITE, BASALT, a_vm(resident_on="basalt"), a_vm(name_label="db", resident_on="granite")))

    assert (top.text, top.cls, top.bold) == ("Stone", "pool", True)
    assert under(top) == ["granite", "basalt"]
    assert under(branch(top, "basalt")) == ["web"]
    assert under(branch(top, "granite")) == ["db"]


def test_the_coordinator_comes_first_and_other_hosts_by_name():
    hosts = [a_host(name_label=name) for name in ("slate 10", "slate 9", "basalt", "quartz")]

    assert under(of(pool_with(*hosts, coordinator="quartz"))) == ["quartz", "basalt", "slate 9", "slate 10"]


def test_a_dead_host_keeps_its_place_and_its_machines_vanish():
    dead = a_dead_host(name_label="basalt")
    top = of(pool_with(GRANITE, *dead, a_host(name_label="slate"), a_vm(resident_on="basalt")))

    assert under(top) == ["granite", "basalt", "slate"]
    assert branch(top, "basalt").children == ()
    assert branch(top, "basalt").dim == "not responding"


def test_below_a_pool_come_hosts_then_machines_then_storage_then_templates():
    records = (
        a_template(name_label="a template"),
        a_template(name_label="0 shipped", other_config={"default_template": "true"}),
        an_sr(name_label="b storage"),
        a_vm(name_label="c machine"),
    )

    top = of(pool_with(GRANITE, *records), toggles=EVERYTHING)

    assert under(top) == ["granite", "c machine", "b storage", "a template", "0 shipped"]


def test_machines_are_sorted_as_people_count():
    names = ("web-10", "Web-9", "web-1", "_web", "7up")

    assert under(of(pool_with(*(a_vm(name_label=name) for name in names))))[1:] == [
        "_web",
        "7up",
        "web-1",
        "Web-9",
        "web-10",
    ]


def test_machines_of_one_name_are_sorted_by_reference():
    twins = (a_vm(ref="z"), a_vm(ref="a"), a_vm(ref="m"))

    assert [node.ref for node in of(pool_with(*twins)).children[1:]] == [ref("a"), ref("m"), ref("z")]


def test_storage_sorts_by_its_full_name_and_shows_the_short_one():
    local, link = local_storage("granite")
    other = an_sr(name_label="Local storage a", shared=False, PBDs=("link",))

    top = of(pool_with(local, link, other, a_pbd(ref="link", host="granite"), name=""))

    assert under(top) == ["Local storage a", "Local storage"]


def test_snapshots_disks_networks_and_control_domains_have_no_place_here():
    records = (a_snapshot(), a_vdi(), a_vm(name_label="dom0", is_control_domain=True, resident_on="granite"))

    top = of(pool_with(GRANITE, *records), toggles=EVERYTHING)

    assert under(top) == ["granite"]
    assert branch(top, "granite").children == ()


def test_a_host_of_a_nameless_pool_stands_alone_and_holds_everything():
    top = of(pool_with(a_vm(), a_template(), an_sr(), name=""))

    assert (top.text, top.cls, top.bold) == ("granite", "host", True)
    assert under(top) == ["web", "iSCSI", "Debian"]
    assert "coordinator" not in top.flags


def test_a_nameless_pool_of_two_is_called_like_its_coordinator():
    top = of(pool_with(GRANITE, BASALT, name="", coordinator="basalt"))

    assert (top.text, top.cls, under(top)) == ("basalt", "pool", ["basalt", "granite"])


def test_a_machine_on_a_dead_home_vanishes_also_where_nothing_is_above_it():
    host, metrics = a_dead_host()

    assert under(of(pool_with(host, metrics, a_vm(resident_on="granite"), a_vm(name_label="db"), name=""))) == ["db"]


def test_pools_come_first_then_hosts_alone_then_those_that_stand_for_a_server():
    def alone(name: str) -> Connection:
        return a_connection(pool_with(a_host(name_label=name), name=""), key=name)

    top = tree(
        a_connection(key="10.0.0.9"),
        alone("zeolite"),
        a_connection(pool_with(name="Stone"), key="s"),
        a_connection(key="10.0.0.10", name="Attic"),
        alone("agate"),
        a_connection(pool_with(name="lab"), key="l"),
    )

    assert [node.text for node in top] == ["lab", "Stone", "agate", "zeolite", "10.0.0.9", "Attic"]


def test_a_server_without_a_pool_is_one_host_named_by_its_entry():
    (node,) = tree(a_connection(key="10.0.0.9:8443", name="Attic", colour="red", problem="Nobody answers.", heard=None))

    assert node == Node(
        key=("10.0.0.9:8443", "host", "10.0.0.9:8443"),
        text="Attic",
        state="host-disconnected",
        warning="Nobody answers.",
        dim="disconnected",
        bold=True,
        faint=True,
        colour="red",
        search="attic\n10.0.0.9:8443",
    )


@pytest.mark.parametrize(
    ("status", "state", "dim"),
    [
        (Status.CONNECTING, "host-connecting", "connecting"),
        (Status.CONNECTED, "host-connecting", "connecting"),
        (Status.LOST, "host-disconnected", "disconnected"),
        (Status.DISCONNECTED, "host-disconnected", "disconnected"),
    ],
)
def test_a_server_without_a_pool_shows_how_its_connection_fares(status, state, dim):
    (node,) = tree(a_connection(status=status))

    assert (node.state, node.dim, node.children) == (state, dim, ())


@pytest.mark.parametrize("status", [Status.LOST, Status.DISCONNECTED])
def test_a_pool_that_is_not_there_keeps_its_last_picture_grey_and_with_its_age(status: Status):
    pool = pool_with(a_vm(resident_on="granite"))

    (top,) = tree(a_connection(pool, status=status, heard=NOW - timedelta(minutes=4)))

    (host,) = top.children
    (vm,) = host.children
    assert (top.state, top.dim) == ("pool-disconnected", "disconnected 4 min")
    assert (vm.text, vm.state) == ("web", "vm-running")
    assert top.faint
    assert host.faint
    assert vm.faint


def test_a_pool_on_its_way_back_keeps_its_last_picture_too():
    (top,) = tree(a_connection(pool_with(), status=Status.CONNECTING))

    assert (top.state, top.dim, under(top)) == ("pool-connecting", "connecting", ["granite"])


def test_a_lost_pool_keeps_its_place_among_the_pools():
    lost = a_connection(pool_with(name="Harbour"), key="h", status=Status.LOST)

    assert [node.text for node in tree(a_connection(pool_with(), key="s"), lost)] == ["Harbour", "Stone"]


def test_a_lost_host_that_stands_alone_is_disconnected():
    (top,) = tree(a_connection(pool_with(name=""), status=Status.LOST))

    assert (top.cls, top.state) == ("host", "host-disconnected")


def test_a_pool_whose_hosts_are_not_known_yet_is_a_host_that_stands_for_it():
    pool = Snapshot({kind: rows for kind, rows in pool_with(name="").tables.items() if kind.__name__ == "Pool"})

    (node,) = tree(a_connection(pool))

    assert (node.cls, node.state) == ("host", "host-connecting")


def test_tops_made_one_by_one_come_into_the_same_order():
    estate = (a_connection(key="z"), a_connection(pool_with(name=""), key="y"), a_connection(pool_with(), key="x"))

    assert in_order(top_of(connection, Toggles(), NOW) for connection in estate) == tree(*estate)


def test_the_label_of_a_pool_is_on_its_top_only():
    top, *_ = tree(a_connection(pool_with(), colour="teal"))

    assert (top.colour, branch(top, "granite").colour) == ("teal", "")


def test_keys_name_the_connection_the_class_and_the_object():
    top = of(pool_with(a_vm(resident_on="granite")))

    assert top.key == ("granite.example", "pool", ref("the-pool"))
    assert branch(top, "granite").children[0].key == ("granite.example", "VM", ref("web"))
    assert (top.connection, top.cls, top.ref) == top.key


def node_of(record: Record, *others: Record) -> Node:
    top = of(pool_with(record, *others, default_SR="default"), toggles=EVERYTHING)
    return next(node for node in (top, *top.children) if node.ref == record.ref)


@pytest.mark.parametrize(
    ("record", "flags"),
    [
        (a_host(), {"coordinator"}),
        (a_vm(), set()),
        (a_vm(other_config=HIDDEN), {"hidden"}),
        (a_vm(other_config={"last_shutdown_reason": "crashed"}), {"error"}),
        (an_sr(content_type="iso"), {"shared", "iso", "warning"}),
        (an_sr(ref="default"), {"shared", "default", "warning"}),
        (an_sr(shared=False), {"local", "warning"}),
    ],
)
def test_flags_choose_the_variant_of_an_icon(record, flags):
    assert node_of(record).flags == flags


def test_halted_hidden_and_detached_things_are_grey_and_running_ones_are_not():
    assert node_of(a_vm()).faint
    assert node_of(a_template(other_config=HIDDEN)).faint
    assert node_of(an_sr()).faint
    assert not node_of(a_template()).faint
    assert not node_of(a_vm(power_state="Suspended")).faint


def test_hidden_things_come_only_when_asked_for():
    pool = pool_with(a_vm(other_config=HIDDEN))

    assert under(of(pool)) == ["granite"]
    assert under(of(pool, Toggles(hidden_objects=True))) == ["granite", "web (hidden)"]


def test_a_hidden_default_template_needs_both_toggles():
    pool = pool_with(a_template(other_config={**HIDDEN, "default_template": "true"}))

    assert under(of(pool, Toggles(default_templates=True))) == ["granite"]
    assert under(of(pool, Toggles(hidden_objects=True))) == ["granite"]
    assert under(of(pool, EVERYTHING)) == ["granite", "Debian (hidden)"]


def test_names_are_cut_at_a_thousand_characters():
    assert len(node_of(a_vm(name_label="x" * 3000)).text) == 1000


FILTERED = of(
    pool_with(
        GRANITE,
        a_host(name_label="basalt", address="10.9.9.9"),
        a_vm(name_label="web-01", resident_on="granite", guest_metrics="guest"),
        guest_metrics(ref="guest", networks={"0/ip": "10.20.0.31"}),
        a_vm(name_label="mail", name_description="Behind the Balancer", resident_on="granite"),
        an_sr(name_label="ISO library"),
    )
)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("web", {"Stone": ["granite"], "granite": ["web-01"]}),
        ("WEB", {"Stone": ["granite"], "granite": ["web-01"]}),
        ("balancer", {"Stone": ["granite"], "granite": ["mail"]}),
        ("10.20.0.31", {"Stone": ["granite"], "granite": ["web-01"]}),
        ("10.9", {"Stone": ["basalt"]}),
        ("web library", {"Stone": ["granite", "ISO library"], "granite": ["web-01"]}),
        ("granite", {"Stone": ["granite"], "granite": []}),
        ("stone", {"Stone": []}),
    ],
)
def test_the_filter_keeps_what_has_any_of_the_words_and_its_ancestors(text, left):
    (top,) = filtered((FILTERED,), text)

    assert {node.text: under(node) for node in (top, *top.children) if node.text in left} == left


def test_a_filter_that_nothing_has_leaves_nothing():
    assert filtered((FILTERED,), "obsidian") == ()


@pytest.mark.parametrize("text", ["", "   "])
def test_an_empty_filter_leaves_everything(text):
    assert filtered((FILTERED,), text) == (FILTERED,)


def test_the_status_bar_counts_the_pools_that_are_connected():
    pool = a_connection(pool_with())
    lost = a_connection(pool_with(name="Lab"), status=Status.LOST)

    assert summary(()) == "No servers"
    assert summary((pool,)) == "Connected to Stone"
    assert summary((pool, lost)) == "Connected to 1 of 2 pools"
    assert summary((lost,)) == "Connected to 0 of 1 pool"
    assert summary((a_connection(), a_connection())) == "Connected to 0 of 2 servers"


class Watched(Snapshot):
    """A snapshot that remembers what it was asked for."""

    asked: ClassVar[set[type[Record]]] = set()

    def of(self, kind: type[R]) -> Mapping[str, R]:
        self.asked.add(kind)
        return super().of(kind)


def test_the_tree_reads_the_classes_that_it_says_and_no_others():
    vm = a_vm(VBDs=("drive",), guest_metrics="guest", metrics="metrics", current_operations={"t": "pool_migrate"})
    running = a_vm(name_label="mail", resident_on="granite", metrics="metrics")
    records = (vm, running, a_vbd(ref="drive", VDI="disk"), a_vdi(SR="local-granite"), *local_storage("granite"))
    patch = a(Pool_patch, other_config={"enforce_homogeneity": "true"}, host_patches=("OpaqueRef:on",))
    pool = pool_with(GRANITE, BASALT, *records, patch, an_sr(), a_template(platform={"vtpm": "true"}))

    tree(a_connection(Watched(pool.tables)), toggles=EVERYTHING)

    assert Watched.asked == READS


def test_five_thousand_machines_are_described_at_once():
    vms: list[Record] = []
    for number in range(5000):
        drives = tuple(f"drive {number} {disk}" for disk in range(3))
        where = {"resident_on": f"host {number % 64}"} if number % 2 else {}
        vms.append(a_vm(name_label=f"web-{number}", VBDs=drives, **where))
        vms += [a_vbd(ref=drive, VDI=f"of {drive}") for drive in drives]
        vms += [a_vdi(ref=f"of {drive}", SR=f"local-host {number % 64}") for drive in drives]
    hosts = [a_host(name_label=f"host {number}") for number in range(64)]
    storage = [record for host in hosts for record in local_storage(host.name_label)]
    connection = a_connection(pool_with(*hosts, *storage, *vms))
    tree(connection)

    start = process_time()
    (top,) = tree(connection)
    took = process_time() - start

    assert sum(len(host.children) for host in top.children) == 5000 + 64
    assert took < 0.6  # 0.08 s alone; a machine that runs other tests beside it is slower, a quadratic scan much more


def test_what_depends_on_the_time_is_told_by_the_pools_clock():
    ended = (NOW + timedelta(minutes=30)).strftime("%Y%m%dT%H:%M:%SZ")
    host = a_host(license_params={"expiry": ended}, edition="premium")
    connection = a_connection(pool_with(host))

    (before,) = infrastructure((connection,), Toggles(), NOW)
    (after,) = infrastructure((replace(connection, ahead_s=3600.0),), Toggles(), NOW)

    assert (before.warning, after.warning) == ("", "license expired")
