"""Lab: two old servers on XCP-ng, one of which has stopped answering."""

from __future__ import annotations

from xengui.sim.world import PoolData
from xengui.sim.worlds import machines, pools, storage, templates
from xengui.sim.worlds.assembly import finished, furnish
from xengui.sim.worlds.cabling import VLAN, Cabling, Network, Nic
from xengui.sim.worlds.draft import GIB, TIB, Draft
from xengui.sim.worlds.guests import DEBIAN_12, ROCKY_9, UBUNTU_24, WINDOWS_11
from xengui.sim.worlds.hardware import MICROSERVER, XCP_NG_83, Host
from xengui.sim.worlds.machines import Card, Disk, Machine
from xengui.sim.worlds.pools import Alert, Pool
from xengui.sim.worlds.storage import Image, Storage

LAB_NETWORK = "Pool-wide network associated with eth0"
LAB_VLAN = "Lab VLAN 30"
NAS = "TrueNAS"

LAB_CABLING = Cabling(
    networks=(
        Network(name=LAB_NETWORK, bridge="xenbr0"),
        Network(name="Pool-wide network associated with eth1", bridge="xenbr1"),
        Network(name="Pool-wide network associated with eth2", bridge="xenbr2", description="Left to the storage box"),
        Network(name=LAB_VLAN, bridge="xapi0", other_config={"automatic": "false"}),
    ),
    nics=(
        Nic(device="eth0", network=LAB_NETWORK, subnet="10.60.0", speed=1000),
        Nic(device="eth1", network="Pool-wide network associated with eth1", speed=1000),
        Nic(device="eth2", network="Pool-wide network associated with eth2", speed=1000, managed=False),
    ),
    vlans=(VLAN(tag=30, network=LAB_VLAN, on="eth1"),),
)

LAB_HOSTS = (
    Host(
        name="quartz",
        number=21,
        subnet="10.60.0",
        memory=64 * GIB,
        product=XCP_NG_83,
        chassis=MICROSERVER,
        up_days=19,
        domain="lab.stone.example",
        control_domain_memory=2 * GIB,
        local_storage=460 * GIB,
    ),
    Host(
        name="mica",
        number=22,
        description="Power supply hums",
        subnet="10.60.0",
        memory=64 * GIB,
        product=XCP_NG_83,
        chassis=MICROSERVER,
        up_days=21,
        live=False,
        domain="lab.stone.example",
        control_domain_memory=2 * GIB,
        local_storage=460 * GIB,
    ),
)

LAB_STORAGE = (
    Storage(
        name=NAS,
        type="nfs",
        size=7 * TIB,
        description="NFS SR [10.60.0.5:/mnt/tank/xen]",
        device_config={"server": "10.60.0.5", "serverpath": "/mnt/tank/xen"},
    ),
    Storage(
        name="ISOs",
        type="iso",
        size=200 * GIB,
        content_type="iso",
        device_config={"location": "//10.60.0.5/iso", "type": "cifs", "username": "lab", "legacy_mode": "false"},
    ),
    Storage(
        name="XCP-ng Tools",
        type="iso",
        size=-1,
        content_type="iso",
        description="XCP-ng Tools ISOs",
        device_config={"location": "/opt/xensource/packages/iso", "legacy_mode": "true"},
        other_config={
            "xensource_internal": "true",
            "xenserver_tools_sr": "true",
            "i18n-key": "xenserver-tools",
            "i18n-original-value-name_label": "XCP-ng Tools",
            "i18n-original-value-name_description": "XCP-ng Tools ISOs",
        },
        is_tools_sr=True,
    ),
)

LAB_POOL = Pool(
    name="Lab",
    description="Things may break here",
    default_sr=NAS,
    custom_fields={"Cost centre": "String"},
)

LAB_MACHINES = (
    Machine(
        name="web-2",
        guest=UBUNTU_24,
        state="Running",
        host="quartz",
        disks=(Disk(name="web-2", size=20 * GIB, sr=NAS),),
        cards=(Card(LAB_NETWORK, ("10.60.0.52",)),),
        up_hours=77,
        tags=("web",),
    ),
    Machine(
        name="web-10",
        guest=UBUNTU_24,
        state="Running",
        host="quartz",
        disks=(Disk(name="web-10", size=20 * GIB, sr=NAS),),
        cards=(Card(LAB_NETWORK, ("10.60.0.60",)),),
        up_hours=76,
        tags=("web",),
    ),
    Machine(
        name="k3s-1",
        guest=DEBIAN_12,
        description="Cluster node",
        state="Running",
        host="quartz",
        memory=8 * GIB,
        vcpus=4,
        disks=(Disk(name="k3s-1", size=60 * GIB, sr=NAS),),
        cards=(Card(LAB_VLAN, ("10.60.30.11", "fd00:60:30::11")),),
        up_hours=300,
        tags=("cluster",),
    ),
    Machine(
        name="k3s-2",
        guest=DEBIAN_12,
        description="Cluster node; was on mica when it stopped answering",
        state="Running",
        host="mica",
        memory=8 * GIB,
        vcpus=4,
        disks=(Disk(name="k3s-2", size=60 * GIB, sr=NAS),),
        cards=(Card(LAB_VLAN, ("10.60.30.12", "fd00:60:30::12")),),
        up_hours=301,
        tags=("cluster",),
    ),
    Machine(
        name="scratch",
        guest=ROCKY_9,
        description="On mica's own disks",
        disks=(Disk(name="scratch", size=40 * GIB, sr="Local storage on mica"),),
        cards=(Card(LAB_NETWORK),),
    ),
    Machine(
        name="sandbox",
        guest=ROCKY_9,
        state="Suspended",
        memory=4 * GIB,
        disks=(Disk(name="sandbox", size=40 * GIB, sr=NAS),),
        cards=(Card(LAB_NETWORK, ("10.60.0.70",)),),
        up_hours=180,
        custom_fields={"Cost centre": "0815"},
    ),
    Machine(
        name="win-test",
        guest=WINDOWS_11,
        memory=8 * GIB,
        vcpus=4,
        disks=(Disk(name="win-test", size=80 * GIB, sr="Local storage on quartz"),),
        cards=(Card(LAB_NETWORK),),
        up_hours=500,
    ),
)

LAB_ALERTS = (
    Alert(
        name="HOST_CLOCK_SKEW_DETECTED",
        priority=3,
        cls="Host",
        about="mica",
        hours_ago=53,
        body="<body><host>mica</host><skew>41 s</skew></body>",
    ),
    Alert(
        name="FAILED_LOGIN_ATTEMPTS",
        priority=3,
        cls="Pool",
        about="Lab",
        hours_ago=26,
        body="<body><total>14</total><known>root</known></body>",
    ),
)


def lab(now: float) -> PoolData:
    draft = Draft("Lab", now)
    furnish(draft, LAB_HOSTS, LAB_CABLING, LAB_STORAGE, vendor="XCP-ng community")
    storage.shelve(draft, "ISOs", (Image("debian-12.7.0-amd64-netinst.iso", 661_651_456),))
    storage.shelve(draft, "XCP-ng Tools", (Image("guest-tools.iso", 58_720_256, "XCP-ng Tools", tools=True),))
    pools.found(draft, LAB_POOL)
    templates.deliver(draft)
    for machine in LAB_MACHINES:
        machines.install(draft, machine)
    return finished(draft, LAB_ALERTS)
