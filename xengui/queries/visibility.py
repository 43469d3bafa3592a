"""What is shown and what is not: the single home of every XenCenter hiding flag."""

from __future__ import annotations

from dataclasses import dataclass

from xengui.model.classes import PIF, SM, SR, VDI, VM, Bond, Host, Network
from xengui.model.record import NULL, Record
from xengui.model.snapshot import Snapshot
from xengui.queries.placement import home, live

FLAG = "HideFromXenCenter"
# XenCenter's list. An unshared SR of another type is remote by type although it stands under its host.
LOCAL_TYPES = frozenset({"local", "ext", "lvm", "udev", "egeneracd", "dummy"})
_NEVER_SHOWN_TYPES = frozenset({"local", "tmpfs"})
_UNFINISHED = "__gui__"


@dataclass(frozen=True, slots=True, kw_only=True)
class Toggles:
    """What the View menu adds to the infrastructure tree."""

    custom_templates: bool = True
    default_templates: bool = False
    local_storage: bool = True
    hidden_objects: bool = False


def hidden(record: Record) -> bool:
    """Whether the object carries the flag: exactly "true", and only on the classes that heed it."""
    return isinstance(record, (VM, SR, VDI, Network, PIF, SM)) and record.other_config.get(FLAG) == "true"


def shown(record: Record, snapshot: Snapshot, show_hidden: bool) -> bool:
    """Whether lists of this class may hold the object; some things stay out even when hidden ones are shown."""
    if isinstance(record, VM):
        never = "xensource_internal" in record.other_config or record.name_label.startswith(_UNFINISHED)
        at_will = hidden(record)
    elif isinstance(record, SR):
        never = record.name_label.startswith(_UNFINISHED) or record.type in _NEVER_SHOWN_TYPES
        at_will = record.introduced_by != NULL or hidden(record)
    elif isinstance(record, Network):
        pifs = [pif for ref in record.PIFs if (pif := snapshot.find(PIF, ref))]
        never = any(not pif.managed for pif in pifs)
        at_will = (
            hidden(record)
            or record.other_config.get("is_guest_installer_network") == "true"
            or any(hidden(pif) for pif in pifs)
            or bond_member(record, snapshot)
        )
    elif isinstance(record, PIF):
        never, at_will = not record.managed, hidden(record)
    elif isinstance(record, VDI):
        never, at_will = record.missing or not record.managed, hidden(record)
    else:
        never, at_will = False, hidden(record)
    return not never and (show_hidden or not at_will)


def findable(record: Record, snapshot: Snapshot, show_hidden: bool) -> bool:
    """Whether the tree and searches may hold the object: what `shown` says, and the rules of homes and tools.

    Control domains never are. What belongs to a host that is not live vanishes with it.
    """
    return findable_at(record, home(record, snapshot), snapshot, show_hidden)


def findable_at(record: Record, home: Host | None, snapshot: Snapshot, show_hidden: bool) -> bool:
    """The same for whoever knows the thing's home already."""
    if isinstance(record, VM) and (record.is_control_domain or _lacks_vtpm(record, snapshot)):
        return False
    if isinstance(record, SR) and tools(record):
        return False
    if not shown(record, snapshot, show_hidden):
        return False
    return home is None or not isinstance(record, (VM, SR)) or live(home, snapshot)


def vm_kind(vm: VM) -> str:
    """ "snapshot", "default-template", "custom-template", "control-domain" or "vm"."""
    if vm.is_a_snapshot:
        return "snapshot"
    if vm.is_a_template:
        return "default-template" if "default_template" in vm.other_config else "custom-template"
    return "control-domain" if vm.is_control_domain else "vm"


def in_infrastructure(record: Record, toggles: Toggles) -> bool:
    """Whether the infrastructure tree has a place for the object's type under these toggles."""
    if isinstance(record, VM):
        kind = vm_kind(record)
        return (
            kind == "vm"
            or (kind == "custom-template" and toggles.custom_templates)
            or (kind == "default-template" and toggles.default_templates)
        )
    if isinstance(record, SR):
        return toggles.local_storage or not local(record)
    return False


def local(sr: SR) -> bool:
    """Local by type, which is another question than whether it stands under a host."""
    return sr.type in LOCAL_TYPES


def tools(sr: SR) -> bool:
    """The library of the guest tools, which nobody wants to see as storage."""
    return sr.is_tools_sr or sr.name_label == "XenServer Tools"


def bond_member(network: Network, snapshot: Snapshot) -> bool:
    """Whether the network's interface is part of a bond, so that only the bond's network is of use."""
    return any(
        snapshot.find(Bond, pif.bond_slave_of) is not None for ref in network.PIFs if (pif := snapshot.find(PIF, ref))
    )


def _lacks_vtpm(vm: VM, snapshot: Snapshot) -> bool:
    if not vm.is_a_template or vm.platform.get("vtpm", "").lower() != "true":
        return False
    return any(host.license_params.get("restrict_vtpm") != "false" for host in snapshot.hosts.values())
