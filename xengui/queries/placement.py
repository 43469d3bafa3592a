"""Where a thing belongs: which host is its home, which parent it has in the tree."""

from __future__ import annotations

from xengui.model.classes import PBD, SR, VDI, VM, Host, Host_metrics, Network
from xengui.model.record import Record
from xengui.model.snapshot import Snapshot


def pool_shown(snapshot: Snapshot) -> bool:
    """Whether the pool is a level of its own; a single host of a nameless pool stands alone instead."""
    pool = snapshot.pool
    return pool is not None and (pool.name_label != "" or len(snapshot.hosts) > 1)


def live(host: Host, snapshot: Snapshot) -> bool:
    """Whether the pool hears the host."""
    metrics = snapshot.find(Host_metrics, host.metrics)
    return metrics is not None and metrics.live


def home(record: Record, snapshot: Snapshot) -> Host | None:
    """The host that a thing belongs to, or None where it belongs to the whole pool.

    A machine that runs is at home where it runs, any other where its local disks are, else on the host of its
    affinity while that host is live. A paused or suspended machine is placed like a halted one.
    """
    if isinstance(record, VM):
        return _home_of_vm(record, snapshot)
    if isinstance(record, SR):
        return storage_host(record, snapshot)
    if isinstance(record, VDI):
        sr = snapshot.find(SR, record.SR)
        return storage_host(sr, snapshot) if sr else None
    return record if isinstance(record, Host) else None


def storage_host(sr: SR, snapshot: Snapshot) -> Host | None:
    """The host whose own storage this is: it is not shared and has one connection only."""
    if sr.shared or len(sr.PBDs) != 1:
        return None
    pbd = snapshot.find(PBD, sr.PBDs[0])
    return snapshot.find(Host, pbd.host) if pbd else None


def parents(record: Record, snapshot: Snapshot) -> tuple[Host, ...]:
    """The hosts under which views by host list a thing; none stands for the level of the pool.

    A host that stands alone holds everything. A network without network interfaces is on every host.
    """
    if isinstance(record, Network) and not record.PIFs:
        return tuple(snapshot.hosts.values())
    return parents_at(home(record, snapshot), snapshot)


def parents_at(home: Host | None, snapshot: Snapshot) -> tuple[Host, ...]:
    """The same for whoever knows the thing's home already."""
    if not pool_shown(snapshot):
        return tuple(snapshot.hosts.values())
    return (home,) if home else ()


def real(vm: VM) -> bool:
    """A machine proper: no template, no snapshot, no control domain."""
    return not (vm.is_a_template or vm.is_a_snapshot or vm.is_control_domain)


def _home_of_vm(vm: VM, snapshot: Snapshot) -> Host | None:
    if vm.is_a_snapshot:
        origin = snapshot.find(VM, vm.snapshot_of)
        return _home_of_vm(origin, snapshot) if origin and not origin.is_a_snapshot else None
    if vm.is_a_template:
        return None
    if vm.power_state == "Running":
        return snapshot.find(Host, vm.resident_on)
    if host := _host_of_disks(vm, snapshot):
        return host
    host = snapshot.find(Host, vm.affinity)
    return host if host and live(host, snapshot) else None


def _host_of_disks(vm: VM, snapshot: Snapshot) -> Host | None:
    vbds, vdis, srs = snapshot.vbds, snapshot.vdis, snapshot.srs  # looked up once: a large pool asks this a lot
    for ref in vm.VBDs:
        vbd = vbds.get(ref)
        vdi = vdis.get(vbd.VDI) if vbd else None
        if vdi is None or vdi.missing or not vdi.managed:
            continue
        sr = srs.get(vdi.SR)
        if sr and not sr.shared and (host := storage_host(sr, snapshot)):
            return host
    return None
