"""The networks of a pool and how its hosts are wired to them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from xengui.sim.worlds.draft import NULL, Draft, address


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    name: str
    bridge: str
    description: str = ""
    MTU: int = 1500
    other_config: Mapping[str, str] = field(default_factory=dict)
    tags: tuple[str, ...] = ()


HOST_INTERNAL = Network(
    name="Host internal management network",
    bridge="xenapi",
    description="Network on which guests will be assigned a private link-local IP address which can be used to talk "
    "XenAPI",
    other_config={
        "is_guest_installer_network": "true",
        "is_host_internal_management_network": "true",
        "ip_begin": "169.254.0.1",
        "ip_end": "169.254.255.254",
        "netmask": "255.255.0.0",
    },
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Nic:
    """A network card that every host of the pool has."""

    device: str
    network: str
    speed: int = 10_000
    subnet: str = ""
    """The first three numbers of its addresses, if it has any."""

    purpose: str = ""
    managed: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Bond:
    device: str
    network: str
    members: tuple[str, ...]
    mode: str = "balance-slb"


@dataclass(frozen=True, slots=True, kw_only=True)
class VLAN:
    tag: int
    network: str
    on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Cabling:
    """The same in every host of the pool; the first card carries the management interface."""

    networks: tuple[Network, ...]
    nics: tuple[Nic, ...]
    bonds: tuple[Bond, ...] = ()
    vlans: tuple[VLAN, ...] = ()


def lay(draft: Draft, cabling: Cabling) -> None:
    """Put the networks into the pool."""
    for network in (*cabling.networks, HOST_INTERNAL):
        draft.add(
            "network",
            network.name,
            name_label=network.name,
            name_description=network.description,
            bridge=network.bridge,
            MTU=network.MTU,
            other_config=dict(network.other_config),
            tags=list(network.tags),
        )


def wire(draft: Draft, host: str, cabling: Cabling, *, number: int, dead_links: tuple[str, ...] = ()) -> None:
    """Connect one host; `number` ends its addresses."""
    for nic in cabling.nics:
        _plug_in(draft, host, nic, number=number, carrier=nic.device not in dead_links)
    for bond in cabling.bonds:
        _bond_together(draft, host, bond, links_up=len(set(bond.members) - set(dead_links)))
    for vlan in cabling.vlans:
        _tag(draft, host, vlan)
    draft.record("PIF", f"{cabling.nics[0].device} of {host}")["management"] = True


def _plug_in(draft: Draft, host: str, nic: Nic, *, number: int, carrier: bool) -> None:
    key = f"{nic.device} of {host}"
    metrics = draft.add(
        "PIF_metrics",
        key,
        carrier=carrier,
        speed=nic.speed if carrier else 0,
        duplex=carrier,
        vendor_id="8086",
        vendor_name="Intel Corporation",
        device_id="1563",
        device_name="Ethernet Controller X550",
        pci_bus_path=f"0000:0{int(nic.device[-1]) // 2 + 1}:00.{int(nic.device[-1]) % 2}",
        last_updated=draft.ago(hours=0.01),
    )
    draft.add(
        "PIF",
        key,
        device=nic.device,
        network=draft.the("network", nic.network),
        host=draft.the("host", host),
        MAC=draft.mac(key),
        MTU=draft.record("network", nic.network)["MTU"],
        VLAN=-1,
        metrics=metrics,
        physical=True,
        currently_attached=nic.managed,
        managed=nic.managed,
        disallow_unplug=bool(nic.purpose),
        properties={"gro": "on"},
        other_config={"management_purpose": nic.purpose} if nic.purpose else {},
        **_static_address(nic, number),
    )


def _static_address(nic: Nic, number: int) -> dict[str, str]:
    if not nic.subnet:
        return {}
    return {
        "ip_configuration_mode": "Static",
        "IP": address(nic.subnet, number),
        "netmask": "255.255.0.0",
        "gateway": "" if nic.purpose else f"{nic.subnet}.1",
        "DNS": "" if nic.purpose else f"{nic.subnet}.2,{nic.subnet}.3",
    }


def _bond_together(draft: Draft, host: str, bond: Bond, *, links_up: int) -> None:
    key = f"{bond.device} of {host}"
    members = [f"{member} of {host}" for member in bond.members]
    primary = draft.record("PIF", members[0])
    metrics = draft.add(
        "PIF_metrics",
        key,
        carrier=links_up > 0,
        speed=sum(draft.record("PIF_metrics", member)["speed"] for member in members),
        duplex=links_up > 0,
        pci_bus_path="N/A",
        last_updated=draft.ago(hours=0.01),
    )
    master = draft.add(
        "PIF",
        key,
        device=bond.device,
        network=draft.the("network", bond.network),
        host=draft.the("host", host),
        MAC=primary["MAC"],
        MTU=primary["MTU"],
        VLAN=-1,
        metrics=metrics,
        physical=False,
        currently_attached=True,
        properties={"gro": "on"},
    )
    ref = draft.add(
        "Bond",
        key,
        master=master,
        primary_slave=draft.the("PIF", members[0]),
        mode=bond.mode,
        links_up=links_up,
    )
    for member in members:
        draft.record("PIF", member)["bond_slave_of"] = ref


def _tag(draft: Draft, host: str, vlan: VLAN) -> None:
    key = f"VLAN {vlan.tag} of {host}"
    tagged = draft.record("PIF", f"{vlan.on} of {host}")
    untagged = draft.add(
        "PIF",
        key,
        device=tagged["device"],
        network=draft.the("network", vlan.network),
        host=tagged["host"],
        MAC="fe:ff:ff:ff:ff:ff",
        MTU=tagged["MTU"],
        VLAN=vlan.tag,
        metrics=tagged["metrics"],
        physical=False,
        currently_attached=True,
        VLAN_master_of=NULL,
    )
    ref = draft.add(
        "VLAN", key, tag=vlan.tag, tagged_PIF=draft.the("PIF", f"{vlan.on} of {host}"), untagged_PIF=untagged
    )
    draft.record("PIF", key)["VLAN_master_of"] = ref
