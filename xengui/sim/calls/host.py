"""Hosts: in service or out of it, their clock, their certificate, their memory."""

from __future__ import annotations

from xengui.sim import memory
from xengui.sim.calling import Call, answers
from xengui.sim.failures import ApiError


@answers("host.disable")
async def disable(call: Call, host: str, auto_enable: bool) -> None:
    call.pool.database.write("host", host, "enabled", False)
    call.pool.operations.refresh("host", host)


@answers("host.enable")
async def enable(call: Call, host: str) -> None:
    call.pool.database.write("host", host, "enabled", True)
    call.pool.operations.refresh("host", host)


@answers("host.get_servertime")
async def get_servertime(call: Call, host: str) -> str:
    return call.pool.clock.date()


@answers("host.get_server_localtime")
async def get_server_localtime(call: Call, host: str) -> str:
    """The same moment by the host's own clock on the wall, which says nothing of its zone."""
    local = call.pool.clock.now().astimezone().replace(tzinfo=None)
    return local.strftime("%Y%m%dT%H:%M:%S")


@answers("host.get_server_certificate")
async def get_server_certificate(call: Call, host: str) -> str:
    certificate = call.pool.doors[host].certificate
    if certificate is None:
        raise ApiError("CERTIFICATE_DOES_NOT_EXIST", call.pool.record("host", host)["uuid"])
    return certificate.pem


@answers("host.compute_free_memory")
async def compute_free_memory(call: Call, host: str) -> int:
    return memory.free(call.pool, host)


@answers("host.compute_memory_overhead")
async def compute_memory_overhead(call: Call, host: str) -> int:
    return int(call.pool.record("host", host)["memory_overhead"])


@answers("host.get_management_interface")
async def get_management_interface(call: Call, host: str) -> str:
    for pif in call.pool.record("host", host)["PIFs"]:
        if call.pool.record("PIF", pif)["management"]:
            return str(pif)
    raise ApiError("HOST_HAS_NO_MANAGEMENT_IP")
