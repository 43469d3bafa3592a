"""Another host becomes the coordinator, and the pool learns that one of its hosts is dead or back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xengui.sim import domains, placement
from xengui.sim.calling import Call
from xengui.sim.failures import ApiError

if TYPE_CHECKING:
    from xengui.sim.pool import Pool


def become_coordinator(pool: Pool, host: str) -> None:
    pool.database.write("pool", pool.ref, "master", host)
    name = pool.record("host", host)["name_label"]
    pool.tell("POOL_MASTER_TRANSITION", "host", host, f"The new master is host: {name}")


def declare_dead(pool: Pool, host: str) -> None:
    """Give a host up: what ran there is halted, and started elsewhere if it is protected."""
    record = pool.record("host", host)
    if pool.database.has("host_metrics", record["metrics"]):
        pool.database.write("host_metrics", record["metrics"], "live", False)
    pool.operations.refresh("host", host)
    stopped = [ref for ref in record["resident_VMs"] if not pool.record("VM", ref)["is_control_domain"]]
    for vm in stopped:
        domains.down(pool, vm)
        pool.operations.refresh_vm(vm)
    if not pool.record("pool", pool.ref)["ha_enabled"]:
        return
    pool.tell("HA_HOST_FAILED", "host", host, f"Server '{record['name_label']}' has failed")
    for vm in stopped:
        if pool.record("VM", vm)["ha_restart_priority"] == "restart":
            pool.jobs.start(_restart(pool, vm))


async def _restart(pool: Pool, vm: str) -> None:
    """Start a protected machine wherever there is room; where there is none it stays down."""
    work = pool.tasks.begin("VM.start", None, pool.coordinator)
    call = Call(pool, pool.coordinator, None, work)
    try:
        async with pool.operations.taken(call, "VM", vm, "start"):
            host = placement.choose(pool, vm)
            await domains.start(call, vm, host, paused=False)
    except ApiError as error:
        name = pool.record("VM", vm)["name_label"]
        pool.tell("HA_PROTECTED_VM_RESTART_FAILED", "VM", vm, f"VM '{name}' could not be restarted: {error.code}")
    finally:
        pool.tasks.drop(work)


def back(pool: Pool, host: str) -> None:
    """A host is heard of again."""
    record = pool.record("host", host)
    if pool.database.has("host_metrics", record["metrics"]):
        pool.database.write("host_metrics", record["metrics"], "live", True)
    pool.operations.refresh("host", host)
