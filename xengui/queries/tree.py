"""The tree that the estate deserves: pools, hosts, machines and storage as XenCenter places and orders them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from xengui.model.classes import (
    PBD,
    SR,
    VBD,
    VDI,
    VM,
    Host,
    Host_metrics,
    Host_patch,
    Pool,
    Pool_patch,
    Pool_update,
    Task,
    VM_guest_metrics,
    VM_metrics,
)
from xengui.model.estate import Connection, Status
from xengui.model.record import Record
from xengui.model.snapshot import Snapshot, class_name
from xengui.queries import addresses, names, states, visibility
from xengui.queries.natural import natural
from xengui.queries.placement import home, parents_at, pool_shown
from xengui.queries.visibility import Toggles

_READ: tuple[type[Record], ...] = (
    *(Pool, Host, Host_metrics, Host_patch, Pool_patch, Pool_update, Task),
    *(VM, VM_metrics, VM_guest_metrics, VBD, VDI, SR, PBD),
)
READS = frozenset(_READ)
"""The classes that the tree is made of: a change of anything else leaves it as it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """One row of the tree, with what has to be known to draw it.

    `key` is the connection, the class as the datamodel spells it, and the reference: it stays the same while the
    object moves or changes. `text` is the name and nothing else; `dim` goes beside it. `warning` says in words what
    needs a look. `colour`, `label` and `locked` are a pool's marks. `flags` pick the icon's variant, see
    `states.flags`. `search` is what the filter reads, in lower case.
    """

    key: tuple[str, str, str]
    text: str
    state: str
    warning: str = ""
    dim: str = ""
    bold: bool = False
    faint: bool = False
    colour: str = ""
    label: str = ""
    locked: bool = False
    flags: frozenset[str] = states.NO_FLAGS
    search: str = ""
    children: tuple[Node, ...] = ()

    @property
    def connection(self) -> str:
        return self.key[0]

    @property
    def cls(self) -> str:
        return self.key[1]

    @property
    def ref(self) -> str:
        return self.key[2]


def infrastructure(estate: Sequence[Connection], toggles: Toggles, now: datetime) -> tuple[Node, ...]:
    """Every pool and lone host in their order, each with what belongs to it."""
    return in_order(top(connection, toggles, now) for connection in estate)


def top(connection: Connection, toggles: Toggles, now: datetime) -> Node:
    """The pool or lone host behind a connection, with all that belongs to it.

    A connection whose pool we have never seen is one host node that stands for it. One that was lost keeps its
    last picture, grey and with its age, because people must be able to look things up while they wait.
    """
    if pictured(connection):
        if pool_shown(connection.snapshot):
            return _Branch(connection, toggles, now).pool()
        if connection.snapshot.hosts:
            return _Branch(connection, toggles, now).lone_host()
    return _stand_in(connection, now)


def in_order(tops: Iterable[Node]) -> tuple[Node, ...]:
    """The tops of all connections: pools, hosts we have seen, hosts that only stand for a server; each by name."""
    return tuple(
        sorted(tops, key=lambda top: (top.cls != "pool", top.ref == top.connection, natural(top.text), top.ref))
    )


def filtered(nodes: Iterable[Node], text: str) -> tuple[Node, ...]:
    """The nodes that have any of the words in their name, description or address, below all their ancestors."""
    wanted = text.lower().split()
    return _filtered(nodes, wanted) if wanted else tuple(nodes)


def matches(node: Node, words: Iterable[str]) -> bool:
    """Whether any of these words, in lower case, is in the node's own name, description or address."""
    return any(word in node.search for word in words)


def summary(estate: Sequence[Connection]) -> str:
    """ "Connected to 2 of 3 pools", for the status bar."""
    if not estate:
        return "No servers"
    connected = [connection for connection in estate if connection.usable]
    if len(estate) == 1 and connected:
        return f"Connected to {names.connection_name(estate[0])}"
    if any(pool_shown(connection.snapshot) for connection in estate):
        return f"Connected to {len(connected)} of {len(estate)} pool{'s' if len(estate) > 1 else ''}"
    return f"Connected to {len(connected)} of {len(estate)} server{'s' if len(estate) > 1 else ''}"


def pictured(connection: Connection) -> bool:
    """Whether the connection's last picture is drawn: while it lives, and while it is lost or on its way back."""
    return connection.snapshot.pool is not None and connection.status is not Status.DISCONNECTED


def _filtered(nodes: Iterable[Node], wanted: list[str]) -> tuple[Node, ...]:
    found = []
    for node in nodes:
        children = _filtered(node.children, wanted) if node.children else ()
        if children or matches(node, wanted):
            found.append(node if len(children) == len(node.children) else replace(node, children=children))
    return tuple(found)


def _stand_in(connection: Connection, now: datetime) -> Node:
    text = names.cut(connection.name or connection.key)
    connecting = connection.status in {Status.CONNECTING, Status.CONNECTED}
    return Node(
        key=(connection.key, "host", connection.key),
        text=text,
        state="host-connecting" if connecting else "host-disconnected",
        warning=connection.problem,
        dim=states.connection_dim(connection, now),
        bold=True,
        faint=True,
        colour=connection.colour,
        label=connection.label,
        locked=connection.locked,
        search="\n".join(filter(None, (text, connection.key, connection.label))).lower(),
    )


class _Branch:
    """Everything of one connection, put under its parents in one pass over the snapshot."""

    def __init__(self, connection: Connection, toggles: Toggles, now: datetime) -> None:
        self.connection = connection
        self.snapshot: Snapshot = connection.snapshot
        self.now = now
        self.stale = not connection.usable
        self.leaves = self._leaves(toggles)

    def pool(self) -> Node:
        pool = self.snapshot.pool
        assert pool is not None
        hosts = sorted(self.snapshot.hosts.values(), key=self._host_order)
        children = tuple(self._node(host, children=self.leaves.get(host.ref, ())) for host in hosts)
        return self._root(pool, children + self.leaves.get("", ()))

    def lone_host(self) -> Node:
        host = next(iter(self.snapshot.hosts.values()))
        return self._root(host, self.leaves.get(host.ref, ()))

    def _root(self, record: Record, children: tuple[Node, ...]) -> Node:
        node = self._node(record, children=children)
        node = replace(
            node,
            bold=True,
            colour=self.connection.colour,
            label=self.connection.label,
            locked=self.connection.locked,
            search="\n".join(filter(None, (node.search, self.connection.label.lower()))),
        )
        if not self.stale:
            return node
        return replace(
            node,
            state=states.connection_state(self.connection),
            dim=states.connection_dim(self.connection, self.now),
            warning=self.connection.problem or node.warning,
        )

    def _host_order(self, host: Host) -> tuple[bool, str, str]:
        coordinator = self.snapshot.pool.master if self.snapshot.pool else ""
        return (host.ref != coordinator, natural(names.name(host, self.snapshot)), host.ref)

    def _leaves(self, toggles: Toggles) -> dict[str, tuple[Node, ...]]:
        """Machines, storage and templates in their order, by the host they hang under; "" is the pool itself."""
        found: dict[str, list[tuple[tuple[int, str, str], Node]]] = {}
        snapshot = self.snapshot
        for record in (*snapshot.vms.values(), *snapshot.srs.values()):
            if not visibility.in_infrastructure(record, toggles):
                continue
            host = home(record, snapshot)
            if not visibility.findable_at(record, host, snapshot, toggles.hidden_objects):
                continue
            order = (_rank(record), natural(names.name(record, snapshot)), record.ref)
            node = self._node(record)
            for ref in [parent.ref for parent in parents_at(host, snapshot)] or [""]:
                found.setdefault(ref, []).append((order, node))
        return {ref: tuple(node for _, node in sorted(under, key=lambda pair: pair[0])) for ref, under in found.items()}

    def _node(self, record: Record, children: tuple[Node, ...] = ()) -> Node:
        snapshot = self.snapshot
        state = states.state(record, snapshot)
        warning = states.warning(record, snapshot, self.now)
        flags = states.flags(record, snapshot, warning)
        text = names.node_text(record, snapshot)
        return Node(
            key=(self.connection.key, class_name(type(record)), record.ref),
            text=text,
            state=state,
            warning=warning,
            dim=states.doing(record, snapshot) or warning,
            faint=self.stale or states.off(state) or "hidden" in flags,
            flags=flags,
            search=_haystack(record, text, snapshot),
            children=children,
        )


def _rank(record: Record) -> int:
    """Machines, then storage, then templates: custom ones before those that came with the server."""
    if isinstance(record, SR):
        return 1
    kinds = {"vm": 0, "custom-template": 2, "default-template": 3}
    return kinds[visibility.vm_kind(record)] if isinstance(record, VM) else 4


def _haystack(record: Record, text: str, snapshot: Snapshot) -> str:
    if isinstance(record, VM):
        return "\n".join((text, record.name_description, *addresses.of_vm(record, snapshot))).lower()
    address = record.address if isinstance(record, Host) else ""
    return f"{text}\n{names.description(record, snapshot)}\n{address}".lower()
