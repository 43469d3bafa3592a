"""Storage repositories, the drivers behind them and the images on their shelves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from xengui.sim.worlds.draft import GIB, MIB, Draft

_BLOCKS = (
    "SR_PROBE",
    "SR_UPDATE",
    "SR_CACHING",
    "VDI_CREATE",
    "VDI_DELETE",
    "VDI_ATTACH",
    "VDI_DETACH",
    "VDI_UPDATE",
    "VDI_CLONE",
    "VDI_SNAPSHOT",
    "VDI_RESIZE",
    "VDI_RESIZE_ONLINE",
    "VDI_MIRROR",
    "VDI_GENERATE_CONFIG",
    "VDI_RESET_ON_BOOT",
    "VDI_CONFIG_CBT",
    "VDI_ACTIVATE",
    "VDI_DEACTIVATE",
)
_FILES = (*_BLOCKS, "THIN_PROVISIONING")
_LUNS = ("SR_PROBE", "VDI_CREATE", "VDI_DELETE", "VDI_ATTACH", "VDI_DETACH", "VDI_INTRODUCE")
_DISCS = ("VDI_ATTACH", "VDI_DETACH", "SR_SCAN", "SR_ATTACH", "SR_DETACH")


@dataclass(frozen=True, slots=True, kw_only=True)
class Driver:
    type: str
    name: str
    description: str
    features: tuple[str, ...]
    configuration: Mapping[str, str] = field(default_factory=dict)


_DEVICE = {"device": "local device path (required) (e.g. /dev/sda3)"}
_SCSI_ID = {"SCSIid": "The SCSI_ID of the destination LUN"}
DRIVERS = (
    Driver(
        type="ext",
        name="Local EXT3 VHD",
        description="SR plugin which represents disks as VHD files stored on a local EXT3 filesystem, created inside "
        "an LVM volume",
        features=_FILES,
        configuration=_DEVICE,
    ),
    Driver(
        type="lvm",
        name="Local VHD on LVM",
        description="SR plugin which represents disks as VHD disks on Logical Volumes within a locally-attached "
        "Volume Group",
        features=_BLOCKS,
        configuration=_DEVICE,
    ),
    Driver(
        type="lvmoiscsi",
        name="LVHD over iSCSI",
        description="SR plugin which represents disks as Logical Volumes within a Volume Group created on an iSCSI LUN",
        features=(*_BLOCKS, "SR_METADATA", "SR_TRIM"),
        configuration={
            **_SCSI_ID,
            "target": "IP address or hostname of the iSCSI target",
            "targetIQN": "The IQN of the target LUN group to be attached",
            "port": "The network port number on which to query the target",
            "multihomed": "Enable multi-homing to this target, true or false",
            "chapuser": "The username to be used during CHAP authentication",
            "chappassword": "The password to be used during CHAP authentication",
        },
    ),
    Driver(
        type="lvmohba",
        name="LVHD over FC",
        description="SR plugin which represents disks as VHDs on Logical Volumes within a Volume Group created on an "
        "HBA LUN",
        features=(*_BLOCKS, "SR_METADATA", "SR_TRIM"),
        configuration=_SCSI_ID,
    ),
    Driver(
        type="lvmofcoe",
        name="LVHD over FCoE",
        description="SR plugin which represents disks as VHDs on Logical Volumes within a Volume Group created on a "
        "FCoE LUN",
        features=_BLOCKS,
        configuration=_SCSI_ID,
    ),
    Driver(
        type="nfs",
        name="NFS VHD",
        description="SR plugin which stores disks as VHD files on a remote NFS filesystem",
        features=_FILES,
        configuration={
            "server": "hostname or IP address of NFS server (required)",
            "serverpath": "path on remote server (required)",
            "nfsversion": "for protocol version 4",
            "options": "mount options",
        },
    ),
    Driver(
        type="smb",
        name="SMB VHD",
        description="SR plugin which stores disks as VHD files on a remote SMB filesystem",
        features=_FILES,
        configuration={
            "server": "Full path to share root on SMB server (required)",
            "username": "The username to be used during SMB authentication",
            "password": "The password to be used during SMB authentication",
        },
    ),
    Driver(
        type="iso",
        name="ISO",
        description="Handles CD images stored as files in iso format",
        features=_DISCS,
        configuration={
            "location": "path to mount (required) (e.g. server:/path)",
            "type": "cifs or nfs_iso",
            "nfsversion": "for protocol version 4",
        },
    ),
    Driver(
        type="udev",
        name="udev",
        description="SR plugin which represents devices plugged in via udev as VDIs",
        features=("VDI_INTRODUCE", "VDI_ATTACH", "VDI_DETACH", "SR_SCAN"),
        configuration={"location": "directory of symlinks to devices (required)"},
    ),
    Driver(
        type="hba",
        name="HBA LUN-per-VDI driver",
        description="SR plugin which represents LUNs as VDIs sourced by hardware HBA adapters, FC support",
        features=_LUNS,
    ),
    Driver(
        type="iscsi",
        name="iSCSI",
        description="Base ISCSI SR driver, provides a LUN-per-VDI. Does not support creation of VDIs but accesses "
        "existing LUNs on a target.",
        features=_LUNS,
    ),
    Driver(
        type="dummy",
        name="dummy",
        description="SR plugin which manages fake data",
        features=("SR_PROBE", "VDI_CREATE", "VDI_DELETE"),
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Storage:
    """A storage repository of the whole pool."""

    name: str
    type: str
    size: int
    description: str = ""
    content_type: str = "user"
    device_config: Mapping[str, str] = field(default_factory=dict)
    sm_config: Mapping[str, str] = field(default_factory=dict)
    other_config: Mapping[str, str] = field(default_factory=dict)
    tags: tuple[str, ...] = ()
    is_tools_sr: bool = False
    detached: bool = False
    unplugged_from: tuple[str, ...] = ()
    """Hosts that have lost it."""

    paths: tuple[int, int] | None = None
    """With multipathing: how many paths are up, of how many."""


@dataclass(frozen=True, slots=True)
class Image:
    """A disc in an ISO library."""

    file: str
    size: int
    description: str = ""
    tools: bool = False


def know_drivers(draft: Draft, vendor: str) -> None:
    """Put the storage drivers into the pool."""
    for driver in DRIVERS:
        draft.add(
            "SM",
            driver.type,
            name_label=driver.name,
            name_description=driver.description,
            type=driver.type,
            vendor=vendor,
            copyright=f"(C) 2026 {vendor}",
            version="3.0",
            required_api_version="1.0",
            configuration=dict(driver.configuration),
            capabilities=list(driver.features),
            features={name: 2 if name == "VDI_RESET_ON_BOOT" else 1 for name in driver.features},
            driver_filename=f"/opt/xensource/sm/{driver.type}SR",
        )


def provide(draft: Draft, storage: Storage) -> None:
    """Give a repository to the pool and plug it into every host told so far."""
    sr = draft.add(
        "SR",
        storage.name,
        name_label=storage.name,
        name_description=storage.description,
        type=storage.type,
        content_type=storage.content_type,
        shared=True,
        physical_size=storage.size,
        sm_config=dict(storage.sm_config),
        other_config={"auto-scan": "true" if storage.content_type == "iso" else "false", **storage.other_config},
        tags=list(storage.tags),
        is_tools_sr=storage.is_tools_sr,
    )
    for host, record in draft.all("host").items():
        name = record["name_label"]
        plugged = not storage.detached and name not in storage.unplugged_from
        draft.add(
            "PBD",
            f"{storage.name} at {name}",
            host=host,
            SR=sr,
            device_config=dict(storage.device_config),
            currently_attached=plugged,
            other_config=_path_counts(storage) if plugged and storage.paths else {},
        )


def _path_counts(storage: Storage) -> dict[str, str]:
    up, known = storage.paths or (0, 0)
    return {
        "multipathed": "true",
        f"mpath-{storage.device_config['SCSIid']}": f"[{up}, {known}]",
        "iscsi_sessions": str(up),
    }


@dataclass(frozen=True, slots=True)
class _Local:
    name: str
    i18n_key: str
    type: str
    content_type: str
    device: tuple[str, str]
    description: str = ""
    sm_config: Mapping[str, str] = field(default_factory=dict)


_LOCAL = (
    _Local("Local storage", "local-storage", "ext", "user", ("device", "/dev/disk/by-id/scsi-3{disk}-part3")),
    _Local(
        "DVD drives",
        "local-hotplug-cd",
        "udev",
        "iso",
        ("location", "/dev/xapi/cd"),
        "Physical DVD drives",
        {"type": "cd"},
    ),
    _Local(
        "Removable storage",
        "local-hotplug-disk",
        "udev",
        "disk",
        ("location", "/dev/xapi/block"),
        "",
        {"type": "block"},
    ),
)


def furnish(draft: Draft, host: str, size: int) -> None:
    """Give a host its local storage and its drives, named the way the installer names them."""
    for local in _LOCAL:
        sr = draft.add(
            "SR",
            f"{local.name} on {host}",
            name_label=local.name,
            name_description=local.description,
            type=local.type,
            content_type=local.content_type,
            shared=False,
            physical_size=size if local.type == "ext" else 0,
            sm_config=dict(local.sm_config),
            other_config={
                "i18n-key": local.i18n_key,
                "i18n-original-value-name_label": local.name,
                "i18n-original-value-name_description": local.description,
            },
        )
        option, path = local.device
        draft.add(
            "PBD",
            f"{local.name} on {host}",
            host=draft.the("host", host),
            SR=sr,
            device_config={option: path.format(disk=draft.made_up("disk", host).replace("-", ""))},
            currently_attached=True,
        )
    draft.add(
        "VDI",
        f"DVD drive of {host}",
        name_label="SCSI 0:0:0:0",
        name_description="PLDS DVD-ROM DU-8D5LH rev 4D51 type 5",
        SR=draft.the("SR", f"DVD drives on {host}"),
        type="user",
        location="/dev/xapi/cd/sr0",
        read_only=True,
        managed=True,
        other_config={"removable": "true"},
        sm_config={"hotplugged_at": "20260105T09:00:00Z"},
    )
    local_storage = draft.the("SR", f"Local storage on {host}")
    draft.record("host", host).update(suspend_image_sr=local_storage, crash_dump_sr=local_storage)


def shelve(draft: Draft, library: str, images: tuple[Image, ...]) -> None:
    """Put discs into an ISO library."""
    for image in images:
        draft.add(
            "VDI",
            image.file,
            name_label=image.file,
            name_description=image.description,
            SR=draft.the("SR", library),
            virtual_size=image.size,
            physical_utilisation=image.size,
            type="user",
            read_only=True,
            location=image.file,
            managed=True,
            is_tools_iso=image.tools,
        )


def add_up(draft: Draft) -> None:
    """Fill in what the repositories hold, once all their disks are told."""
    for record in draft.all("SR").values():
        record.setdefault("physical_utilisation", 64 * MIB if record["physical_size"] > GIB else 0)
        record.setdefault("virtual_allocation", 0)
    for disk in draft.all("VDI").values():
        sr = draft.tables["SR"][disk["SR"]]
        sr["physical_utilisation"] += disk.get("physical_utilisation", 0)
        sr["virtual_allocation"] += disk.get("virtual_size", 0)
