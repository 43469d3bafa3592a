"""The tree that the estate deserves: pools, hosts, machines and storage as XenCenter places and orders them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from operator import attrgetter

from xengui.model.classes import SR, VM, Host
from xengui.model.estate import Connection, Status
from xengui.model.record import Record
from xengui.model.snapshot import Snapshot, class_name
from xengui.queries import addresses, names, states, visibility
from xengui.queries.natural import natural
from xengui.queries.placement import home, parents_at, pool_shown
from xengui.queries.visibility import Toggles


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

    A connection whose pool we have never seen is one host node that stands for it. One that is not there any more, or
    not yet, has its last picture, grey and with its age, because people must be able to look things up while they wait.
    """
    if not branched(connection):
        return stand_in(connection, now)
    branch = Branch(connection, toggles, now)
    return put_together(branch.root(), branch.hosts(), arranged(branch.leaves()))


def aged(top: Node, connection: Connection, now: datetime) -> Node:
    """The top of a connection that is not usable, told anew only in what grows: its age."""
    dim = states.connection_dim(connection, now)
    return top if dim == top.dim else replace(top, dim=dim)


def arranged(leaves: Iterable[Leaf]) -> dict[str, list[Leaf]]:
    """The leaves in their order, by the host they hang under."""
    under: dict[str, list[Leaf]] = {}
    for leaf in sorted(leaves, key=attrgetter("order")):
        for ref in leaf.under:
            under.setdefault(ref, []).append(leaf)
    return under


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
    """Whether the connection's pool is drawn: as it is, or as it was when it was last heard of."""
    return connection.snapshot.pool is not None


def _filtered(nodes: Iterable[Node], wanted: list[str]) -> tuple[Node, ...]:
    found = []
    for node in nodes:
        children = _filtered(node.children, wanted) if node.children else ()
        if children or matches(node, wanted):
            found.append(node if len(children) == len(node.children) else replace(node, children=children))
    return tuple(found)


def stand_in(connection: Connection, now: datetime) -> Node:
    """The host node that stands for a connection whose pool we have never seen."""
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


Order = tuple[int, str, str]


@dataclass(frozen=True, slots=True)
class Leaf:
    """A machine, storage or a template: its node, its place among those beside it, and the hosts it hangs under by
    reference; "" is the pool itself."""

    node: Node
    order: Order
    under: tuple[str, ...]


class Branch:
    """Describes what belongs to one connection, each part by itself, so that it can be described anew by itself."""

    def __init__(self, connection: Connection, toggles: Toggles, now: datetime) -> None:
        self.connection = connection
        self.snapshot: Snapshot = connection.snapshot
        self.toggles = toggles
        self.now = now
        self.pool_time = connection.pool_time(now)
        self.stale = not connection.usable

    def leaves(self) -> Iterator[Leaf]:
        """Every machine, storage and template that is shown, in no order."""
        records: tuple[VM | SR, ...] = (*self.snapshot.vms.values(), *self.snapshot.srs.values())
        for record in records:
            if leaf := self.leaf(record):
                yield leaf

    def leaf(self, record: VM | SR) -> Leaf | None:
        """One of them; None where it is not shown."""
        snapshot = self.snapshot
        if not visibility.in_infrastructure(record, self.toggles):
            return None
        host = home(record, snapshot)
        if not visibility.findable_at(record, host, snapshot, self.toggles.hidden_objects):
            return None
        order = (_rank(record), natural(names.name(record, snapshot)), record.ref)
        under = tuple(parent.ref for parent in parents_at(host, snapshot)) or ("",)
        return Leaf(self._node(record), order, under)

    def hosts(self) -> tuple[Node, ...]:
        """The hosts of a pool in their order, with nothing under them yet; a host that stands alone is no branch."""
        if not pool_shown(self.snapshot):
            return ()
        return tuple(self._node(host) for host in sorted(self.snapshot.hosts.values(), key=self._host_order))

    def root(self) -> Node:
        """The pool or the lone host, with nothing under it yet."""
        record = self.snapshot.pool if pool_shown(self.snapshot) else next(iter(self.snapshot.hosts.values()))
        assert record is not None
        node = self._node(record)
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
        node = replace(
            node, state=states.connection_state(self.connection), warning=self.connection.problem or node.warning
        )
        return aged(node, self.connection, self.now)

    def _host_order(self, host: Host) -> tuple[bool, str, str]:
        coordinator = self.snapshot.pool.master if self.snapshot.pool else ""
        return (host.ref != coordinator, natural(names.name(host, self.snapshot)), host.ref)

    def _node(self, record: Record) -> Node:
        snapshot = self.snapshot
        state = states.state(record, snapshot)
        warning = states.warning(record, snapshot, self.pool_time)
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
        )


def branched(connection: Connection) -> bool:
    """Whether what belongs to the connection is drawn, and not a host that only stands for it."""
    snapshot = connection.snapshot
    return pictured(connection) and (pool_shown(snapshot) or bool(snapshot.hosts))


def put_together(root: Node, hosts: Iterable[Node], under: Mapping[str, Sequence[Leaf]]) -> Node:
    """A branch out of its parts. What hangs under each host is in its order already."""
    branches = tuple(replace(host, children=nodes_of(under.get(host.ref, ()))) for host in hosts)
    own = under.get("" if root.cls == "pool" else root.ref, ())
    return replace(root, children=branches + nodes_of(own))


def nodes_of(leaves: Iterable[Leaf]) -> tuple[Node, ...]:
    """The nodes of leaves that are in their order."""
    return tuple([leaf.node for leaf in leaves])


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
