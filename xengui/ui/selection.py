"""From nodes of the tree to what commands are about."""

from __future__ import annotations

from collections.abc import Iterable

from xengui.commands.command import Chosen
from xengui.model.classes import CLASSES
from xengui.queries.tree import Node
from xengui.ui.bridge import Bridge


def chosen(nodes: Iterable[Node], bridge: Bridge) -> list[Chosen]:
    """The objects behind selected nodes, as they are now; a node whose object is gone by now is left out."""
    found = []
    for node in nodes:
        connection = bridge.connection(node.connection)
        if connection is None:
            continue
        if node.ref == connection.key:
            found.append(Chosen(connection))
        elif (kind := CLASSES.get(node.cls)) and (record := connection.snapshot.find(kind, node.ref)):
            found.append(Chosen(connection, record))
    return found
