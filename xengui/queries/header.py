"""What stands above the tabs: the shown object's name, its state, and the way down to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from xengui.model.classes import VM, Host, Pool, VM_appliance
from xengui.model.estate import Connection
from xengui.model.record import Record
from xengui.model.snapshot import class_name
from xengui.queries import names, states
from xengui.queries.placement import pool_shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """`pill` is the state in words ("" for things without one) and `tone` its colour: "ok", "warn", "error", "sleep",
    "busy" or "idle". `path` holds (text, reference) of each step down to the object, which is not among them. `state`
    and `flags` choose the icon, `colour` the edge."""

    title: str
    cls: str
    ref: str
    pill: str = ""
    tone: str = "idle"
    state: str = ""
    note: str = ""
    path: tuple[tuple[str, str], ...] = ()
    colour: str = ""


def header(connection: Connection, ref: str, now: datetime) -> Header | None:
    """The header of an object of a connection, or of the connection itself; None once the object is gone."""
    record = connection.snapshot.anything(ref)
    if record is None:
        return _of_connection(connection, now) if ref == connection.key else None
    state = _state(connection, record)
    pill = _pill(connection, record, state, now)
    return Header(
        title=names.name(record, connection.snapshot),
        cls=class_name(type(record)),
        ref=ref,
        pill=pill,
        tone=states.tone(state) if pill else "idle",
        state=state,
        note=states.warning(record, connection.snapshot, now),
        path=names.path(connection.snapshot, ref),
        colour=connection.colour,
    )


def _of_connection(connection: Connection, now: datetime) -> Header:
    state = states.connection_state(connection)
    return Header(
        title=connection.name or connection.key,
        cls="host",
        ref=connection.key,
        pill=_age(connection, state, now),
        tone=states.tone(state),
        state=state,
        note=connection.problem,
        colour=connection.colour,
    )


def _state(connection: Connection, record: Record) -> str:
    top = isinstance(record, Pool) or (isinstance(record, Host) and not pool_shown(connection.snapshot))
    if top and not connection.usable:
        return states.connection_state(connection)
    return states.state(record, connection.snapshot)


def _pill(connection: Connection, record: Record, state: str, now: datetime) -> str:
    if state in {"pool-disconnected", "host-disconnected"}:
        return _age(connection, state, now)
    if isinstance(record, VM) and state == "vm-busy":
        return states.operation(next(iter(record.current_operations.values()), "")).capitalize() or states.words(state)
    if isinstance(record, VM_appliance) or state in {"vdi", "network"}:
        return ""
    return states.words(state)


def _age(connection: Connection, state: str, now: datetime) -> str:
    said = states.connection_dim(connection, now)
    return said[:1].upper() + said[1:] if said else states.words(state)
