"""What is known of storage and of a disk."""

from __future__ import annotations

from collections.abc import Iterator

from xengui.model.classes import SR, VBD, VDI, VM, Host
from xengui.model.dates import moment
from xengui.queries import names, paths, states, units
from xengui.queries.general.rows import Row, Section, Sheet, custom, general, has_a_place, link, section, yes_no
from xengui.queries.natural import natural
from xengui.queries.placement import live

_TYPES = {
    "ext": "Local, files (EXT)",
    "lvm": "Local, LVM",
    "lvmoiscsi": "iSCSI, LVM",
    "lvmohba": "Hardware HBA, LVM",
    "lvmofcoe": "FCoE, LVM",
    "gfs2": "Shared block storage (GFS2)",
    "nfs": "NFS",
    "smb": "SMB",
    "cifs": "SMB",
    "iso": "ISO library",
    "udev": "Physical devices",
    "file": "Local, files",
    "iscsi": "iSCSI, raw",
    "hba": "Hardware HBA, raw",
    "zfs": "ZFS",
    "xfs": "Local, files (XFS)",
    "btrfs": "Local, files (Btrfs)",
    "linstor": "XOSTOR (LINSTOR)",
    "largeblock": "Local, 4 KiB blocks",
    "cephfs": "CephFS",
    "glusterfs": "GlusterFS",
    "moosefs": "MooseFS",
}

_BLOCK_TYPES = frozenset({"lvmoiscsi", "lvmohba", "lvmofcoe", "gfs2", "iscsi", "hba"})
"""Of these one asks how many paths lead there; of files and of disks in a server nobody does."""


def storage_type(sr: SR) -> str:
    """What the storage is made of: "NFS", "Local, LVM"."""
    if sr.type == "udev" and sr.sm_config.get("type") == "cd":
        return "DVD drives"
    if sr.type == "iso":
        way = {"nfs_iso": "NFS", "cifs": "SMB"}.get(sr.sm_config.get("iso_type", ""), "")
        return f"ISO library, {way}" if way else "ISO library"
    return _TYPES.get(sr.type, sr.type)


def sections_of_sr(sr: SR, sheet: Sheet) -> tuple[Section, ...]:
    return (
        general(sr, sheet, _facts_of_sr(sr, sheet)),
        custom(sr, sheet),
        section("Status", _status(sr, sheet)),
        section("Multipathing", _multipathing(sr, sheet)),
    )


def sections_of_disk(vdi: VDI, sheet: Sheet) -> tuple[Section, ...]:
    return (general(vdi, sheet, _facts_of_disk(vdi, sheet)), custom(vdi, sheet))


def _facts_of_sr(sr: SR, sheet: Sheet) -> Iterator[Row | None]:
    yield Row("Type", storage_type(sr))
    yield Row("Shared", yes_no(sr.shared))
    if paths.measured(sr):
        used = units.size_of(max(0, sr.physical_utilisation), sr.physical_size)
        yield Row("Size", f"{used} used, {units.size(max(0, sr.virtual_allocation))} allocated")
    ids = dict.fromkeys(found for pbd in paths.pbds(sr, sheet.snapshot) if (found := pbd.device_config.get("SCSIid")))
    yield Row("SCSI ID", "\n".join(ids) or sr.sm_config.get("devserial", "").removeprefix("scsi-"), kind="mono")


def _status(sr: SR, sheet: Sheet) -> Iterator[Row]:
    snapshot = sheet.snapshot
    state = _state(sr, sheet)
    yield Row("State", state, tone="" if state == "OK" else "error")
    plugged = {pbd.host: pbd.currently_attached for pbd in paths.pbds(sr, snapshot)}
    wanted = snapshot.hosts.values() if sr.shared else [snapshot.hosts[ref] for ref in plugged if ref in snapshot.hosts]
    for host in sorted(wanted, key=lambda host: natural(host.name_label)):
        value, tone = _connection(host, plugged, sheet)
        yield Row(host.name_label, value, tone=tone, ref=host.ref)


def _state(sr: SR, sheet: Sheet) -> str:
    warning = states.warning(sr, sheet.snapshot, sheet.now)
    if not warning:
        return "OK"
    if paths.detached(sr, sheet.snapshot):
        return "Detached"
    return f"{'Broken' if paths.broken(sr, sheet.snapshot) else 'Multipathing failure'}, {warning}"


def _connection(host: Host, plugged: dict[str, bool], sheet: Sheet) -> tuple[str, str]:
    if host.ref not in plugged:
        return "Connection missing", "error"
    if not live(host, sheet.snapshot):
        return "Server does not respond", "error"
    return ("Connected", "") if plugged[host.ref] else ("Unplugged", "error")


def _multipathing(sr: SR, sheet: Sheet) -> Iterator[Row]:
    capable = paths.multipath_capable(sr, sheet.snapshot)
    if capable or sr.type in _BLOCK_TYPES:
        yield Row("Multipath capable", yes_no(capable))
    found = [(host, pbd) for pbd in paths.pbds(sr, sheet.snapshot) if (host := sheet.snapshot.find(Host, pbd.host))]
    for host, pbd in sorted(found, key=lambda pair: natural(pair[0].name_label)):
        if count := paths.multipath(pbd):
            sessions = pbd.other_config.get("iscsi_sessions", "")
            text = f"{count[0]} of {units.count(count[1], 'path')} active"
            if sessions.isdecimal():
                text += f", {units.count(int(sessions), 'iSCSI session')}"
            yield Row(host.name_label, text, tone="error" if count[0] < count[1] else "", ref=host.ref)


def _facts_of_disk(vdi: VDI, sheet: Sheet) -> Iterator[Row | None]:
    snapshot = sheet.snapshot
    yield Row("Size", units.size(vdi.virtual_size) if vdi.virtual_size > 0 else "")
    yield Row("On disk", units.size(vdi.physical_utilisation) if vdi.physical_utilisation > 0 else "")
    yield link("Storage", snapshot.find(SR, vdi.SR), sheet)
    vms = [vm for ref in vdi.VBDs if (vbd := snapshot.find(VBD, ref)) and (vm := snapshot.find(VM, vbd.VM))]
    used_by = sorted({names.name(vm, snapshot) for vm in vms}, key=natural)
    only = vms[0].ref if len(used_by) == 1 and has_a_place(vms[0]) else ""
    yield Row("Virtual machines", "\n".join(used_by), kind="link" if only else "multiline", ref=only)
    if vdi.is_a_snapshot:
        yield link("Snapshot of", snapshot.find(VDI, vdi.snapshot_of), sheet)
        taken = moment(vdi.snapshot_time)
        yield Row("Created", units.day_and_time(taken, sheet.tz)) if taken else None
    yield Row("Read only", "Yes" if vdi.read_only else "")
