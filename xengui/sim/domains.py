"""Building domains and taking them down: what each change of power state does to the database.

The order of the writes is xapi's, because a watcher may look between any two of them.
"""

from __future__ import annotations

import math
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from xengui.sim import guests, memory, suspend_images
from xengui.sim.calling import Call
from xengui.sim.failures import ApiError, bad_power_state
from xengui.sim.operations import vbd
from xengui.sim.operations.vm import domain_type
from xengui.sim.values import NULL, Record

if TYPE_CHECKING:
    from xengui.sim.pool import Pool

START_S = 4.0
CLEAN_SHUTDOWN_S = 5.0
HARD_SHUTDOWN_S = 1.0
REBOOT_S = 6.0
HARD_REBOOT_S = 4.0
SUSPEND_S = 5.0
RESUME_S = 4.0
PAUSE_S = 0.3
MIGRATE_S = 6.0
DEAF_S = 10.0
SHUTDOWN_TIMEOUT_S = "1200"
ALMOST = 0.9
UNMEASURED_EVERY = 4
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
    pool, record = call.pool, call.pool.record("VM", vm)
    if (error := memory.refusal(pool, record, host) or _drive_refusal(pool, record)) is not None:
        raise error
    with _attaching(call, record, interfaces=True):
        pool.guests.forget_metrics(vm)
        pool.database.write("VM", vm, "memory_overhead", memory.overhead(record))
        pool.database.write("VM", vm, "scheduled_to_be_resident_on", host)
        _attach(pool, record, attached=True)
        memory.take(pool, host, record)
        try:
            await call.task.takes(START_S, until=ALMOST)
        except ApiError:
            memory.give_back(pool, host, record)
            _halted(pool, vm)
            raise
        _arrived(pool, vm, host, paused=paused)
        if not record["bios_strings"]:
            pool.database.write("VM", vm, "bios_strings", dict(BIOS_STRINGS))
        if record["ha_restart_priority"] == "restart":
            pool.database.write("VM", vm, "ha_always_run", True)
        pool.guests.booted(vm)


def _drive_refusal(pool: Pool, record: Record) -> ApiError | None:
    """Why a drive cannot be attached: its disk is in use elsewhere, for one."""
    refusals = (vbd.refusal(pool, ref, "attach") for ref in record["VBDs"])
    return next((error for error in refusals if error is not None), None)


async def clean_shutdown(call: Call, vm: str) -> None:
    if guests.ignores_shutdown(call.pool.record("VM", vm)):
        await call.task.takes(DEAF_S, until=ALMOST)
        raise ApiError("VM_SHUTDOWN_TIMEOUT", vm, SHUTDOWN_TIMEOUT_S)
    await call.task.takes(CLEAN_SHUTDOWN_S, until=ALMOST)
    down(call.pool, vm)


async def hard_shutdown(call: Call, vm: str) -> None:
    await call.task.takes(HARD_SHUTDOWN_S, until=ALMOST)
    down(call.pool, vm)


async def clean_reboot(call: Call, vm: str) -> None:
    if guests.ignores_shutdown(call.pool.record("VM", vm)):
        await call.task.takes(DEAF_S, until=ALMOST)
        raise ApiError("VM_SHUTDOWN_TIMEOUT", vm, SHUTDOWN_TIMEOUT_S)
    await _reboot(call, vm, REBOOT_S)


async def hard_reboot(call: Call, vm: str) -> None:
    await _reboot(call, vm, HARD_REBOOT_S)


async def _reboot(call: Call, vm: str, seconds: float) -> None:
    """Take a new domain in place of the old one, with the same consoles; the power state does not show it."""
    pool, record = call.pool, call.pool.record("VM", vm)
    with _attaching(call, record, interfaces=True):
        await call.task.takes(seconds, until=ALMOST)
        pool.guests.silence(vm)
        _new_domain(pool, vm)
        pool.database.write("VM", vm, "power_state", "Running")
        pool.database.write("VM", vm, "requires_reboot", False)
        pool.guests.booted(vm)


async def suspend(call: Call, vm: str) -> None:
    pool, record = call.pool, call.pool.record("VM", vm)
    host = record["resident_on"]
    image = suspend_images.create(pool, vm, record)
    # Not cancellable: half a memory image is of no use to anybody.
    await call.task.takes(SUSPEND_S, until=ALMOST, cancellable=False)
    pool.database.write_all("VM", vm, ha_always_run=False, suspend_VDI=image, power_state="Suspended")
    _left(pool, vm, host)


async def resume(call: Call, vm: str, host: str, *, paused: bool) -> None:
    pool, record = call.pool, call.pool.record("VM", vm)
    image = record["suspend_VDI"]
    if not pool.database.has("VDI", image):
        _halted(pool, vm)
        raise ApiError("VM_HAS_NO_SUSPEND_VDI", "VM", vm)
    if (error := memory.refusal(pool, record, host)) is not None:
        raise error
    with _attaching(call, record, interfaces=False):
        pool.database.write("VM", vm, "scheduled_to_be_resident_on", host)
        memory.take(pool, host, record)
        await call.task.takes(RESUME_S, until=ALMOST, cancellable=False)
        _arrived(pool, vm, host, paused=paused)
        pool.database.write("VM", vm, "suspend_VDI", NULL)
        suspend_images.drop(pool, image)
        pool.guests.booted(vm)


async def migrate(call: Call, vm: str, host: str) -> None:
    """Move a running domain; it is there once its new host is told."""
    pool, record = call.pool, call.pool.record("VM", vm)
    source, moves = record["resident_on"], record["resident_on"] != host
    pool.database.write("VM", vm, "scheduled_to_be_resident_on", host)
    if moves:
        memory.take(pool, host, record)
    try:
        await call.task.takes(MIGRATE_S, until=ALMOST)
    except ApiError:
        if moves:
            memory.give_back(pool, host, record)
        pool.database.write("VM", vm, "scheduled_to_be_resident_on", NULL)
        raise
    if record["power_state"] != "Running":
        # It was stopped on the way, and has left its host already.
        if moves:
            memory.give_back(pool, host, record)
        raise bad_power_state(vm, ("running",), record["power_state"])
    pool.database.write("VM", vm, "resident_on", host)
    pool.database.write("VM", vm, "scheduled_to_be_resident_on", NULL)
    pool.database.write("VM", vm, "domid", pool.next_domid())
    if moves:
        memory.give_back(pool, source, record)
        for console in record["consoles"]:
            pool.database.remove("console", console)
        _make_consoles(pool, vm, host, domain_type(pool, record))


def landed(pool: Pool, vm: str, host: str) -> None:
    """Let a machine that came from another pool go on here; its row and its devices are there already."""
    record = pool.record("VM", vm)
    memory.take(pool, host, record)
    pool.database.write("VM", vm, "resident_on", host)
    pool.database.write("VM", vm, "power_state", "Running")
    pool.database.write("VM", vm, "domid", pool.next_domid())
    _make_consoles(pool, vm, host, domain_type(pool, record))


async def pause(call: Call, vm: str) -> None:
    await call.task.takes(PAUSE_S, until=ALMOST, cancellable=False)
    call.pool.database.write("VM", vm, "power_state", "Paused")


async def unpause(call: Call, vm: str) -> None:
    await call.task.takes(PAUSE_S, until=ALMOST, cancellable=False)
    call.pool.database.write("VM", vm, "power_state", "Running")


def down(pool: Pool, vm: str) -> None:
    """Leave a machine halted: no domain, no consoles, nothing attached; what its tools said last stays."""
    record = pool.record("VM", vm)
    host, image = record["resident_on"], record["suspend_VDI"]
    _halted(pool, vm)
    _left(pool, vm, host)
    without = {"restart_vm", "restart_device_model"}
    guidances = [guidance for guidance in record["pending_guidances"] if guidance not in without]
    pool.database.write_all(
        "VM", vm, requires_reboot=False, pending_guidances=guidances, ha_always_run=False, suspend_VDI=NULL
    )
    suspend_images.drop(pool, image)
    if pool.database.has("VM_metrics", record["metrics"]):
        pool.database.write("VM_metrics", record["metrics"], "current_domain_type", "unspecified")


def _halted(pool: Pool, vm: str) -> None:
    record = pool.record("VM", vm)
    pool.database.write("VM", vm, "power_state", "Halted")
    _attach(pool, record, attached=False)
    for class_, ref in _devices(record):
        pool.database.write(class_, ref, "current_operations", {})
    pool.database.write("VM", vm, "scheduled_to_be_resident_on", NULL)


def _left(pool: Pool, vm: str, host: str) -> None:
    """The domain is gone from its host."""
    record = pool.record("VM", vm)
    if pool.database.has("host", host):
        memory.give_back(pool, host, record)
    pool.database.write_all("VM", vm, resident_on=NULL, scheduled_to_be_resident_on=NULL, domid=-1)
    for console in record["consoles"]:
        pool.database.remove("console", console)
    if pool.database.has("VM_metrics", record["metrics"]):
        pool.database.write_all("VM_metrics", record["metrics"], memory_actual=0, VCPUs_utilisation={}, state=[])


def _arrived(pool: Pool, vm: str, host: str, *, paused: bool) -> None:
    """The domain runs on its host."""
    record = pool.record("VM", vm)
    pool.database.write("VM", vm, "resident_on", host)
    pool.database.write("VM", vm, "scheduled_to_be_resident_on", NULL)
    kind = _new_domain(pool, vm, power_state="Paused" if paused else "Running")
    _make_consoles(pool, vm, host, kind)
    for ref in record["VBDs"]:
        pool.database.write("VBD", ref, "device", _device(pool.record("VBD", ref)["userdevice"]))
    cpu = pool.record("host", host)["cpu_info"]
    features = cpu.get("features_hvm" if kind == "hvm" else "features_pv", cpu.get("features", ""))
    flags = {"vendor": cpu.get("vendor", ""), "features": features}
    pool.database.write("VM", vm, "last_boot_CPU_flags", flags)


def _new_domain(pool: Pool, vm: str, power_state: str = "Running") -> str:
    """Give the machine a domain and its metrics; returns the type of the domain."""
    record = pool.record("VM", vm)
    kind = domain_type(pool, record)
    if not pool.database.has("VM_metrics", record["metrics"]):
        pool.database.write("VM", vm, "metrics", pool.database.add("VM_metrics", {}))
    pool.database.write("VM", vm, "memory_target", record["memory_dynamic_max"])
    now, domid = pool.clock.date(), pool.next_domid()
    # Now and then nothing has been measured yet. JSON has no word for that, and many a client no ear.
    utilisation = math.nan if domid % UNMEASURED_EVERY == 0 else 0.0
    pool.database.write_all(
        "VM_metrics",
        record["metrics"],
        current_domain_type=kind,
        start_time=now,
        VCPUs_number=record["VCPUs_at_startup"],
        memory_actual=record["memory_dynamic_max"],
        hvm=kind == "hvm",
        VCPUs_utilisation={str(number): utilisation for number in range(record["VCPUs_at_startup"])},
        state=["running"],
        last_updated=now,
    )
    pool.database.write("VM", vm, "power_state", power_state)
    pool.database.write("VM", vm, "domid", domid)
    return kind


def _make_consoles(pool: Pool, vm: str, host: str, kind: str) -> None:
    protocols = ["rfb", "vt100"]
    if kind != "hvm" and "disable_pv_vnc" in pool.record("VM", vm)["other_config"]:
        protocols.remove("rfb")
    address = pool.record("host", host)["address"]
    for protocol in protocols:
        uuid_ = str(uuid.uuid4())
        location = f"https://{address}/console?uuid={uuid_}"
        pool.database.add("console", {"uuid": uuid_, "protocol": protocol, "VM": vm, "location": location})


def _device(position: str) -> str:
    """The name a drive has in the guest: `xvda` for the first."""
    if not position.isdigit():
        return position
    turn, letter = divmod(int(position), 26)
    return "xvd" + (chr(ord("a") + turn - 1) if turn else "") + chr(ord("a") + letter)


def _devices(record: Record) -> list[tuple[str, str]]:
    return [*(("VBD", ref) for ref in record["VBDs"]), *(("VIF", ref) for ref in record["VIFs"])]


def _attach(pool: Pool, record: Record, *, attached: bool) -> None:
    for class_, ref in _devices(record):
        pool.database.write(class_, ref, "currently_attached", attached)
        if class_ == "VBD" and not attached:
            pool.database.write("VBD", ref, "device", "")


@contextmanager
def _attaching(call: Call, record: Record, *, interfaces: bool) -> Iterator[None]:
    """Show the devices as being attached while the domain is built."""
    book = call.pool.operations
    devices = [device for device in _devices(record) if interfaces or device[0] == "VBD"]
    for class_, ref in devices:
        book.mark(class_, ref, call.task.ref, "attach")
        book.refresh(class_, ref)
    try:
        yield
    finally:
        for class_, ref in devices:
            book.unmark(class_, ref, call.task.ref)
