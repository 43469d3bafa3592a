"""The tree as it should look, described anew only where something that it shows has changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from operator import attrgetter

from xengui.model.estate import Connection, Estate
from xengui.queries.tree import READS, Node, filtered, in_order, top
from xengui.queries.visibility import Toggles
from xengui.ui.bridge import Changes

_own = attrgetter(
    "key", "text", "state", "warning", "dim", "bold", "faint", "colour", "label", "locked", "flags", "search"
)  # all but the children


class Outline:
    """One branch for each connection, kept until the connection or a class that the tree reads has changed.

    A node that comes out as it was before is the same object as before, so that whoever compares two outlines can pass
    over whole branches. It may be used from any thread, but from one at a time.
    """

    def __init__(self) -> None:
        self._tops: dict[str, Node] = {}
        self._stale: set[str] = set()
        self._toggles = Toggles()

    def hear(self, changes: Changes) -> None:
        """Hear which pools changed; their branches are described again if it shows."""
        self._stale |= {key for key, kinds in changes.items() if Connection in kinds or not READS.isdisjoint(kinds)}

    def work(self, estate: Estate, toggles: Toggles) -> int:
        """How many machines and disks have to be looked at to bring the outline up to date."""
        return sum(
            len(connection.snapshot.vms) + len(connection.snapshot.vdis)
            for connection in estate
            if toggles != self._toggles or self._due(connection)
        )

    def nodes(self, estate: Estate, toggles: Toggles, text: str, now: datetime) -> tuple[Node, ...]:
        """The tree under these toggles, or what a filter's text leaves of it."""
        before, known = self._tops, toggles == self._toggles
        self._toggles = toggles
        self._tops = {}
        for connection in estate:
            old = before.get(connection.key)
            if old is None or not known or self._due(connection):
                new = top(connection, toggles, now)
                self._tops[connection.key] = _kept(old, new) if old else new
            else:
                self._tops[connection.key] = old
        self._stale.clear()
        return filtered(in_order(self._tops.values()), text)

    def _due(self, connection: Connection) -> bool:
        # The age of a picture that is not live is part of what is shown.
        return connection.key in self._stale or connection.key not in self._tops or not connection.usable


def _kept(old: Node, new: Node) -> Node:
    """The new node, made of as much of the old one as is equal."""
    known = {child.key: child for child in old.children}
    children = tuple(_kept(known[child.key], child) if child.key in known else child for child in new.children)
    if _own(old) == _own(new) and _same(children, old.children):
        return old
    return new if _same(children, new.children) else replace(new, children=children)


def _same(some: tuple[Node, ...], others: tuple[Node, ...]) -> bool:
    return len(some) == len(others) and all(one is other for one, other in zip(some, others, strict=True))
