"""Plain records and pools, down to the fields that a test is about.

References are readable: `a_vm(name_label="web")` has the reference "OpaqueRef:web" unless it is given one, and
references may be written as such names throughout: `a_vm(resident_on="granite")`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import count
from typing import Any, TypeVar

from xengui.model.classes import (
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
    VM_guest_metrics,
    VM_metrics,
)
from xengui.model.estate import Connection, Status
from xengui.model.record import Record
from xengui.model.snapshot import Snapshot

NOW = datetime(2026, 11, 23, 15, 51, tzinfo=UTC)

R = TypeVar("R", bound=Record)
_numbers = count(1)


def ref(name: str) -> str:
    """The reference of the object that tests call by this name."""
    return name if name.startswith("OpaqueRef:") else f"OpaqueRef:{name}"


def a(kind: type[R], **fields: Any) -> R:
    """A record of any class. Fields that hold references may hold names."""
    own = fields.pop("ref", None) or fields.get("name_label") or f"{kind.__name__.lower()}-{next(_numbers)}"
    return kind(ref=ref(own), **{name: _refs(kind, name, value) for name, value in fields.items()})


def _refs(kind: type[Record], name: str, value: Any) -> Any:
    default = getattr(kind(), name)
    if isinstance(default, str) and default.startswith("OpaqueRef:"):
        return ref(value)
    if name in _SETS_OF_REFS:
        return tuple(ref(one) for one in value)
    return value


_SETS_OF_REFS = {
    "PBDs",
    "PIFs",
    "VBDs",
    "VDIs",
    "VIFs",
    "VMs",
    "VTPMs",
    "bond_master_of",
    "crashdumps",
    "hosts",
    "resident_VMs",
    "slaves",
    "snapshots",
    "sriov_logical_PIF_of",
    "tunnel_access_PIF_of",
}


def a_vm(**fields: Any) -> VM:
    """A halted machine, or one that runs where it is said to."""
    fields = {"name_label": "web", "power_state": "Running" if "resident_on" in fields else "Halted"} | fields
    return a(VM, **fields)


def a_template(**fields: Any) -> VM:
    return a_vm(**({"name_label": "Debian", "is_a_template": True} | fields))


def a_snapshot(**fields: Any) -> VM:
    return a_vm(**({"name_label": "before", "is_a_template": True, "is_a_snapshot": True} | fields))


def a_host(**fields: Any) -> Host:
    """An enabled host; `pool_with` makes it live unless the pool is given metrics for it."""
    fields = {"name_label": "granite", "enabled": True} | fields
    return a(Host, **({"metrics": f"{fields['name_label']}-metrics"} | fields))


def a_dead_host(**fields: Any) -> tuple[Host, Host_metrics]:
    host = a_host(**fields)
    return host, a(Host_metrics, ref=host.metrics, live=False)


def an_sr(**fields: Any) -> SR:
    return a(SR, **({"name_label": "iSCSI", "type": "nfs", "shared": True} | fields))


def local_storage(host: str, **fields: Any) -> tuple[SR, PBD]:
    """A host's own storage as the installer makes it."""
    sr, pbd = f"local-{host}", f"local-{host}-pbd"
    keys = {"i18n-key": "local-storage", "i18n-original-value-name_label": "Local storage"}
    made = {
        "ref": sr,
        "name_label": "Local storage",
        "type": "lvm",
        "shared": False,
        "other_config": keys,
        "PBDs": (pbd,),
    }
    return an_sr(**(made | fields)), a_pbd(ref=pbd, host=host, SR=sr)


def a_pbd(**fields: Any) -> PBD:
    return a(PBD, **({"currently_attached": True} | fields))


def a_vdi(**fields: Any) -> VDI:
    return a(VDI, **({"name_label": "disk", "managed": True} | fields))


def a_vbd(**fields: Any) -> VBD:
    return a(VBD, **({"type": "Disk", "userdevice": "0"} | fields))


def a_vif(**fields: Any) -> VIF:
    return a(VIF, **({"device": "0"} | fields))


def a_network(**fields: Any) -> Network:
    return a(Network, **({"name_label": "Storage VLAN 40"} | fields))


def a_pif(**fields: Any) -> PIF:
    return a(PIF, **({"device": "eth0", "VLAN": -1, "physical": True} | fields))


def a_task(**fields: Any) -> Task:
    return a(Task, **({"name_label": "Async.VM.start"} | fields))


def vm_metrics(**fields: Any) -> VM_metrics:
    return a(VM_metrics, **fields)


def guest_metrics(**fields: Any) -> VM_guest_metrics:
    return a(VM_guest_metrics, **({"PV_drivers_version": {"major": "8", "minor": "4", "micro": "0"}} | fields))


def pool_with(*records: Record, name: str = "Stone", coordinator: str = "", **fields: Any) -> Snapshot:
    """A pool that holds these records.

    It has a host "granite" unless hosts are given; the first host is the coordinator unless one is named. Hosts
    without metrics get some that say they live, and 16 GiB of memory.
    """
    hosts = [record for record in records if isinstance(record, Host)]
    made: list[Record] = [*records]
    if not hosts:
        hosts = [a_host()]
        made += hosts
    known = {record.ref for record in records}
    made += [
        a(Host_metrics, ref=host.metrics, live=True, memory_total=16 * 1024**3, memory_free=8 * 1024**3)
        for host in hosts
        if host.metrics not in known
    ]
    if not any(isinstance(record, Pool) for record in records):
        master = coordinator or hosts[0].ref
        made.append(a(Pool, ref="the-pool", name_label=name, master=master, **fields))
    return snapshot_of(made)


def snapshot_of(records: Sequence[Record]) -> Snapshot:
    tables: dict[type[Record], dict[str, Record]] = {}
    for record in records:
        tables.setdefault(type(record), {})[record.ref] = record
    return Snapshot(tables)


def a_connection(snapshot: Snapshot | None = None, **fields: Any) -> Connection:
    """A connection: connected if it has a pool, else one that has none yet."""
    status = Status.CONNECTED if snapshot else Status.DISCONNECTED
    made: dict[str, Any] = {"key": "granite.example", "status": status, "heard": NOW} | fields
    return Connection(snapshot=snapshot or Snapshot(), **made)
