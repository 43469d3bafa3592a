"""Which addresses a machine says it has."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from xengui.model.classes import VM, Network
from xengui.model.snapshot import Snapshot
from xengui.queries import names
from xengui.queries.natural import natural

_SEPARATOR = re.compile(r"\n|%n")


def of_vm(vm: VM, snapshot: Snapshot) -> tuple[str, ...]:
    """Every address of a machine, each once, in the order of its interfaces."""
    guest = snapshot.vm_guest_metrics.get(vm.guest_metrics)
    if guest is None or not guest.networks:
        return ()
    return _distinct(guest.networks, sorted([key for key in guest.networks if "/ip" in key]))


def of_device(device: str, networks: Mapping[str, str]) -> tuple[str, ...]:
    """The addresses of one interface out of the guest's own list."""
    return _distinct(networks, sorted(key for key in networks if key.startswith(f"{device}/ip")))


def by_network(vm: VM, snapshot: Snapshot) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The addresses of each interface beside the name of its network; interfaces without any are left out."""
    guest = snapshot.vm_guest_metrics.get(vm.guest_metrics)
    if guest is None:
        return ()
    found = []
    vifs = [vif for ref in vm.VIFs if (vif := snapshot.vifs.get(ref))]
    for vif in sorted(vifs, key=lambda vif: natural(vif.device)):
        if of_vif := of_device(vif.device, guest.networks):
            network = snapshot.find(Network, vif.network)
            label = names.name(network, snapshot) if network else f"Interface {vif.device}"
            found.append((label, of_vif))
    return tuple(found)


def _distinct(networks: Mapping[str, str], keys: Iterable[str]) -> tuple[str, ...]:
    found = dict.fromkeys([part.strip() for key in keys for part in _SEPARATOR.split(networks[key])])
    found.pop("", None)
    return tuple(found)
