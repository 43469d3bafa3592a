"""Which disks move where when a machine does, why they may not, and the moving itself within one pool."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING

from xengui.sim.failures import ApiError
from xengui.sim.operations.storage import features
from xengui.sim.suspend_images import use_space
from xengui.sim.values import NULL, Record

if TYPE_CHECKING:
    from xengui.sim.pool import Pool

NEEDED = {"VDI_SNAPSHOT", "VDI_MIRROR"}
# What a disk keeps when it moves.
KEPT = (
    "name_label",
    "name_description",
    "virtual_size",
    "physical_utilisation",
    "type",
    "sharable",
    "read_only",
    "other_config",
    "xenstore_data",
    "on_boot",
    "allow_caching",
    "tags",
    "is_a_snapshot",
    "snapshot_time",
)


def disks_of(pool: Pool, vm: str) -> list[str]:
    """The disks of a machine, without what lies in its CD drives."""
    drives = [pool.record("VBD", vbd) for vbd in pool.record("VM", vm)["VBDs"]]
    disks = [drive["VDI"] for drive in drives if drive["type"] != "CD" and not drive["empty"]]
    return [disk for disk in disks if pool.database.has("VDI", disk)]


def plan(
    pool: Pool, vm: str, snapshots: Iterable[str], asked: Mapping[str, str], defaults: tuple[str, str]
) -> dict[str, str]:
    """The repository each disk goes to: as asked for, else after the disk it is a snapshot of, else to a default.

    The machine's own disks have to be asked for, also those that stay where they are.
    """
    default_sr, suspend_sr = defaults
    found: dict[str, str] = {}
    for disk in disks_of(pool, vm):
        if disk not in asked:
            raise ApiError("VDI_NOT_IN_MAP", disk)
        found[disk] = asked[disk]
    for snapshot in snapshots:
        for disk in disks_of(pool, snapshot):
            origin = pool.record("VDI", disk)["snapshot_of"]
            found[disk] = _settled(disk, asked.get(disk) or found.get(origin) or default_sr)
    for machine in (vm, *snapshots):
        image = pool.record("VM", machine)["suspend_VDI"]
        if pool.database.has("VDI", image):
            found[image] = _settled(image, asked.get(image) or suspend_sr)
    return found


def _settled(disk: str, sr: str) -> str:
    if sr == NULL:
        raise ApiError("VDI_NOT_IN_MAP", disk)
    return sr


def refusal(pool: Pool, vm: str, leaving: Iterable[str]) -> ApiError | None:
    """What keeps the machine's disks where they are."""
    for disk in disks_of(pool, vm):
        if pool.record("VDI", disk)["on_boot"] == "reset":
            return ApiError("VDI_ON_BOOT_MODE_INCOMPATIBLE_WITH_OPERATION", disk)
    for disk in leaving:
        record = pool.record("VDI", disk)
        if "key_hash" in record["sm_config"]:
            return ApiError("VDI_IS_ENCRYPTED", disk)
        if record["cbt_enabled"]:
            return ApiError("VDI_CBT_ENABLED", disk)
        if (error := driver_refusal(pool, record["SR"])) is not None:
            return error
    return None


def sharing_refusal(pool: Pool, machines: Collection[str], leaving: Iterable[str]) -> ApiError | None:
    """A disk cannot be taken away from other machines that are using it; those that are not lose their drive."""
    for disk in leaving:
        for drive in pool.record("VDI", disk)["VBDs"]:
            record = pool.record("VBD", drive)
            if record["currently_attached"] and record["VM"] not in machines:
                return ApiError("VDI_IN_USE", disk, "destroy")
    return None


def driver_refusal(pool: Pool, sr: str) -> ApiError | None:
    """Whether the driver of a repository can let disks go, or take them in, while they are used."""
    if features(pool, pool.record("SR", sr)["type"]) >= NEEDED:
        return None
    return ApiError("SR_DOES_NOT_SUPPORT_MIGRATION", sr)


def put_up(pool: Pool, wanted: Mapping[str, Record], places: Mapping[str, str]) -> dict[str, str]:
    """Make a disk like each of those wanted; nothing is left of them if there is no room for one."""
    made: dict[str, str] = {}
    try:
        for disk, record in wanted.items():
            made[disk] = _make(pool, record, places[disk])
    except ApiError:
        take_down(pool, made.values())
        raise
    for disk, new in made.items():
        origin = wanted[disk]["snapshot_of"]
        here = origin if pool.database.has("VDI", origin) else NULL
        pool.database.write("VDI", new, "snapshot_of", made.get(origin, here))
        pool.operations.refresh("VDI", new)
    return made


def _make(pool: Pool, record: Record, sr: str) -> str:
    storage = pool.record("SR", sr)
    size = record["physical_utilisation"]
    if 0 < storage["physical_size"] < storage["physical_utilisation"] + size:
        raise ApiError("SR_BACKEND_FAILURE_44", "", "There is insufficient space", "")
    fields = {name: record[name] for name in KEPT}
    uuid_ = str(uuid.uuid4())
    new = pool.database.add("VDI", {**fields, "uuid": uuid_, "location": uuid_, "SR": sr, "managed": True})
    use_space(pool, sr, size)
    return new


def take_down(pool: Pool, disks: Iterable[str]) -> None:
    """Remove disks, give their room back, and remove the drives that still hold one."""
    for disk in list(disks):
        record = pool.database.find("VDI", disk)
        if record is None:
            continue
        drives = list(record["VBDs"])
        pool.database.remove("VDI", disk)
        for drive in drives:
            pool.database.remove("VBD", drive)
        if pool.database.has("SR", record["SR"]):
            use_space(pool, record["SR"], -record["physical_utilisation"])


def exchange(pool: Pool, machines: Iterable[str], twins: Mapping[str, str]) -> None:
    """Let the machines use the new disks, and remove the old ones."""
    for vm in machines:
        record = pool.record("VM", vm)
        for drive in record["VBDs"]:
            if (disk := pool.record("VBD", drive)["VDI"]) in twins:
                pool.database.write("VBD", drive, "VDI", twins[disk])
        if record["suspend_VDI"] in twins:
            pool.database.write("VM", vm, "suspend_VDI", twins[record["suspend_VDI"]])
    take_down(pool, twins)
    for new in twins.values():
        pool.operations.refresh("VDI", new)
