"""What things are called on screen."""

from __future__ import annotations

from xengui.model.classes import (
    PBD,
    PIF,
    SR,
    VBD,
    VDI,
    VIF,
    VLAN,
    VM,
    Bond,
    Host,
    Network,
    Network_sriov,
    Pool,
    Tunnel,
)
from xengui.model.estate import Connection
from xengui.model.record import Record
from xengui.model.snapshot import Snapshot, class_name
from xengui.queries.natural import natural
from xengui.queries.placement import home, parents, pool_shown, storage_host
from xengui.queries.visibility import bond_member, hidden, vm_kind

LONGEST = 1000
_MOST_NICS = 32
GONE = "an object that is gone"

# What the installer names storage, and how the name goes on where a host has to be told; "" where it does not.
_BUILT_IN = {
    "local-storage": ("Local storage", "Local storage on {}"),
    "local-hotplug-cd": ("DVD drives", "DVD drives on {}"),
    "local-hotplug-disk": ("Removable storage", "Removable storage on {}"),
    "ebs": ("EBS", "EBS in {}"),
}
_NUMBERED_NETWORKS = ("Network associated with ", "Pool-wide network associated with ")


def name(record: Record, snapshot: Snapshot) -> str:
    """The full name, as sorting, lists and sentences use it: "Local storage on granite"."""
    return cut(_full_name(record, snapshot))


def node_text(record: Record, snapshot: Snapshot) -> str:
    """The name as a tree shows it: storage without its host, and marks for what is hidden or bonded."""
    text = _sr_name(record, None) if isinstance(record, SR) else _full_name(record, snapshot)
    if isinstance(record, Network) and bond_member(record, snapshot):
        text += " (Bonded member)"
    elif isinstance(record, (VM, SR, Network)) and hidden(record):
        text += " (hidden)"
    return cut(text)


def name_of(snapshot: Snapshot, ref: str, otherwise: str = GONE) -> str:
    """The name behind a reference of any class, for sentences."""
    record = snapshot.anything(ref)
    return name(record, snapshot) if record else otherwise


def long_name(record: Record, snapshot: Snapshot) -> str:
    """The name with its place, for titles: "web-01 in 'Stone'", "root on 'Local storage' in 'Stone'"."""
    text = name(record, snapshot)
    if isinstance(record, Pool):
        return text
    place = _place(record, snapshot)
    if isinstance(record, VM) and record.is_a_snapshot:
        origin = snapshot.find(VM, record.snapshot_of)
        return f"{text} (snapshot of '{name(origin, snapshot)}'{place})" if origin else f"{text}{place}"
    if isinstance(record, VDI) and (sr := snapshot.find(SR, record.SR)):
        return f"{text} on '{node_text(sr, snapshot)}'{place}"
    return f"{text}{place}"


def path(snapshot: Snapshot, ref: str) -> tuple[tuple[str, str], ...]:
    """The way down to an object, from the pool or the host that stands alone: (text, reference) of each step.

    The object itself is not a step.
    """
    record = snapshot.anything(ref)
    if record is None or isinstance(record, Pool):
        return ()
    steps: list[Record] = []
    if snapshot.pool and pool_shown(snapshot):
        steps.append(snapshot.pool)
    if not isinstance(record, Host):
        above = parents(record, snapshot)
        if len(above) == 1:
            steps.append(above[0])
    if isinstance(record, VM) and record.is_a_snapshot and (origin := snapshot.find(VM, record.snapshot_of)):
        steps.append(origin)
    if isinstance(record, VDI) and (sr := snapshot.find(SR, record.SR)):
        steps.append(sr)
    return tuple((node_text(step, snapshot), step.ref) for step in steps)


def connection_name(connection: Connection) -> str:
    """What a server of the list is called: its pool's name, its host's, the one remembered, its address."""
    snapshot = connection.snapshot
    top = snapshot.pool if pool_shown(snapshot) else next(iter(snapshot.hosts.values()), None)
    return (name(top, snapshot) if top else "") or connection.name or connection.key


def cut(text: str) -> str:
    """A name that fits a row: from 1000 characters on it ends in dots."""
    return text if len(text) < LONGEST else f"{text[: LONGEST - 3]}..."


def description(record: Record, snapshot: Snapshot) -> str:
    """What people wrote about the object. Default templates of a known system say nothing that their names do not."""
    if isinstance(record, VM) and vm_kind(record) == "default-template" and _of_a_known_family(record):
        return ""
    return str(getattr(record, "name_description", ""))


def _of_a_known_family(template: VM) -> bool:
    return "install-distro" in template.other_config or template.name_label.startswith("Windows")


def nic(pif: PIF, snapshot: Snapshot) -> str:
    """The number of a network card, "0", or of the cards of a bond, "0+1"; of what stands on them, theirs."""
    return _nic(pif, snapshot, set())


def pif_name(pif: PIF, snapshot: Snapshot) -> str:
    """ "NIC 0", "Bond 0+1"."""
    number = nic(pif, snapshot)
    return f"{'Bond' if '+' in number else 'NIC'} {number}"


def _full_name(record: Record, snapshot: Snapshot) -> str:
    if isinstance(record, VM):
        return record.name_label or record.uuid
    if isinstance(record, SR):
        return _sr_name(record, storage_host(record, snapshot))
    if isinstance(record, Pool):
        coordinator = snapshot.find(Host, record.master)
        return record.name_label or (coordinator.name_label if coordinator else "")
    if isinstance(record, Network):
        return _network_name(record, snapshot)
    if isinstance(record, VDI):
        return _vdi_name(record, snapshot)
    if isinstance(record, PIF):
        return pif_name(record, snapshot)
    if isinstance(record, (VBD, VIF, PBD)):
        return _link_name(record, snapshot)
    label = getattr(record, "name_label", "") or getattr(record, "uuid", "")
    return str(label or f"a {class_name(type(record))}")


def _sr_name(sr: SR, host: Host | None) -> str:
    plain, on_host = _BUILT_IN.get(sr.other_config.get("i18n-key", ""), ("", ""))
    if not plain or sr.other_config.get("i18n-original-value-name_label", "") != sr.name_label:
        return sr.name_label
    return on_host.format(host.name_label) if host else plain


def _network_name(network: Network, snapshot: Snapshot) -> str:
    if not network.name_label.startswith(_NUMBERED_NETWORKS):
        return network.name_label
    pifs = [pif for ref in network.PIFs if (pif := snapshot.find(PIF, ref))]
    if not pifs:
        return network.name_label
    coordinator = snapshot.pool.master if snapshot.pool else ""
    pif = next((pif for pif in pifs if pif.host == coordinator), pifs[0])
    number = nic(pif, snapshot)
    return f"Network {number} on VLAN {pif.VLAN}" if pif.VLAN >= 0 else f"Network {number}"


def _vdi_name(vdi: VDI, snapshot: Snapshot) -> str:
    sr = snapshot.find(SR, vdi.SR)
    if sr and sr.type == "udev" and sr.sm_config.get("type") == "cd":
        host = storage_host(sr, snapshot)
        return f"DVD drive on {host.name_label}" if host else "DVD drive"
    return vdi.name_label or "(No Name)"


def _link_name(record: VBD | VIF | PBD, snapshot: Snapshot) -> str:
    if isinstance(record, PBD):
        host, sr = snapshot.find(Host, record.host), snapshot.find(SR, record.SR)
        return f"the connection of {host.name_label if host else GONE} to {name(sr, snapshot) if sr else GONE}"
    vm = snapshot.find(VM, record.VM)
    of_vm = f" of {name(vm, snapshot)}" if vm else ""
    if isinstance(record, VIF):
        return f"network interface {record.device}{of_vm}"
    return f"{'DVD drive' if record.type == 'CD' else 'disk'} {record.userdevice}{of_vm}"


def _nic(pif: PIF, snapshot: Snapshot, above: set[str]) -> str:
    """Each interface is told once: a server's references may lead in circles."""
    above.add(pif.ref)
    below = [part for part in _beneath(pif, snapshot) if part.ref not in above]
    if not below or len(above) > _MOST_NICS:
        return pif.device.removeprefix("eth")
    return "+".join(sorted((_nic(part, snapshot, above) for part in below if part.ref not in above), key=natural))


def _beneath(pif: PIF, snapshot: Snapshot) -> list[PIF]:
    """What carries this interface: the cards of a bond, the one under a VLAN, a tunnel or a virtual function."""
    refs: tuple[str, ...] = ()
    if pif.bond_master_of and (bond := snapshot.find(Bond, pif.bond_master_of[0])):
        refs = bond.slaves
    elif vlan := snapshot.find(VLAN, pif.VLAN_master_of):
        refs = (vlan.tagged_PIF,)
    elif pif.tunnel_access_PIF_of and (tunnel := snapshot.find(Tunnel, pif.tunnel_access_PIF_of[0])):
        refs = (tunnel.transport_PIF,)
    elif pif.sriov_logical_PIF_of and (sriov := snapshot.find(Network_sriov, pif.sriov_logical_PIF_of[0])):
        refs = (sriov.physical_PIF,)
    return [below for ref in refs if (below := snapshot.find(PIF, ref)) and below is not pif]


def _place(record: Record, snapshot: Snapshot) -> str:
    if pool_shown(snapshot):
        return f" in '{name(snapshot.pool, snapshot)}'" if snapshot.pool else ""
    host = home(record, snapshot) or next(iter(snapshot.hosts.values()), None)
    return f" on '{host.name_label}'" if host and host is not record else ""
