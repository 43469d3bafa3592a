"""What of a pool's picture may outlast it: what there is and how it is set up, but no secrets and nothing under way."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, Final

import msgspec

from xengui.model.classes import (
    CLASSES,
    PBD,
    SR,
    VBD,
    VDI,
    VM,
    Blob,
    Console,
    Data_source,
    Host,
    Host_metrics,
    Host_patch,
    Message,
    Pool,
    Pool_patch,
    Pool_update,
    Role,
    Secret,
    Session,
    Subject,
    Task,
    User,
    VBD_metrics,
    VIF_metrics,
    VM_guest_metrics,
    VM_metrics,
)
from xengui.model.record import NULL, Record
from xengui.model.secrets import cut_text, secretive
from xengui.model.snapshot import Snapshot, Table
from xengui.protocol.secrecy import known

_FIRST: Final[tuple[type[Record], ...]] = (
    *(Pool, Host, Host_metrics, Host_patch, Pool_patch, Pool_update),
    *(VM, VM_metrics, VM_guest_metrics, VBD, VDI, SR, PBD),
)
_PASSING: Final[frozenset[type[Record]]] = frozenset(
    {
        # Who is there, what goes on and what was measured: over when it is read again, or nobody's business here.
        *(Session, User, Subject, Role, Secret, Task, Message, Console, Blob, Data_source, VBD_metrics, VIF_metrics),
    }
)
KEPT: Final[tuple[type[Record], ...]] = (
    *_FIRST,
    *(kind for kind in CLASSES.values() if kind not in _PASSING and kind not in _FIRST),
)
"""The classes worth keeping; those that the tree is made of come first."""

_DROPPED: Final = (
    # True for a moment.
    *("current_operations", "allowed_operations"),
    # Only what acts on a pool asks for these, and there they take most of the room.
    *("recommendations", "last_booted_record", "snapshot_metadata", "NVRAM"),
    *("uefi_certificates", "custom_uefi_certificates", "last_boot_CPU_flags", "consoles"),
    # What guests are told, and how people are known to a directory: never shown, and likely to be private.
    *("xenstore_data", "external_auth_configuration"),
)


def at_rest(snapshot: Snapshot) -> Snapshot:
    """The picture without tasks and without operations: nobody can know any more whether they go on."""
    tables: dict[type[Record], Table] = {}
    for kind, table in snapshot.tables.items():
        if kind is Task:
            continue
        busy = {ref: _idle(one) for ref, one in table.items() if getattr(one, "current_operations", None)}
        tables[kind] = {**table, **busy} if busy else table
    return Snapshot(tables)


def harmless(record: Record) -> Record:
    """The record as it may be written down: without what calls itself a secret or is a known one, and without logins in
    addresses."""
    form = _form(type(record))
    changes: dict[str, Any] = {name: usual for name, usual in form.dropped if getattr(record, name)}
    for name, clean in form.looked_at:
        if (value := getattr(record, name)) and (cut := clean(value)) is not value:
            changes[name] = cut
    # The very object that is usual is not written out.
    changes |= {
        name: usual
        for name, usual in form.references
        if (value := getattr(record, name)) is not usual and value == usual
    }
    return msgspec.structs.replace(record, **changes) if changes else record


def _idle(record: Record) -> Record:
    return msgspec.structs.replace(record, current_operations={})


@dataclass(frozen=True, slots=True)
class _Form:
    """The fields of a class by what has to be done about them, each with its usual value or what cleans it."""

    dropped: tuple[tuple[str, Any], ...]
    looked_at: tuple[tuple[str, Callable[[Any], Any]], ...]
    references: tuple[tuple[str, str], ...]


@cache
def _form(kind: type[Record]) -> _Form:
    empty = kind()
    usual = {name: getattr(empty, name) for name in kind.__struct_fields__ if name not in {"ref", "uuid"}}
    return _Form(
        tuple((name, usual[name]) for name in _DROPPED if name in usual),
        tuple(
            (name, clean)
            for name, value in usual.items()
            if name not in _DROPPED and value != NULL and (clean := _CLEAN.get(type(value)))
        ),
        tuple((name, value) for name, value in usual.items() if value == NULL),
    )


def _map(values: Mapping[Any, Any]) -> Mapping[Any, Any]:
    """The same map where there is nothing to cut."""
    kept = {}
    same = True
    for key, value in values.items():
        if isinstance(value, str):
            if isinstance(key, str) and _named(key) and secretive(key, value):
                same = False
                continue
            cut: Any = _text(value)
        elif isinstance(value, tuple):
            cut = _set(value) if value else value
        elif isinstance(value, float) and not math.isfinite(value):
            same = False
            continue
        else:
            cut = value
        same = same and cut is value
        kept[key] = cut
    return values if same else kept


@lru_cache(4096)
def _named(key: str) -> bool:
    """Whether a key may name a secret; there are few keys, and they come again with every object."""
    return secretive(key, "")


def _set(values: tuple[Any, ...]) -> tuple[Any, ...]:
    if not isinstance(values[0], str) or values[0].startswith("OpaqueRef:"):
        return values
    cut = tuple(map(_text, values))
    return values if cut == values else cut


def _text(text: str) -> str:
    """The same text where there is nothing to cut; only what is more than a word can call itself anything."""
    if known(text):
        return ""
    if ":" in text or "=" in text or " " in text:
        cut = cut_text(text)
        return text if cut == text else cut
    return text


def _figure(value: float) -> float:
    return value if math.isfinite(value) else 0.0  # JSON has no word for it


_CLEAN: Final[Mapping[type, Callable[[Any], Any]]] = {dict: _map, tuple: _set, str: _text, float: _figure}
