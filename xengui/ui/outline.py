"""The tree as it should look, described anew only where something that it shows has changed."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Set
from dataclasses import replace
from datetime import datetime
from operator import attrgetter

from xengui.model.classes import VM
from xengui.model.estate import Connection, Estate
from xengui.model.record import NULL
from xengui.queries.touched import Touched, owners, touched
from xengui.queries.tree import (
    Branch,
    Leaf,
    Node,
    aged,
    arranged,
    branched,
    filtered,
    in_order,
    nodes_of,
    stand_in,
)
from xengui.queries.visibility import Toggles
from xengui.ui.bridge import Changed, Changes

_own = attrgetter(
    "key", "text", "state", "warning", "dim", "bold", "faint", "colour", "label", "locked", "flags", "search"
)  # all but the children


ANEW_S = 60.0
"""After so long a branch is described as a whole: some of what it shows changes with the time alone."""


class Outline:
    """One branch for each connection, kept up to date by describing only what a change may show in.

    A node that comes out as it was before is the same object as before, so that whoever compares two outlines can pass
    over whole branches. It may be used from any thread, but from one at a time.
    """

    def __init__(self) -> None:
        self._grown: dict[str, _Grown] = {}
        self._toggles = Toggles()

    def hear(self, changes: Changes) -> None:
        """Hear what changed in which pools; what it may show in is described again."""
        for key, changed in changes.items():
            if grown := self._grown.get(key):
                grown.hear(changed)

    def work(self, estate: Estate, toggles: Toggles, now: datetime) -> int:
        """How many machines and disks have to be looked at to bring the outline up to date."""
        anew = toggles != self._toggles
        return sum(_size(connection) if anew else self._work(connection, now) for connection in estate)

    def _work(self, connection: Connection, now: datetime) -> int:
        grown = self._grown.get(connection.key)
        return _size(connection) if grown is None or grown.due(connection, now) else len(grown.touched.leaves)

    def nodes(self, estate: Estate, toggles: Toggles, text: str, now: datetime) -> tuple[Node, ...]:
        """The tree under these toggles, or what a filter's text leaves of it."""
        if toggles != self._toggles:
            self._toggles = toggles
            for grown in self._grown.values():
                grown.touched.everything = True
        before, self._grown = self._grown, {}
        for connection in estate:
            grown = self._grown[connection.key] = before.get(connection.key) or _Grown()
            grown.bring_up_to_date(connection, toggles, now)
        return filtered(in_order(grown.top for grown in self._grown.values()), text)


def _size(connection: Connection) -> int:
    return len(connection.snapshot.vms) + len(connection.snapshot.vdis)


_NOWHERE = Node(key=("", "", ""), text="", state="")


class _Grown:
    """The branch of one connection, in its parts."""

    def __init__(self) -> None:
        self.top = _NOWHERE
        self.touched = Touched(everything=True)
        self._since: datetime | None = None
        self._root = _NOWHERE
        self._hosts: tuple[Node, ...] = ()
        self._done: dict[str, Node] = {}
        self._beside: tuple[Node, ...] = ()
        self._leaves: dict[str, Leaf] = {}
        self._under: dict[str, list[Leaf]] = {}
        self._owners: dict[str, str] = {}
        self._moving: set[str] = set()

    def hear(self, changed: Changed) -> None:
        if Connection in changed or changed.pictures is None:
            self.touched.everything = True
        elif not self.touched.everything:
            self.touched.add(touched(*changed.pictures, changed.refs, self._owners))
            if self.touched.moving:
                self.touched.moving = False
                self.touched.leaves |= self._moving

    def due(self, connection: Connection, now: datetime) -> bool:
        """Whether all of it is to be described. Where a picture is only kept, nothing passes."""
        if self.touched.everything or self._since is None:
            return True
        return connection.usable and (now - self._since).total_seconds() >= ANEW_S

    def bring_up_to_date(self, connection: Connection, toggles: Toggles, now: datetime) -> None:
        due, wanted, self.touched = self.due(connection, now), self.touched, Touched()
        if due or not branched(connection):
            self._since = now
            self._describe(connection, toggles, now)
        elif wanted.leaves or wanted.tops:
            self._mend(wanted, Branch(connection, toggles, now))
        if not connection.usable:  # the age of a picture that is not live is part of what is shown
            self.top = aged(self.top, connection, now)

    def _describe(self, connection: Connection, toggles: Toggles, now: datetime) -> None:
        if not branched(connection):
            self._leaves, self._under, self._owners, self._hosts, self._done = {}, {}, {}, (), {}
            self.top = stand_in(connection, now)
            return
        branch = Branch(connection, toggles, now)
        before, self._leaves = self._leaves, {}
        for leaf in branch.leaves():
            ref = leaf.node.ref
            self._leaves[ref] = _same_leaf(before.get(ref), leaf)
        dirty = self._under.keys() | {""}
        self._under = arranged(self._leaves.values())
        self._owners = owners(connection.snapshot)
        self._moving = {ref for ref, leaf in self._leaves.items() if leaf.node.state == _MOVING}
        self._hosts, self._root = branch.hosts(), branch.root()
        self._put_together(dirty | self._under.keys())

    def _mend(self, wanted: Touched, branch: Branch) -> None:
        dirty: set[str] = set()
        for ref in wanted.leaves:
            dirty |= self._mend_leaf(ref, branch)
        if wanted.tops:
            self._hosts, self._root = branch.hosts(), branch.root()
        if dirty or wanted.tops:
            self._put_together(dirty)

    def _put_together(self, dirty: Set[str]) -> None:
        """Make the branch of its parts, anew where something under a host is different."""
        done = {}
        for host in self._hosts:
            before = self._done.get(host.ref)
            children = before.children if before and host.ref not in dirty else nodes_of(self._under.get(host.ref, ()))
            done[host.ref] = _kept(before, host, children)
        self._done = done
        own = "" if self._root.cls == "pool" else self._root.ref
        if own in dirty or self.top.key != self._root.key:
            self._beside = nodes_of(self._under.get(own, ()))
        self.top = _kept(self.top, self._root, (*done.values(), *self._beside))

    def _mend_leaf(self, ref: str, branch: Branch) -> Set[str]:
        """Describe one machine or storage again; the hosts under which something looks different."""
        snapshot = branch.snapshot
        record = snapshot.vms.get(ref) or snapshot.srs.get(ref)
        if isinstance(record, VM):
            self._owners.update({metrics: ref for metrics in (record.metrics, record.guest_metrics) if metrics != NULL})
        old = self._leaves.get(ref)
        new = branch.leaf(record) if record else None
        if new is not None:
            new = _same_leaf(old, new)
        if new is old:
            return frozenset()
        if old is not None:
            del self._leaves[ref]
            for host in old.under:
                leaves = self._under[host]
                del leaves[bisect_left(leaves, old.order, key=_order)]
        self._moving.discard(ref)
        if new is not None:
            self._leaves[ref] = new
            for host in new.under:
                insort(self._under.setdefault(host, []), new, key=_order)
            if new.node.state == _MOVING:
                self._moving.add(ref)
        return {*(old.under if old else ()), *(new.under if new else ())}


_MOVING = "vm-migrating"
_order = attrgetter("order")


def _same_leaf(old: Leaf | None, new: Leaf) -> Leaf:
    """The old leaf where the new one is equal, or with the old node where that is."""
    if old is None or _own(old.node) != _own(new.node):
        return new
    if old.order == new.order and old.under == new.under:
        return old
    return replace(new, node=old.node)


def _kept(old: Node | None, new: Node, children: tuple[Node, ...]) -> Node:
    """The new node with these children; the old one where that is equal."""
    if old is not None and _own(old) == _own(new) and _same(children, old.children):
        return old
    return replace(new, children=children)


def _same(some: tuple[Node, ...], others: tuple[Node, ...]) -> bool:
    return len(some) == len(others) and all(one is other for one, other in zip(some, others, strict=True))
