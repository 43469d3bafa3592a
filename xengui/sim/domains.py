"""Building domains and taking them down: what each change of power state does to the database.

The order of the writes is xapi's, because a watcher may look between any two of them.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from xengui.sim import guests, placement
from xengui.sim.calling import Call
from xengui.sim.database import new_ref
from xengui.sim.failures import ApiError
from xengui.sim.operations.vm import domain_type
from xengui.sim.values import NULL, Record

if TYPE_CHECKING:
    from xengui.sim.pool import Pool

BUILD_S = 4.0
CLEAN_SHUTDOWN_S = 5.0
HARD_SHUTDOWN_S = 1.0
REBOOT_S = 6.0
SUSPEND_S = 5.0
RESUME_S = 4.0
PAUSE_S = 0.3
DEAF_S = 10.0
SHUTDOWN_TIMEOUT = "1200"
MIB = 1024 * 1024
BIOS_STRINGS = {
    "bios-vendor": "Xen",
    "bios-version": "",
    "system-manufacturer": "Xen",
    "system-product-name": "HVM domU",
    "system-version": "",
    "system-serial-number": "",
    "hp-rombios": "",
}


async def start(call: Call, vm: str, host: str, *, paused: bool) -> None:
    """Build a halted machine's domain on a host."""
    pool = call.pool
    record = pool.record("VM", vm)
    if (error := placement.memory_refusal(pool, record, host)) is not None:
        raise error
    with _attaching(call, record, interfaces=True):
        pool.guests.forget_metrics(vm)
        pool.database.write("VM", vm, "memory_overhead", _overhead(record))
        pool.database.write("VM", vm, "scheduled_to_be_resident_on", host)
        _attach(pool, record, attached=True)
        _take_memory(pool, host, record)
        try:
            await call.task.takes(BUILD_S, until=0.9)
        except ApiError:
            _give_memory_back(pool, host, record)
            _halted(pool, vm)
            raise
        _arrived(pool, vm, host, paused=paused)
        pool.guests.booted(vm)
        if not record["bios_strings"]:
            pool.database.write("VM", vm, "bios_strings", dict(BIOS_STRINGS))
        if record["ha_restart_priority"] == "restart":
            pool.database.write("VM", vm, "ha_always_run", True)


async def clean_shutdown(call: Call, vm: str) -> None:
    if guests.ignores_shutdown(call.pool.record("VM", vm)):
        await call.task.takes(DEAF_S, until=0.5)
        raise ApiError("VM_SHUTDOWN_TIMEOUT", vm, SHUTDOWN_TIMEOUT)
    await call.task.takes(CLEAN_SHUTDOWN_S, until=0.9)
    down(call.pool, vm)


async def hard_shutdown(call: Call, vm: str) -> None:
    await call.task.takes(HARD_SHUTDOWN_S, until=0.9)
    down(call.pool, vm)


async def reboot(call: Call, vm: str, seconds: float) -> None:
    """Take a new domain in place of the old one; the power state does not show it."""
    pool = call.pool
    record = pool.record("VM", vm)
    with _attaching(call, record, interfaces=True):
        await call.task.takes(seconds, until=0.9)
        pool.guests.remember(vm, record)
        pool.database.write("VM", vm, "requires_reboot", False)
        _metrics_of_a_new_domain(pool, record)
        if record["power_state"] == "Paused":
            pool.database.write("VM", vm, "power_state", "Running")
        pool.database.write("VM", vm, "domid", pool.next_domid())
        _silence(pool, record)
        pool.guests.booted(vm)


async def suspend(call: Call, vm: str) -> None:
    pool = call.pool
    record = pool.record("VM", vm)
    host = record["resident_on"]
    sr = _suspend_sr(pool, vm, record, host)
    size = int(1.26 * record["memory_static_max"]) + 100 * MIB
    storage = pool.record("SR", sr)
    if 0 < storage["physical_size"] < storage["physical_utilisation"] + size:
        raise ApiError("SR_SUSPEND_SPACE_INSUFFICIENT", sr)
    image = _suspend_image(pool, sr, size)
    # Not cancellable: half a memory image is of no use to anybody.
    await call.task.takes(SUSPEND_S, until=0.9, cancellable=False)
    pool.database.write_all("VM", vm, ha_always_run=False, suspend_VDI=image, power_state="Suspended")
    _left(pool, vm, host)


def _suspend_sr(pool: Pool, vm: str, record: Record, host: str) -> str:
    choices = (
        record["suspend_SR"],
        pool.record("pool", pool.ref)["suspend_image_SR"],
        pool.record("host", host)["suspend_image_sr"],
    )
    for sr in choices:
        if placement.reaches(pool, host, sr):
            return str(sr)
    raise ApiError("VM_NO_SUSPEND_SR", vm)


def _suspend_image(pool: Pool, sr: str, size: int) -> str:
    image = pool.database.add(
        "VDI",
        {
            "name_label": "Suspend image",
            "name_description": "Suspend image",
            "SR": sr,
            "type": "suspend",
            "virtual_size": size,
            "physical_utilisation": size,
            "managed": True,
        },
    )
    pool.database.write("VDI", image, "location", pool.record("VDI", image)["uuid"])
    _use_space(pool, sr, size)
    pool.operations.refresh("VDI", image)
    return image


def _use_space(pool: Pool, sr: str, size: int) -> None:
    record = pool.record("SR", sr)
    if record["physical_size"] > 0:
        pool.database.write("SR", sr, "physical_utilisation", max(0, record["physical_utilisation"] + size))
        pool.database.write("SR", sr, "virtual_allocation", max(0, record["virtual_allocation"] + size))


async def resume(call: Call, vm: str, host: str, *, paused: bool) -> None:
    pool = call.pool
    record = pool.record("VM", vm)
    image = record["suspend_VDI"]
    if not pool.database.has("VDI", image):
        _halted(pool, vm)
        raise ApiError("VM_HAS_NO_SUSPEND_VDI", "VM", vm)
    if (error := placement.memory_refusal(pool, record, host)) is not None:
        raise error
    with _attaching(call, record, interfaces=False):
        pool.database.write("VM", vm, "scheduled_to_be_resident_on", host)
        _take_memory(pool, host, record)
        await call.task.takes(RESUME_S, until=0.9, cancellable=False)
        _arrived(pool, vm, host, paused=paused)
        pool.database.write("VM", vm, "suspend_VDI", NULL)
        _drop_image(pool, image)
        pool.guests.woken(vm)


def _drop_image(pool: Pool, image: str) -> None:
    record = pool.database.find("VDI", image)
    if record is not None:
        pool.database.remove("VDI", image)
        if pool.database.has("SR", record["SR"]):
            _use_space(pool, record["SR"], -record["physical_utilisation"])


async def pause(call: Call, vm: str) -> None:
    await call.task.takes(PAUSE_S, until=0.9)
    call.pool.database.write("VM", vm, "power_state", "Paused")


async def unpause(call: Call, vm: str) -> None:
    await call.task.takes(PAUSE_S, until=0.9)
    call.pool.database.write("VM", vm, "power_state", "Running")


def down(pool: Pool, vm: str) -> None:
    """Leave a machine halted: no domain, no consoles, nothing attached; what its tools said stays."""
    record = pool.record("VM", vm)
    host, image = record["resident_on"], record["suspend_VDI"]
    pool.guests.remember(vm, record)
    _halted(pool, vm)
    _left(pool, vm, host)
    pool.database.write_all(
        "VM",
        vm,
        requires_reboot=False,
        pending_guidances=[
            guidance
            for guidance in record["pending_guidances"]
            if guidance not in {"restart_vm", "restart_device_model"}
        ],
        ha_always_run=False,
        suspend_VDI=NULL,
    )
    _drop_image(pool, image)
    if pool.database.has("VM_metrics", record["metrics"]):
        pool.database.write("VM_metrics", record["metrics"], "current_domain_type", "unspecified")


def _halted(pool: Pool, vm: str) -> None:
    record = pool.record("VM", vm)
    pool.database.write("VM", vm, "power_state", "Halted")
    _attach(pool, record, attached=False)
    for class_, refs in (("VBD", record["VBDs"]), ("VIF", record["VIFs"])):
        for ref in refs:
            pool.database.write_all(class_, ref, reserved=False, current_operations={})
    pool.database.write("VM", vm, "scheduled_to_be_resident_on", NULL)


def _left(pool: Pool, vm: str, host: str) -> None:
    """The domain is gone from its host."""
    record = pool.record("VM", vm)
    if pool.database.has("host", host):
        _give_memory_back(pool, host, record)
    pool.database.write_all("VM", vm, resident_on=NULL, scheduled_to_be_resident_on=NULL, domid=-1)
    for console in record["consoles"]:
        pool.database.remove("console", console)
    if pool.database.has("VM_metrics", record["metrics"]):
        pool.database.write_all("VM_metrics", record["metrics"], memory_actual=0, VCPUs_utilisation={}, state=[])


def _arrived(pool: Pool, vm: str, host: str, *, paused: bool) -> None:
    """The domain runs on its host."""
    record = pool.record("VM", vm)
    kind = domain_type(pool, record)
    pool.database.write("VM", vm, "resident_on", host)
    pool.database.write("VM", vm, "scheduled_to_be_resident_on", NULL)
    _metrics_of_a_new_domain(pool, record)
    pool.database.write("VM", vm, "power_state", "Paused" if paused else "Running")
    pool.database.write("VM", vm, "domid", pool.next_domid())
    _make_consoles(pool, vm, record, host, kind)
    for vbd in record["VBDs"]:
        pool.database.write("VBD", vbd, "device", _device(pool.record("VBD", vbd)["userdevice"]))
    cpu = pool.record("host", host)["cpu_info"]
    features = cpu.get(f"features_{'hvm' if kind == 'hvm' else 'pv'}", cpu.get("features", ""))
    flags = {"vendor": cpu.get("vendor", ""), "features": features}
    pool.database.write("VM", vm, "last_boot_CPU_flags", flags)


def _metrics_of_a_new_domain(pool: Pool, record: Record) -> None:
    vm = next(ref for ref, held in pool.database.rows("VM") if held is record)
    metrics = record["metrics"]
    kind = domain_type(pool, record)
    if not pool.database.has("VM_metrics", metrics):
        metrics = pool.database.add("VM_metrics", {})
        pool.database.write("VM", vm, "metrics", metrics)
    now = pool.clock.date()
    cpus = record["VCPUs_at_startup"]
    pool.database.write("VM", vm, "memory_target", record["memory_dynamic_max"])
    pool.database.write_all(
        "VM_metrics",
        metrics,
        current_domain_type=kind,
        hvm=kind == "hvm",
        start_time=now,
        last_updated=now,
        VCPUs_number=cpus,
        # Nothing has been measured of this domain yet.
        VCPUs_utilisation={str(number): math.nan for number in range(cpus)},
        memory_actual=record["memory_dynamic_max"],
        state=["running"],
    )


def _silence(pool: Pool, record: Record) -> None:
    """A booting guest's tools have said nothing yet."""
    if pool.database.has("VM_guest_metrics", record["guest_metrics"]):
        pool.database.write_all(
            "VM_guest_metrics",
            record["guest_metrics"],
            PV_drivers_version={},
            PV_drivers_detected=False,
            PV_drivers_up_to_date=False,
            networks={},
            other={},
            can_use_hotplug_vbd="unspecified",
            can_use_hotplug_vif="unspecified",
            live=False,
        )


def _make_consoles(pool: Pool, vm: str, record: Record, host: str, kind: str) -> None:
    protocols = ["rfb", "vt100"]
    if kind != "hvm" and "disable_pv_vnc" in record["other_config"]:
        protocols.remove("rfb")
    address = pool.record("host", host)["address"]
    for protocol in protocols:
        console = {"protocol": protocol, "VM": vm}
        ref = pool.database.add("console", console, new_ref())
        location = f"https://{address}/console?uuid={pool.record('console', ref)['uuid']}"
        pool.database.write("console", ref, "location", location)


def _device(position: str) -> str:
    """The name a drive has in the guest: `xvda` for the first."""
    if not position.isdigit():
        return position
    number = int(position)
    letters = chr(ord("a") + number % 26)
    return "xvd" + (chr(ord("a") + number // 26 - 1) if number >= 26 else "") + letters


def _overhead(record: Record) -> int:
    if record["memory_overhead"]:
        return int(record["memory_overhead"])
    return (10 + record["memory_static_max"] // (128 * MIB) + record["VCPUs_max"]) * MIB


def _take_memory(pool: Pool, host: str, record: Record) -> None:
    _change_free_memory(pool, host, -placement.needed_memory(record))


def _give_memory_back(pool: Pool, host: str, record: Record) -> None:
    _change_free_memory(pool, host, placement.needed_memory(record))


def _change_free_memory(pool: Pool, host: str, by: int) -> None:
    ref = pool.record("host", host)["metrics"]
    metrics = pool.database.find("host_metrics", ref)
    if metrics is not None:
        free = min(metrics["memory_total"], max(0, metrics["memory_free"] + by))
        pool.database.write("host_metrics", ref, "memory_free", free)


def _attach(pool: Pool, record: Record, *, attached: bool) -> None:
    for class_, refs in (("VBD", record["VBDs"]), ("VIF", record["VIFs"])):
        for ref in refs:
            pool.database.write(class_, ref, "currently_attached", attached)
            if class_ == "VBD" and not attached:
                pool.database.write("VBD", ref, "device", "")


@contextmanager
def _attaching(call: Call, record: Record, *, interfaces: bool) -> Iterator[None]:
    """Show the devices as being attached while the domain is built."""
    book = call.pool.operations
    devices = [("VBD", ref) for ref in record["VBDs"]]
    if interfaces:
        devices += [("VIF", ref) for ref in record["VIFs"]]
    for class_, ref in devices:
        book.mark(class_, ref, call.task.ref, "attach")
        book.refresh(class_, ref)
    try:
        yield
    finally:
        for class_, ref in devices:
            book.unmark(class_, ref, call.task.ref)
