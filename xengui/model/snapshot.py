"""A pool at one moment: every record by class and reference."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TypeVar, cast

from xengui.model.classes import (
    CLASSES,
    PBD,
    PIF,
    SR,
    VBD,
    VDI,
    VIF,
    VM,
    Host,
    Host_metrics,
    Network,
    Pool,
    Task,
    VM_appliance,
    VM_guest_metrics,
    VM_metrics,
)
from xengui.model.record import NULL, Record

R = TypeVar("R", bound=Record)
Table = Mapping[str, Record]

_NOTHING: Table = MappingProxyType({})
_NAMES = {kind: name for name, kind in CLASSES.items()}


def class_name(kind: type[Record]) -> str:
    """How the datamodel spells a record's class: `host_metrics` for Host_metrics."""
    return _NAMES[kind]


class Snapshot:
    """Everything known of a pool, unchanging; the next batch of events makes the next snapshot.

    References may lead nowhere (a batch of events has no order, servers forget): follow them with `find`.
    """

    __slots__ = ("_tables",)

    def __init__(self, tables: Mapping[type[Record], Table] | None = None) -> None:
        self._tables: Mapping[type[Record], Table] = tables or {}

    def of(self, kind: type[R]) -> Mapping[str, R]:
        """All records of one class, by reference."""
        return cast("Mapping[str, R]", self._tables.get(kind, _NOTHING))

    def find(self, kind: type[R], ref: str) -> R | None:
        """What a reference leads to; None for the null reference and for one that leads nowhere."""
        return None if ref == NULL else self.of(kind).get(ref)

    def anything(self, ref: str) -> Record | None:
        """What a reference of unknown class leads to, as references in errors and tasks are."""
        for table in self._tables.values():
            if found := table.get(ref):
                return found
        return None

    @property
    def tables(self) -> Mapping[type[Record], Table]:
        return self._tables

    @property
    def pool(self) -> Pool | None:
        """The pool's own record: every connection has exactly one, also a server that stands alone."""
        return next(iter(self.of(Pool).values()), None)

    @property
    def coordinator(self) -> Host | None:
        return self.find(Host, self.pool.master) if self.pool else None

    @property
    def hosts(self) -> Mapping[str, Host]:
        return self.of(Host)

    @property
    def host_metrics(self) -> Mapping[str, Host_metrics]:
        return self.of(Host_metrics)

    @property
    def vms(self) -> Mapping[str, VM]:
        """Machines, templates, snapshots and control domains alike, as the API has them in one class."""
        return self.of(VM)

    @property
    def vm_metrics(self) -> Mapping[str, VM_metrics]:
        return self.of(VM_metrics)

    @property
    def vm_guest_metrics(self) -> Mapping[str, VM_guest_metrics]:
        return self.of(VM_guest_metrics)

    @property
    def vm_appliances(self) -> Mapping[str, VM_appliance]:
        return self.of(VM_appliance)

    @property
    def srs(self) -> Mapping[str, SR]:
        return self.of(SR)

    @property
    def pbds(self) -> Mapping[str, PBD]:
        return self.of(PBD)

    @property
    def vdis(self) -> Mapping[str, VDI]:
        return self.of(VDI)

    @property
    def vbds(self) -> Mapping[str, VBD]:
        return self.of(VBD)

    @property
    def vifs(self) -> Mapping[str, VIF]:
        return self.of(VIF)

    @property
    def pifs(self) -> Mapping[str, PIF]:
        return self.of(PIF)

    @property
    def networks(self) -> Mapping[str, Network]:
        return self.of(Network)

    @property
    def tasks(self) -> Mapping[str, Task]:
        return self.of(Task)
