"""How large a machine is: its processors and its memory."""

from __future__ import annotations

from xengui.sim import memory
from xengui.sim.calling import Call, answers
from xengui.sim.failures import ApiError

ORDER = ("memory_static_min", "memory_dynamic_min", "memory_dynamic_max", "memory_static_max")
MANY_VCPUS = 64
CONSTRAINT = "static_min <= dynamic_min <= dynamic_max <= static_max"


@answers("VM.set_memory_limits")
async def set_memory_limits(  # noqa: PLR0913, PLR0917  the call's own parameters
    call: Call, vm: str, static_min: int, static_max: int, dynamic_min: int, dynamic_max: int
) -> None:
    async with call.pool.operations.taken(call, "VM", vm, "changing_memory_limits"):
        _write(
            call,
            vm,
            memory_static_min=static_min,
            memory_static_max=static_max,
            memory_dynamic_min=dynamic_min,
            memory_dynamic_max=dynamic_max,
        )


@answers("VM.set_memory")
async def set_memory(call: Call, vm: str, value: int) -> None:
    async with call.pool.operations.taken(call, "VM", vm, "changing_memory_limits"):
        _write(call, vm, memory_static_max=value, memory_dynamic_min=value, memory_dynamic_max=value)


@answers("VM.set_memory_dynamic_range")
async def set_memory_dynamic_range(call: Call, vm: str, least: int, most: int) -> None:
    """The guest's balloon follows at once."""
    async with call.pool.operations.taken(call, "VM", vm, "changing_dynamic_range"):
        _write(call, vm, memory_dynamic_min=least, memory_dynamic_max=most)
        call.pool.database.write("VM", vm, "memory_target", most)


@answers("VM.set_memory_static_range")
async def set_memory_static_range(call: Call, vm: str, least: int, most: int) -> None:
    async with call.pool.operations.taken(call, "VM", vm, "changing_static_range"):
        _write(call, vm, memory_static_min=least, memory_static_max=most)


def _write(call: Call, vm: str, **limits: int) -> None:
    after = call.pool.record("VM", vm) | limits
    in_order = [after[name] for name in ORDER]
    if in_order != sorted(in_order):
        raise ApiError("MEMORY_CONSTRAINT_VIOLATION", CONSTRAINT)
    call.pool.database.write_all("VM", vm, **limits)


@answers("VM.maximise_memory")
async def maximise_memory(call: Call, vm: str, total: int, approximate: bool) -> int:
    """How much memory, in whole mebibytes, the machine could have if it may cost so much in all.

    Approximately: for a machine of many processors, which leaves room for the overhead of any.
    """
    record = dict(call.pool.record("VM", vm))
    if approximate:
        record["VCPUs_max"] = max(MANY_VCPUS, record["VCPUs_max"])
    least, most = 0, max(0, total) // memory.MIB
    while least < most:
        size = (least + most + 1) // 2
        fits = size * memory.MIB + memory.estimate(record | {"memory_static_max": size * memory.MIB}) <= total
        least, most = (size, most) if fits else (least, size - 1)
    return least * memory.MIB


@answers("VM.compute_memory_overhead")
async def compute_memory_overhead(call: Call, vm: str) -> int:
    return memory.overhead(call.pool.record("VM", vm))


@answers("VM.set_VCPUs_max")
async def set_vcpus_max(call: Call, vm: str, value: int) -> None:
    async with call.pool.operations.taken(call, "VM", vm, "changing_VCPUs"):
        if value < max(1, call.pool.record("VM", vm)["VCPUs_at_startup"]):
            raise ApiError("INVALID_VALUE", "VCPUs_max", str(value))
        call.pool.database.write("VM", vm, "VCPUs_max", value)


@answers("VM.set_VCPUs_at_startup")
async def set_vcpus_at_startup(call: Call, vm: str, value: int) -> None:
    async with call.pool.operations.taken(call, "VM", vm, "changing_VCPUs"):
        if not 1 <= value <= call.pool.record("VM", vm)["VCPUs_max"]:
            raise ApiError("INVALID_VALUE", "VCPUs_at_startup", str(value))
        call.pool.database.write("VM", vm, "VCPUs_at_startup", value)
