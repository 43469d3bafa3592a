"""Stone: a company's production pool of three hosts on XenServer 8, with a few years behind it."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace

from xengui.sim.world import PoolData
from xengui.sim.worlds import machines, pools, storage, templates
from xengui.sim.worlds.assembly import finished, furnish
from xengui.sim.worlds.cabling import VLAN, Bond, Cabling, Network, Nic
from xengui.sim.worlds.crowd import Ground, crowd, host_names, room_needed
from xengui.sim.worlds.draft import GIB, TIB, Draft
from xengui.sim.worlds.guests import (
    CENTOS_5,
    DEBIAN_12,
    RHEL_9,
    ROCKY_9,
    SUSE_15,
    UBUNTU_24,
    WINDOWS_11,
    WINDOWS_2019,
    WINDOWS_2022,
)
from xengui.sim.worlds.hardware import POWEREDGE, XENSERVER_8, Host
from xengui.sim.worlds.machines import Card, Disk, Machine, Snapshot
from xengui.sim.worlds.pools import Alert, Pool
from xengui.sim.worlds.storage import Image, Storage

NETWORK_0 = "Pool-wide network associated with eth0"
STORAGE_VLAN = "Storage VLAN 40"
DMZ = "DMZ VLAN 66"
FAST = "iSCSI fast"
TARGET_2 = "iSCSI target 2"
ARCHIVE = "NFS archive"
LIBRARY = "ISO library"
DEBIAN_ISO = "debian-12.7.0-amd64-netinst.iso"

STONE_CABLING = Cabling(
    networks=(
        Network(name=NETWORK_0, bridge="xenbr0", other_config={"automatic": "true"}),
        Network(
            name="Storage network", bridge="xenbr1", MTU=9000, description="Jumbo frames, to the iSCSI targets only"
        ),
        Network(name="Pool-wide network associated with eth2", bridge="xenbr2", other_config={"automatic": "false"}),
        Network(name="Pool-wide network associated with eth3", bridge="xenbr3", other_config={"automatic": "false"}),
        Network(name="Bond 2+3", bridge="xapi1", other_config={"automatic": "false"}),
        Network(
            name=STORAGE_VLAN, bridge="xapi2", description="File shares for guests", other_config={"automatic": "false"}
        ),
        Network(
            name=DMZ,
            bridge="xapi3",
            description="What the world may reach",
            other_config={"automatic": "false"},
            tags=("exposed",),
        ),
        Network(
            name="Isolated test network",
            bridge="xapi4",
            description="Ends inside each host",
            other_config={"automatic": "false", "folder": "/Office/Tests"},
        ),
        Network(
            name="Backup transit",
            bridge="xapi5",
            description="Kept for the backup appliance; hands off",
            other_config={"automatic": "false", "HideFromXenCenter": "true"},
        ),
    ),
    nics=(
        Nic(device="eth0", network=NETWORK_0, subnet="10.20.0", speed=1000),
        Nic(device="eth1", network="Storage network", subnet="10.30.0", purpose="iSCSI"),
        Nic(device="eth2", network="Pool-wide network associated with eth2"),
        Nic(device="eth3", network="Pool-wide network associated with eth3"),
    ),
    bonds=(Bond(device="bond0", network="Bond 2+3", members=("eth2", "eth3"), mode="lacp"),),
    vlans=(
        VLAN(tag=40, network=STORAGE_VLAN, on="bond0"),
        VLAN(tag=66, network=DMZ, on="bond0"),
        VLAN(tag=99, network="Backup transit", on="bond0"),
    ),
)

STONE_HOSTS = (
    Host(
        name="granite",
        number=11,
        description="Rack A, unit 12",
        subnet="10.20.0",
        memory=96 * GIB,
        product=XENSERVER_8,
        chassis=POWEREDGE,
        up_days=63,
        tags=("rack-a",),
    ),
    Host(
        name="basalt",
        number=12,
        description="Rack A, unit 14",
        subnet="10.20.0",
        memory=64 * GIB,
        product=XENSERVER_8,
        chassis=POWEREDGE,
        up_days=62,
        tags=("rack-a",),
    ),
    Host(
        name="slate",
        number=13,
        description="Rack B, unit 3. A fan is being replaced.",
        subnet="10.20.0",
        memory=64 * GIB,
        product=XENSERVER_8,
        chassis=POWEREDGE,
        up_days=0.2,
        maintenance=True,
        dead_links=("eth3",),
        tags=("rack-b",),
        other_config={"folder": "/Office"},
    ),
)

STONE_STORAGE = (
    Storage(
        name=FAST,
        type="lvmoiscsi",
        size=8 * TIB,
        description="All-flash array, first controller",
        device_config={
            "target": "10.30.0.101",
            "targetIQN": "iqn.2026-01.example.stone:fast",
            "SCSIid": "36001405a3d1f4c8b7e2d40f9a6c15d8e",
            "port": "3260",
        },
        sm_config={"allocation": "thin", "use_vhd": "true", "multipathable": "true"},
        paths=(4, 4),
        tags=("gold",),
    ),
    Storage(
        name=TARGET_2,
        type="lvmoiscsi",
        size=4 * TIB,
        description="Older array; two of its switch ports are down",
        device_config={
            "target": "10.30.0.102",
            "targetIQN": "iqn.2026-01.example.stone:target2",
            "SCSIid": "36001405b90e2c7715ad4e338c01f6a24",
            "port": "3260",
        },
        sm_config={"allocation": "thin", "use_vhd": "true", "multipathable": "true"},
        unplugged_from=("slate",),
        paths=(1, 3),
    ),
    Storage(
        name=ARCHIVE,
        type="nfs",
        size=20 * TIB,
        description="Cold disks, plugged in when somebody asks",
        device_config={"server": "10.30.0.120", "serverpath": "/export/archive", "nfsversion": "4"},
        detached=True,
    ),
    Storage(
        name=LIBRARY,
        type="iso",
        size=500 * GIB,
        content_type="iso",
        description="NFS ISO library [10.30.0.120:/export/iso]",
        device_config={"location": "10.30.0.120:/export/iso", "type": "nfs_iso"},
        sm_config={"iso_type": "nfs_iso"},
    ),
    Storage(
        name="Backup staging",
        type="nfs",
        size=6 * TIB,
        description="The backup appliance's own",
        device_config={"server": "10.30.0.130", "serverpath": "/staging"},
        other_config={"HideFromXenCenter": "true"},
    ),
)

STONE_IMAGES = (
    Image(DEBIAN_ISO, 661_651_456),
    Image("ubuntu-24.04.1-live-server-amd64.iso", 2_773_874_688),
    Image("Rocky-9.4-x86_64-minimal.iso", 1_795_162_112),
    Image("rhel-9.4-x86_64-dvd.iso", 10_928_259_072),
    Image("Win11_24H2_EnglishInternational_x64.iso", 5_819_484_160),
    Image("SERVER_EVAL_x64FRE_en-us.iso", 5_044_094_976),
    Image("guest-tools-8.4.0.iso", 71_303_168, "Guest tools", tools=True),
    Image("systemrescue-11.02-amd64.iso", 893_386_752, "When nothing else boots"),
)

STONE_POOL = Pool(
    name="Stone",
    description="Production",
    default_sr=FAST,
    tags=("production",),
    custom_fields={"Cost centre": "String", "Backup window": "String", "Renewal": "Date"},
    other_config={"EMPTY_FOLDERS": "/Retired;/Office/Guests"},
)

SHARED_ASSETS = Disk(
    name="shared-assets",
    size=500 * GIB,
    sr=ARCHIVE,
    used=310 * GIB,
    description="Pictures and fonts, the same for all",
    mode="RO",
    plugged=False,
    sharable=True,
)

WEB_01_HISTORY = (
    Snapshot(name="clean install", taken="20260901T08:40:00Z", used=31 * GIB // 10),
    Snapshot(
        name="php-8.3",
        taken="20261103T10:25:00Z",
        after="clean install",
        description="Do not delete",
        used=44 * GIB // 10,
        tags=("keep",),
    ),
    Snapshot(name="nightly 21 Nov", taken="20261121T01:00:00Z", after="php-8.3", used=19 * GIB // 10, scheduled=True),
    Snapshot(
        name="tls-rotation try 1", taken="20261121T15:02:00Z", after="nightly 21 Nov", used=11 * GIB // 10, memory=True
    ),
    Snapshot(
        name="tls-rotation try 2",
        taken="20261121T16:40:00Z",
        after="tls-rotation try 1",
        description="After the second intermediate was added.",
        used=16 * GIB // 10,
        memory=True,
    ),
    Snapshot(
        name="nightly 23 Nov", taken="20261123T01:00:00Z", after="nightly 21 Nov", used=8 * GIB // 10, scheduled=True
    ),
    Snapshot(
        name="before-kernel-6.12",
        taken="20261123T08:12:00Z",
        after="nightly 23 Nov",
        used=12 * GIB // 10,
        tags=("keep",),
    ),
)

STONE_WEB = (
    Machine(
        name="web-01",
        guest=DEBIAN_12,
        description="Public web front end, behind the balancer. Owner: platform team, on call 7421.",
        state="Running",
        host="granite",
        home="granite",
        memory=8 * GIB,
        vcpus=4,
        disks=(
            Disk(name="web-01 root", size=40 * GIB, sr=FAST, used=248 * GIB // 10),
            Disk(name="web-01 data", size=200 * GIB, sr=FAST, used=182 * GIB, description="grows fast"),
            Disk(name="logs", size=100 * GIB, sr=TARGET_2, used=34 * GIB),
        ),
        disc=DEBIAN_ISO,
        cards=(Card(NETWORK_0, ("10.20.0.31", "fd12:3456::31")), Card(STORAGE_VLAN, ("10.40.0.31",))),
        up_hours=8.6,
        tags=("web", "gold", "backup-nightly"),
        folder="/Production/Web",
        custom_fields={
            "Cost centre": "4410",
            "Backup window": "02:00 – 03:00",
            "Renewal": "2027-03-01 00:00:00Z",
        },
        snapshots=WEB_01_HISTORY,
        appliance="Web shop",
        schedule="Nightly",
        more={"ha_restart_priority": "best-effort", "order": 2, "start_delay": 30},
    ),
    Machine(
        name="web-02",
        guest=DEBIAN_12,
        description="Public web front end",
        state="Running",
        host="granite",
        memory=4 * GIB,
        vcpus=2,
        disks=(
            Disk(name="web-02 root", size=40 * GIB, sr=FAST, used=22 * GIB),
            Disk(name="web-02 data", size=200 * GIB, sr=FAST, used=96 * GIB, qos={"sched": "be", "class": "5"}),
        ),
        cards=(Card(NETWORK_0, ("10.20.0.32", "fd12:3456::32"), kbps=40_000),),
        up_hours=700,
        tags=("web", "gold"),
        folder="/Production/Web",
        custom_fields={"Cost centre": "4410"},
        appliance="Web shop",
        schedule="Nightly",
        more={"ha_restart_priority": "best-effort", "order": 2, "start_delay": 30},
    ),
    Machine(
        name="web-03",
        guest=DEBIAN_12,
        description="Public web front end",
        state="Running",
        host="granite",
        memory=4 * GIB,
        vcpus=2,
        disks=(Disk(name="web-03 root", size=40 * GIB, sr=FAST, used=21 * GIB),),
        cards=(Card(NETWORK_0, ("10.20.0.33", "fd12:3456::33")),),
        up_hours=120,
        tags=("web",),
        folder="/Production/Web",
        appliance="Web shop",
        more={"order": 2, "start_delay": 30},
    ),
    Machine(
        name="web-archive",
        guest=DEBIAN_12,
        description="The site as it was in 2021; cannot start while NFS archive is detached",
        disks=(Disk(name="web-archive root", size=60 * GIB, sr=ARCHIVE), SHARED_ASSETS),
        cards=(Card(NETWORK_0),),
        up_hours=9000,
        tags=("web",),
        folder="/Production/Web",
    ),
    Machine(
        name="old-proxy",
        guest=DEBIAN_12,
        description="Replaced by the balancer",
        disks=(Disk(name="old-proxy root", size=10 * GIB, sr=FAST),),
        cards=(Card(DMZ),),
        up_hours=5000,
        other_config={"HideFromXenCenter": "true"},
    ),
    Machine(
        name="__gui__web-04",
        guest=DEBIAN_12,
        description="An installation that somebody has not finished",
        disks=(Disk(name="web-04 root", size=40 * GIB, sr=FAST, used=GIB),),
        tools=False,
    ),
)

STONE_DATABASES = (
    Machine(
        name="db-primary",
        guest=RHEL_9,
        description="PostgreSQL 16, writes. Bound to granite by its swap disk.",
        state="Running",
        host="granite",
        home="granite",
        memory=16 * GIB,
        memory_floor=12 * GIB,
        vcpus=8,
        sockets=2,
        disks=(
            Disk(name="db-primary root", size=40 * GIB, sr=FAST, used=18 * GIB),
            Disk(name="pg-data", size=600 * GIB, sr=FAST, used=418 * GIB, tags=("gold",)),
            Disk(name="pg-wal", size=100 * GIB, sr=TARGET_2, used=97 * GIB),
            SHARED_ASSETS,
            Disk(name="swap", size=8 * GIB, sr="Local storage on granite", used=GIB),
        ),
        cards=(Card(NETWORK_0, ("10.20.0.41", "fd12:3456::41")), Card(STORAGE_VLAN, ("10.40.0.41",))),
        up_hours=1480,
        tags=("database", "gold", "backup-nightly"),
        folder="/Production/Databases",
        custom_fields={"Cost centre": "4420", "Backup window": "03:00 – 04:00"},
        other_config={
            "perfmon": '<config><variable><name value="cpu_usage"/><alarm_trigger_level value="0.9"/>'
            '<alarm_trigger_period value="300"/><alarm_auto_inhibit_period value="3600"/></variable></config>'
        },
        appliance="Web shop",
        more={
            "ha_restart_priority": "restart",
            "start_delay": 60,
            "blocked_operations": {"destroy": "Ask the database team first."},
        },
    ),
    Machine(
        name="db-replica",
        guest=RHEL_9,
        description="PostgreSQL 16, reads",
        state="Running",
        host="basalt",
        memory=16 * GIB,
        vcpus=4,
        disks=(
            Disk(name="db-replica root", size=40 * GIB, sr=FAST, used=17 * GIB),
            Disk(name="pg-data", size=600 * GIB, sr=TARGET_2, used=411 * GIB),
        ),
        cards=(Card(NETWORK_0, ("10.20.0.42", "fd12:3456::42")),),
        up_hours=1470,
        tags=("database", "backup-nightly"),
        folder="/Production/Databases",
        snapshots=(Snapshot(name="before upgrade to 16.4", taken="20260814T19:30:00Z", used=22 * GIB),),
    ),
    Machine(
        name="hungry",
        guest=SUSE_15,
        description="In-memory database; no host here has that much memory",
        memory=512 * GIB,
        vcpus=16,
        disks=(Disk(name="hungry root", size=100 * GIB, sr=FAST),),
        cards=(Card(NETWORK_0),),
        up_hours=4000,
        tags=("database",),
        folder="/Production/Databases",
    ),
)

STONE_OFFICE = (
    Machine(
        name="mail",
        guest=WINDOWS_2019,
        description="Exchange; nobody has dared to install the guest tools",
        state="Running",
        host="granite",
        memory=8 * GIB,
        vcpus=4,
        disks=(Disk(name="mail", size=500 * GIB, sr=FAST, used=402 * GIB),),
        cards=(Card(NETWORK_0),),
        tools=False,
        up_hours=1490,
        tags=("office",),
        folder="/Office",
        other_config={"sim:tools": "none"},
    ),
    Machine(
        name="monitoring",
        guest=UBUNTU_24,
        description="Watches the rest",
        state="Running",
        host="granite",
        memory=4 * GIB,
        disks=(Disk(name="monitoring root", size=80 * GIB, sr=FAST),),
        cards=(Card(NETWORK_0, ("10.20.0.50",)), Card("Isolated test network")),
        up_hours=1400,
        other_config={"HideFromXenCenter": "True"},
    ),
    Machine(
        name="zeiterfassung-köln",
        guest=WINDOWS_2022,
        description="Zeiterfassung für das Büro in Köln",
        state="Running",
        host="basalt",
        memory=8 * GIB,
        vcpus=4,
        disks=(Disk(name="Systemplatte", size=120 * GIB, sr=FAST),),
        cards=(Card(NETWORK_0, ("10.20.0.61",)),),
        up_hours=310,
        tags=("office", "größer machen"),
        folder="/Office/Köln",
    ),
    Machine(
        name="print-server",
        guest=WINDOWS_2019,
        description="Does not listen when told to shut down",
        state="Running",
        host="basalt",
        memory=4 * GIB,
        disks=(Disk(name="print-server", size=60 * GIB, sr=FAST),),
        disc="guest-tools-8.4.0.iso",
        cards=(Card(NETWORK_0, ("10.20.0.62",)),),
        up_hours=950,
        tags=("office",),
        folder="/Office",
        other_config={"sim:shutdown": "ignore"},
    ),
    Machine(
        name="desktop-gold",
        guest=WINDOWS_11,
        description="Master image of the desktops",
        memory=8 * GIB,
        vcpus=4,
        disks=(Disk(name="desktop-gold", size=128 * GIB, sr=FAST),),
        cards=(Card(NETWORK_0),),
        up_hours=330,
        tags=("office",),
        folder="/Office",
    ),
    Machine(
        name="intranet",
        guest=ROCKY_9,
        description="Moved here from another pool; some of its records did not come along",
        memory=4 * GIB,
        disks=(Disk(name="intranet root", size=50 * GIB, sr=FAST), SHARED_ASSETS),
        cards=(Card(NETWORK_0),),
        up_hours=2000,
        folder="/Office",
    ),
    Machine(
        name="ferry-legacy",
        guest=CENTOS_5,
        description="Timetables of the ferry. Paravirtual; crashed last night.",
        memory=1 * GIB,
        vcpus=1,
        disks=(Disk(name="ferry root", size=20 * GIB, sr=TARGET_2),),
        cards=(Card(DMZ),),
        up_hours=2200,
        more={"PV_args": "console=hvc0", "actions_after_crash": "destroy"},
    ),
)

STONE_ERP = (
    Machine(
        name="erp-test",
        guest=SUSE_15,
        description="Paused by the auditors",
        state="Paused",
        host="basalt",
        memory=8 * GIB,
        vcpus=4,
        disks=(Disk(name="erp-test", size=150 * GIB, sr="Local storage on basalt", used=71 * GIB),),
        cards=(Card(NETWORK_0, ("10.20.0.71",)),),
        up_hours=52,
        tags=("erp",),
        appliance="ERP",
    ),
    Machine(
        name="erp-archive",
        guest=SUSE_15,
        description="Asleep until the next audit",
        state="Suspended",
        memory=6 * GIB,
        vcpus=4,
        disks=(Disk(name="erp-archive", size=300 * GIB, sr=FAST, used=254 * GIB),),
        cards=(Card(NETWORK_0, ("10.20.0.72",)),),
        up_hours=410,
        tags=("erp",),
        appliance="ERP",
        snapshots=(
            Snapshot(name="year-end 2025", taken="20260105T06:00:00Z", used=12 * GIB, description="Signed off"),
        ),
    ),
)

STONE_BUILDS = (
    Machine(
        name="build-runner-linux-x86-64-nightly-01",
        guest=UBUNTU_24,
        home="basalt",
        memory=12 * GIB,
        vcpus=8,
        disks=(Disk(name="runner root", size=80 * GIB, sr=FAST),),
        cards=(Card(NETWORK_0),),
        up_hours=30,
        tags=("build",),
        folder="/Build",
    ),
    Machine(
        name="build-runner-linux-x86-64-nightly-02",
        guest=UBUNTU_24,
        state="Running",
        host="basalt",
        home="basalt",
        memory=12 * GIB,
        vcpus=8,
        disks=(Disk(name="runner root", size=80 * GIB, sr=FAST),),
        cards=(Card(NETWORK_0, ("10.20.0.82",)),),
        up_hours=11,
        tags=("build",),
        folder="/Build",
    ),
    Machine(
        name="build-cache",
        guest=DEBIAN_12,
        description="Lives on granite's own disks",
        memory=4 * GIB,
        disks=(Disk(name="build-cache", size=300 * GIB, sr="Local storage on granite"),),
        cards=(Card(NETWORK_0),),
        up_hours=90,
        tags=("build",),
        folder="/Build",
    ),
    Machine(
        name="<b>lab</b> & co",
        guest=DEBIAN_12,
        description='Written to try names:\n  <i>slanted</i> & "quoted"\n\nTwo lines further down.',
        home="slate",
        disks=(Disk(name="</disk> & friends", size=10 * GIB, sr=FAST),),
        cards=(Card("Isolated test network"),),
        up_hours=600,
        tags=("<tag>",),
    ),
    Machine(
        name="conversion-appliance",
        guest=ROCKY_9,
        memory=1 * GIB,
        disks=(Disk(name="appliance", size=30 * GIB, sr=FAST),),
        up_hours=800,
        other_config={"xensource_internal": "true"},
    ),
)

STONE_TEMPLATES = (
    Machine(
        name="Debian 12 base",
        guest=DEBIAN_12,
        description="Patched on the first of the month",
        template=True,
        disks=(Disk(name="Debian 12 base", size=20 * GIB, sr=FAST, used=3 * GIB),),
        cards=(Card(NETWORK_0),),
        tags=("gold",),
    ),
    Machine(
        name="Windows 11 desktop",
        guest=WINDOWS_11,
        description="Made from desktop-gold",
        template=True,
        memory=8 * GIB,
        vcpus=4,
        disks=(Disk(name="Windows 11 desktop", size=128 * GIB, sr=FAST, used=31 * GIB),),
        cards=(Card(NETWORK_0),),
    ),
)

CRM = Machine(
    name="crm",
    guest=ROCKY_9,
    memory=4 * GIB,
    disks=(Disk(name="crm root", size=50 * GIB, sr=FAST, description="Nobody has claimed it since the move"),),
    cards=(Card(NETWORK_0),),
    up_hours=7000,
    snapshots=(Snapshot(name="last of crm", taken="20260619T17:55:00Z", used=5 * GIB),),
)
"""Deleted long ago; a disk and a snapshot have outlived it."""

STONE_ALERTS = (
    Alert(
        name="VM_CRASHED",
        priority=2,
        cls="VM",
        about="ferry-legacy",
        hours_ago=9.5,
        body="VM 'ferry-legacy' (uuid: {uuid}) crashed",
    ),
    Alert(
        name="PBD_PLUG_FAILED_ON_SERVER_START",
        priority=3,
        cls="Host",
        about="slate",
        hours_ago=4.6,
        body="A storage repository could not be attached when slate started",
    ),
    Alert(
        name="BOND_STATUS_CHANGED",
        priority=3,
        cls="Host",
        about="slate",
        hours_ago=4.5,
        body="bond0 of slate: 1 of 2 links is up",
    ),
    Alert(
        name="ALARM",
        priority=3,
        cls="VM",
        about="db-primary",
        hours_ago=2.2,
        body='value: 0.943211\nconfig:\n<variable>\n\t<name value="cpu_usage"/>\n\t<alarm_trigger_level value="0.9"/>\n'
        '\t<alarm_trigger_period value="300"/>\n\t<alarm_auto_inhibit_period value="3600"/>\n</variable>\n',
    ),
    Alert(
        name="VM_STARTED",
        priority=5,
        cls="VM",
        about="web-01",
        hours_ago=8.6,
        body="VM 'web-01' (uuid: {uuid}) started on host: granite",
    ),
    Alert(
        name="VM_SNAPSHOTTED",
        priority=5,
        cls="VM",
        about="web-01",
        hours_ago=3.1,
        body="VM 'web-01' (uuid: {uuid}) was snapshotted",
    ),
)


def stone(now: float, *, hosts: int = 0, vms: int = 0) -> PoolData:
    """The pool, grown to so many hosts and machines if it has fewer."""
    draft = Draft("Stone", now)
    told = (*STONE_WEB, *STONE_DATABASES, *STONE_OFFICE, *STONE_ERP, *STONE_BUILDS)
    newcomers = max(0, vms - len(told))
    all_hosts = _grown(STONE_HOSTS, hosts, newcomers)
    bulk = [f"iSCSI bulk {number + 1}" for number in range(-(-newcomers // 500))]

    furnish(draft, all_hosts, STONE_CABLING, (*STONE_STORAGE, *map(_bulk_storage, bulk)), vendor="XenServer")
    storage.shelve(draft, LIBRARY, STONE_IMAGES)
    pools.found(draft, STONE_POOL)
    templates.deliver(draft)
    draft.add("VM_appliance", "Web shop", name_label="Web shop", name_description="Database first, then the fronts")
    draft.add("VM_appliance", "ERP", name_label="ERP")
    draft.add(
        "VMSS",
        "Nightly",
        name_label="Nightly",
        name_description="Every night at two",
        type="snapshot",
        frequency="daily",
        retained_snapshots=7,
        schedule={"hour": "2", "min": "0", "days": ""},
        last_run_time="20261123T01:00:00Z",
    )
    for machine in (*told, *STONE_TEMPLATES, CRM):
        machines.install(draft, machine)
    settlers = Ground(
        hosts=[host.name for host in all_hosts if not host.maintenance],
        repositories=bulk,
        networks=(NETWORK_0, STORAGE_VLAN),
    )
    for machine in crowd(newcomers, settlers):
        machines.install(draft, machine)
    draft.add("VTPM", "desktop-gold", VM=draft.the("VM", "desktop-gold"), is_unique=False, is_protected=True)
    _leave_loose_ends(draft)
    return finished(draft, STONE_ALERTS)


def _leave_loose_ends(draft: Draft) -> None:
    """Break what is broken in real pools too: records that name others which are gone."""
    machines.forget(draft, CRM)
    intranet = draft.record("VM", "intranet")
    del draft.tables["VM_metrics"][intranet["metrics"]]
    intranet["metrics"] = draft.nowhere("VM_metrics", "intranet")


def _grown(hosts: Sequence[Host], wanted: int, newcomers: int) -> list[Host]:
    """As many hosts as wanted, each with room for its share of the new machines."""
    names = itertools.islice(host_names(), max(0, wanted - len(hosts)))
    more = [
        Host(
            name=name,
            number=30 + place,
            subnet="10.20.0",
            memory=64 * GIB,
            product=XENSERVER_8,
            chassis=POWEREDGE,
            up_days=3 + place % 50,
        )
        for place, name in enumerate(names)
    ]
    grown = [*hosts, *more]
    workers = sum(not host.maintenance for host in grown)
    return [replace(host, memory=host.memory + room_needed(newcomers, workers)) for host in grown]


def _bulk_storage(name: str) -> Storage:
    number = name.rpartition(" ")[2]
    return Storage(
        name=name,
        type="lvmoiscsi",
        size=64 * TIB,
        device_config={
            "target": "10.30.0.103",
            "targetIQN": f"iqn.2026-01.example.stone:bulk{number}",
            "SCSIid": f"36001405c{int(number):024x}",
            "port": "3260",
        },
        sm_config={"allocation": "thin", "use_vhd": "true"},
    )
