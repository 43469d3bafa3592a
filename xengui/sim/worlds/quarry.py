"""A pool of any size without a story: hosts and machines by the number, with everything that hangs on them."""

from __future__ import annotations

from itertools import islice

from xengui.sim.world import PoolData
from xengui.sim.worlds import machines, pools, storage, templates
from xengui.sim.worlds.assembly import finished, furnish
from xengui.sim.worlds.cabling import VLAN, Bond, Cabling, Network, Nic
from xengui.sim.worlds.crowd import Ground, crowd, host_names, room_needed
from xengui.sim.worlds.draft import GIB, TIB, Draft
from xengui.sim.worlds.guests import DEBIAN_12, ROCKY_9, UBUNTU_24, WINDOWS_2022
from xengui.sim.worlds.hardware import POWEREDGE, XENSERVER_8, Host
from xengui.sim.worlds.machines import Card, Disk, Machine
from xengui.sim.worlds.pools import Alert, Pool
from xengui.sim.worlds.storage import Image, Storage

MANAGEMENT = "Pool-wide network associated with eth0"
LIBRARY = "ISO library"
SPARE_FROM, LOST_FROM = 8, 12
"""From so many hosts on one is in maintenance, and one has stopped answering."""

MACHINES_PER_REPOSITORY = 250
MACHINES_PER_APPLIANCE = 40
MACHINES_PER_TEMPLATE = 100
LEFT_BEHIND = "decommissioned"


def quarry(name: str, now: float, *, hosts: int, vms: int) -> PoolData:
    """The same pool for the same name, numbers and moment."""
    draft = Draft(name, now)
    iron = _hosts(hosts, vms)
    vlans = [f"VLAN {10 * (number + 1)}" for number in range(4 + hosts // 2)]
    shelves = [f"Block storage {number + 1}" for number in range(1 + vms // MACHINES_PER_REPOSITORY)]
    furnish(draft, iron, _cabling(vlans), (*map(_block_storage, shelves), *_file_storage()), vendor="XenServer")
    storage.shelve(draft, LIBRARY, tuple(Image(f"installer-{number}.iso", 700_000_000 + number) for number in range(9)))
    pools.found(draft, Pool(name=name, description="", default_sr=shelves[0], custom_fields={"Owner": "String"}))
    templates.deliver(draft)
    appliances = [f"vApp {number + 1}" for number in range(vms // MACHINES_PER_APPLIANCE)]
    for appliance in appliances:
        draft.add("VM_appliance", appliance, name_label=appliance)
    for machine in (*_templates(1 + vms // MACHINES_PER_TEMPLATE, shelves[0]), _left_behind(shelves[0])):
        machines.install(draft, machine)
    at_work = [host.name for host in iron if host.live and not host.maintenance]
    crew = list(
        crowd(vms, Ground(hosts=at_work, repositories=shelves, networks=(MANAGEMENT, *vlans), appliances=appliances))
    )
    for machine in crew:
        machines.install(draft, machine)
    _leave_loose_ends(draft, crew)
    return finished(draft, [_news(number, machine) for number, machine in enumerate(crew) if number % 2 == 0])


def _hosts(count: int, vms: int) -> list[Host]:
    spare, lost = count >= SPARE_FROM, count >= LOST_FROM
    room = room_needed(vms, count - spare - lost) + 16 * GIB
    return [
        Host(
            name=name,
            number=11 + place,
            subnet="10.20.0",
            memory=room,
            product=XENSERVER_8,
            chassis=POWEREDGE,
            up_days=100 + place,
            live=not (lost and place == count - 2),
            maintenance=spare and place == count - 1,
            domain="quarry.example",
        )
        for place, name in enumerate(islice(host_names(), count))
    ]


def _cabling(vlans: list[str]) -> Cabling:
    associated = [f"Pool-wide network associated with eth{number}" for number in range(4)]
    return Cabling(
        networks=(
            *(Network(name=name, bridge=f"xenbr{number}") for number, name in enumerate(associated)),
            Network(name="Bond 2+3", bridge="xapi0"),
            *(
                Network(name=name, bridge=f"xapi{number + 1}", other_config={"automatic": "false"})
                for number, name in enumerate(vlans)
            ),
        ),
        nics=(
            Nic(device="eth0", network=associated[0], subnet="10.20.0", speed=1000),
            Nic(device="eth1", network=associated[1], subnet="10.30.0", purpose="iSCSI"),
            Nic(device="eth2", network=associated[2]),
            Nic(device="eth3", network=associated[3]),
        ),
        bonds=(Bond(device="bond0", network="Bond 2+3", members=("eth2", "eth3")),),
        vlans=tuple(VLAN(tag=int(name.split()[-1]), network=name, on="bond0") for name in vlans),
    )


def _block_storage(name: str) -> Storage:
    number = int(name.rpartition(" ")[2])
    return Storage(
        name=name,
        type="lvmoiscsi",
        size=64 * TIB,
        device_config={
            "target": f"10.30.0.{100 + number}",
            "targetIQN": f"iqn.2026-01.example.quarry:block{number}",
            "SCSIid": f"36001405d{number:024x}",
            "port": "3260",
        },
        sm_config={"allocation": "thin", "use_vhd": "true"},
        paths=(4, 4),
    )


def _file_storage() -> tuple[Storage, ...]:
    return (
        Storage(
            name="Backup staging",
            type="nfs",
            size=40 * TIB,
            device_config={"server": "10.30.0.90", "serverpath": "/staging"},
            other_config={"HideFromXenCenter": "true"},
        ),
        Storage(
            name=LIBRARY,
            type="iso",
            size=500 * GIB,
            content_type="iso",
            device_config={"location": "10.30.0.90:/iso", "type": "nfs_iso"},
        ),
    )


def _templates(count: int, sr: str) -> list[Machine]:
    systems = (DEBIAN_12, ROCKY_9, UBUNTU_24, WINDOWS_2022)
    return [
        Machine(
            name=f"Base image {number + 1}",
            guest=systems[number % len(systems)],
            template=True,
            disks=(Disk(name=f"Base image {number + 1}", size=20 * GIB, sr=sr),),
            cards=(Card(MANAGEMENT),),
        )
        for number in range(count)
    ]


def _left_behind(sr: str) -> Machine:
    return Machine(
        name=LEFT_BEHIND,
        guest=ROCKY_9,
        disks=(Disk(name=f"{LEFT_BEHIND} root", size=20 * GIB, sr=sr),),
        snapshots=(machines.Snapshot(name="last one", taken="20260619T17:55:00Z"),),
    )


def _leave_loose_ends(draft: Draft, crew: list[Machine]) -> None:
    """Break what is broken in real pools too: records that name others which are gone."""
    machines.forget(draft, _left_behind(""))
    halted = [machine.name for machine in crew if machine.state == "Halted" and machine.cards]
    if not halted:
        return
    lost = draft.record("VM", halted[0])
    del draft.tables["VM_metrics"][lost["metrics"]]
    lost["metrics"] = draft.nowhere("VM_metrics", halted[0])
    draft.record("VIF", f"{halted[-1]}: card 0")["network"] = draft.nowhere("network", halted[-1])
    draft.record("VBD", f"{halted[-1]}: disk 0")["VDI"] = draft.nowhere("VDI", halted[-1])


def _news(number: int, machine: Machine) -> Alert:
    name, happened = ("VM_STARTED", "started") if machine.on else ("VM_SHUTDOWN", "shut down")
    body = (
        f"VM '{machine.name}' (uuid: {{uuid}}) {happened}".replace("{uuid}", "\0").replace("{", "{{").replace("}", "}}")
    )
    return Alert(
        name=name,
        priority=5,
        cls="VM",
        about=machine.name,
        hours_ago=machine.up_hours + number / 1000,
        body=body.replace("\0", "{uuid}"),
    )
