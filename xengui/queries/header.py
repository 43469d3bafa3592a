"""What stands above the tabs: the shown object's name, its state, and the way down to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from xengui.model.classes import VM, Host, Pool, VM_appliance
from xengui.model.estate import Connection
from xengui.model.record import Record
from xengui.model.snapshot import Snapshot, class_name
from xengui.queries import labels, names, states, units
from xengui.queries.placement import pool_shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """`pill` is the state in words ("" for things without one) and `tone` its colour: "ok", "warn", "error", "sleep",
    "busy" or "idle". `note` is what needs a look. `path` holds (text, reference) of each step down to the object, which
    is not among them; where there is no way down, `subtitle` stands in its place. `state` and `flags` pick the icon,
    `colour` the edge, and `label` and `locked` are marks of its pool, too. `window` is the title of a window about it.
    """

    title: str
    cls: str
    ref: str
    pill: str = ""
    tone: str = "idle"
    state: str = ""
    note: str = ""
    path: tuple[tuple[str, str], ...] = ()
    subtitle: str = ""
    flags: frozenset[str] = states.NO_FLAGS
    colour: str = ""
    label: str = ""
    locked: bool = False
    window: str = ""


def header(connection: Connection, ref: str, now: datetime) -> Header | None:
    """The header of an object of a connection, or of the connection itself; None once the object is gone."""
    record = connection.snapshot.anything(ref)
    if record is None:
        return _of_connection(connection) if ref == connection.key else None
    state = _state(connection, record)
    pill = _pill(record, state)
    warning = states.warning(record, connection.snapshot, connection.pool_time(now))
    title = names.name(record, connection.snapshot)
    return Header(
        title=title,
        cls=class_name(type(record)),
        ref=ref,
        pill=pill,
        tone=states.tone(state) if pill else "idle",
        state=state,
        note="" if warning == pill.lower() else warning,
        path=names.path(connection.snapshot, ref),
        subtitle=_subtitle(record, connection.snapshot),
        flags=states.flags(record, connection.snapshot, warning),
        colour=connection.colour,
        label=connection.label,
        locked=connection.locked,
        window=labels.titled(title, connection, itself=_top(connection, record)),
    )


def _of_connection(connection: Connection) -> Header:
    state = states.connection_state(connection)
    return Header(
        title=connection.name or connection.key,
        cls="host",
        ref=connection.key,
        pill=states.words(state),
        tone=states.tone(state),
        state=state,
        note=connection.problem,
        subtitle=connection.key if connection.name else "",
        colour=connection.colour,
        label=connection.label,
        locked=connection.locked,
        window=labels.titled(names.connection_name(connection), connection, itself=True),
    )


def _state(connection: Connection, record: Record) -> str:
    if _top(connection, record) and not connection.usable:
        return states.connection_state(connection)
    return states.state(record, connection.snapshot)


def _top(connection: Connection, record: Record) -> bool:
    """Whether an object stands for its connection: a pool, or a host without one."""
    return isinstance(record, Pool) or (isinstance(record, Host) and not pool_shown(connection.snapshot))


def _pill(record: Record, state: str) -> str:
    if isinstance(record, VM) and state == "vm-busy":
        return states.operation(next(iter(record.current_operations.values()), "")).capitalize() or states.words(state)
    if isinstance(record, VM_appliance) or state in {"vdi", "network"}:
        return ""
    return states.words(state)


def _subtitle(record: Record, snapshot: Snapshot) -> str:
    """ "3 servers, coordinator pilot"; the address of a host that stands alone."""
    if isinstance(record, Pool):
        coordinator = snapshot.coordinator
        servers = units.count(len(snapshot.hosts), "server")
        return f"{servers}, coordinator {names.name(coordinator, snapshot)}" if coordinator else servers
    return record.address if isinstance(record, Host) and not pool_shown(snapshot) else ""
