"""Machines: their power, where they may run, what they allow."""

from __future__ import annotations

from xengui.sim import domains, guests, placement
from xengui.sim.calling import Call, answers
from xengui.sim.failures import ApiError
from xengui.sim.operations import vm as operations

# What a hard shutdown, and a hard reboot, ends before it begins.
SHUTDOWN_ENDS = {
    "clean_shutdown",
    "shutdown",
    "clean_reboot",
    "hard_reboot",
    "pool_migrate",
    "call_plugin",
    "suspend",
}
REBOOT_ENDS = {"clean_shutdown", "clean_reboot", "pool_migrate", "call_plugin", "suspend"}
DRIVES, INTERFACES = 255, 16


@answers("VM.start")
async def start(call: Call, vm: str, start_paused: bool, force: bool) -> None:
    async with call.pool.operations.taken(call, "VM", vm, "start"):
        host = placement.choose(call.pool, vm)
        async with call.pool.operations.taken(call, "host", host, "vm_start"):
            await domains.start(call, vm, host, paused=start_paused)
    _tell(call, "VM_STARTED", vm, f"started on {_host_name(call, host)}")


@answers("VM.start_on")
async def start_on(call: Call, vm: str, host: str, start_paused: bool, force: bool) -> None:
    call.pool.record("host", host)
    async with call.pool.operations.taken(call, "VM", vm, "start_on"):
        if (error := placement.refusal(call.pool, vm, host)) is not None:
            raise error
        async with call.pool.operations.taken(call, "host", host, "vm_start"):
            await domains.start(call, vm, host, paused=start_paused)
    _tell(call, "VM_STARTED", vm, f"started on {_host_name(call, host)}")


@answers("VM.clean_shutdown")
async def clean_shutdown(call: Call, vm: str) -> None:
    where = _where(call, vm)
    async with call.pool.operations.taken(call, "VM", vm, "clean_shutdown"):
        await domains.clean_shutdown(call, vm)
    _tell(call, "VM_SHUTDOWN", vm, f"shutdown on {where}")


@answers("VM.hard_shutdown")
async def hard_shutdown(call: Call, vm: str) -> None:
    where = _where(call, vm)
    await _end_others(call, vm, "hard_shutdown", SHUTDOWN_ENDS)
    async with call.pool.operations.taken(call, "VM", vm, "hard_shutdown"):
        await domains.hard_shutdown(call, vm)
    _tell(call, "VM_SHUTDOWN", vm, f"forcibly shutdown on {where}")


@answers("VM.shutdown")
async def shutdown(call: Call, vm: str) -> None:
    """Ask the guest, and pull the plug if it cannot be asked or does not obey."""
    where = _where(call, vm)
    async with call.pool.operations.taken(call, "VM", vm, "shutdown"):
        record = call.pool.record("VM", vm)
        deaf = record["power_state"] != "Running" or operations.guest_refusal(
            call.pool, vm, record, "clean_shutdown", strict=True
        )
        if deaf or guests.ignores_shutdown(record):
            await domains.hard_shutdown(call, vm)
        else:
            await domains.clean_shutdown(call, vm)
    _tell(call, "VM_SHUTDOWN", vm, f"shutdown on {where}")


@answers("VM.clean_reboot")
async def clean_reboot(call: Call, vm: str) -> None:
    async with call.pool.operations.taken(call, "VM", vm, "clean_reboot"):
        await domains.clean_reboot(call, vm)
    _tell(call, "VM_REBOOTED", vm, f"rebooted on {_where(call, vm)}")


@answers("VM.hard_reboot")
async def hard_reboot(call: Call, vm: str) -> None:
    """Reset the machine; one that halted while others were being ended is started instead."""
    await _end_others(call, vm, "hard_reboot", REBOOT_ENDS)
    if call.pool.record("VM", vm)["power_state"] == "Halted":
        async with call.pool.operations.taken(call, "VM", vm, "start"):
            host = placement.choose(call.pool, vm)
            async with call.pool.operations.taken(call, "host", host, "vm_start"):
                await domains.start(call, vm, host, paused=False)
    else:
        async with call.pool.operations.taken(call, "VM", vm, "hard_reboot"):
            await domains.hard_reboot(call, vm)
    _tell(call, "VM_REBOOTED", vm, f"forcibly rebooted on {_where(call, vm)}")


@answers("VM.suspend")
async def suspend(call: Call, vm: str) -> None:
    where = _where(call, vm)
    async with call.pool.operations.taken(call, "VM", vm, "suspend"):
        await domains.suspend(call, vm)
    _tell(call, "VM_SUSPENDED", vm, f"suspended on {where}")


@answers("VM.resume")
async def resume(call: Call, vm: str, start_paused: bool, force: bool) -> None:
    async with call.pool.operations.taken(call, "VM", vm, "resume"):
        host = placement.choose(call.pool, vm)
        async with call.pool.operations.taken(call, "host", host, "vm_resume"):
            await domains.resume(call, vm, host, paused=start_paused)
    _tell(call, "VM_RESUMED", vm, f"resumed on {_host_name(call, host)}")


@answers("VM.resume_on")
async def resume_on(call: Call, vm: str, host: str, start_paused: bool, force: bool) -> None:
    call.pool.record("host", host)
    async with call.pool.operations.taken(call, "VM", vm, "resume_on"):
        if (error := placement.refusal(call.pool, vm, host)) is not None:
            raise error
        async with call.pool.operations.taken(call, "host", host, "vm_resume"):
            await domains.resume(call, vm, host, paused=start_paused)
    _tell(call, "VM_RESUMED", vm, f"resumed on {_host_name(call, host)}")


@answers("VM.pause")
async def pause(call: Call, vm: str) -> None:
    async with call.pool.operations.taken(call, "VM", vm, "pause"):
        await domains.pause(call, vm)
    _tell(call, "VM_PAUSED", vm, f"paused on {_where(call, vm)}")


@answers("VM.unpause")
async def unpause(call: Call, vm: str) -> None:
    async with call.pool.operations.taken(call, "VM", vm, "unpause"):
        await domains.unpause(call, vm)
    _tell(call, "VM_UNPAUSED", vm, f"unpaused on {_where(call, vm)}")


@answers("VM.pool_migrate")
async def pool_migrate(call: Call, vm: str, host: str, options: dict[str, str]) -> None:
    """Move a running machine within the pool; to the host it is on already is allowed, even out of service."""
    pool = call.pool
    if "network" in options:
        pool.record("network", options["network"])
    source = pool.record("VM", vm)["resident_on"]
    strict = options.get("force") != "true"
    async with pool.operations.taken(call, "VM", vm, "pool_migrate", strict=strict):
        source = pool.record("VM", vm)["resident_on"]
        if host != source and (error := placement.refusal(pool, vm, host)) is not None:
            raise error
        async with pool.operations.taken(call, "host", host, "vm_migrate"):
            await domains.migrate(call, vm, host)
    told_as_migrated(call, vm, source, host)


@answers("VM.power_state_reset")
async def power_state_reset(call: Call, vm: str) -> None:
    """Call a machine halted whose host is lost.

    The coordinator looks for a domain of its own; of another host it knows only whether that is up.
    """
    record = call.pool.record("VM", vm)
    if record["is_control_domain"]:
        raise ApiError("CANNOT_RESET_CONTROL_DOMAIN", vm)
    host = record["resident_on"]
    if operations.live(record) and host == call.pool.coordinator:
        raise ApiError("DOMAIN_EXISTS", vm, str(record["domid"]))
    if operations.live(record) and call.pool.database.has("host", host) and call.pool.live(host):
        raise ApiError("HOST_IS_LIVE", host)
    domains.down(call.pool, vm)
    call.pool.operations.refresh_vm(vm)


@answers("VM.get_possible_hosts")
async def get_possible_hosts(call: Call, vm: str) -> list[str]:
    return placement.possible(call.pool, vm)


@answers("VM.assert_can_boot_here")
async def assert_can_boot_here(call: Call, vm: str, host: str) -> None:
    call.pool.record("host", host)
    if (error := placement.refusal(call.pool, vm, host)) is not None:
        raise error


@answers("VM.assert_agile")
async def assert_agile(call: Call, vm: str) -> None:
    """Refuse a machine that could not run on any host of the pool."""
    if (error := placement.bound(call.pool, vm)) is not None:
        raise error


@answers("VM.retrieve_wlb_recommendations")
async def retrieve_wlb_recommendations(call: Call, vm: str) -> dict[str, list[str]]:
    raise ApiError("WLB_NOT_INITIALIZED")


@answers("VM.get_allowed_VBD_devices")
async def get_allowed_vbd_devices(call: Call, vm: str) -> list[str]:
    taken = {call.pool.record("VBD", vbd)["userdevice"] for vbd in call.pool.record("VM", vm)["VBDs"]}
    return [str(number) for number in range(DRIVES) if str(number) not in taken]


@answers("VM.get_allowed_VIF_devices")
async def get_allowed_vif_devices(call: Call, vm: str) -> list[str]:
    taken = {call.pool.record("VIF", vif)["device"] for vif in call.pool.record("VM", vm)["VIFs"]}
    return [str(number) for number in range(INTERFACES) if str(number) not in taken]


@answers("VM.assert_operation_valid")
async def assert_operation_valid(call: Call, vm: str, operation: str) -> None:
    if (error := operations.refusal(call.pool, vm, operation)) is not None:
        raise error


@answers("VM.update_allowed_operations")
async def update_allowed_operations(call: Call, vm: str) -> None:
    call.pool.operations.refresh("VM", vm)


async def _end_others(call: Call, vm: str, operation: str, ends: set[str]) -> None:
    """Cancel what else is being done to the machine and wait until it is over, one way or another."""
    pool = call.pool
    if (error := operations.refusal(pool, vm, operation)) and error.code != "OTHER_OPERATION_IN_PROGRESS":
        raise error
    for task, held in pool.record("VM", vm)["current_operations"].items():
        if held in ends and pool.database.has("task", task):
            pool.tasks.cancel(task)
    while not ends.isdisjoint(pool.record("VM", vm)["current_operations"].values()):
        await pool.operations.wait_for_an_end(call, pool.clock.real(2 * 3600.0))


def told_as_migrated(call: Call, vm: str, source: str, host: str) -> None:
    """Leave the message about a running machine that has changed its host."""
    _tell(call, "VM_MIGRATED", vm, f"migrated from {_host_name(call, source)} to {_host_name(call, host)}")


def _where(call: Call, vm: str) -> str:
    return _host_name(call, call.pool.record("VM", vm)["resident_on"])


def _host_name(call: Call, host: str) -> str:
    record = call.pool.database.find("host", host)
    return f"host: {record['name_label']} (uuid: {record['uuid']})" if record else "no host"


def _tell(call: Call, name: str, vm: str, happened: str) -> None:
    record = call.pool.record("VM", vm)
    call.pool.tell(name, "VM", vm, f"VM '{record['name_label']}' (uuid: {record['uuid']}) {happened}")
