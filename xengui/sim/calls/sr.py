"""Storage repositories: looking through them, naming them."""

from __future__ import annotations

from xengui.sim import scans
from xengui.sim.calling import Call, answers
from xengui.sim.failures import ApiError


@answers("SR.scan")
async def scan(call: Call, sr: str) -> None:
    await scans.scan(call, sr)


@answers("SR.set_name_label")
async def set_name_label(call: Call, sr: str, value: str) -> None:
    _assert_plugged(call, sr)
    call.pool.database.write("SR", sr, "name_label", value)


@answers("SR.set_name_description")
async def set_name_description(call: Call, sr: str, value: str) -> None:
    _assert_plugged(call, sr)
    call.pool.database.write("SR", sr, "name_description", value)


def _assert_plugged(call: Call, sr: str) -> None:
    """The name is kept in the storage too, so some host has to reach it."""
    if not scans.plugged(call.pool, sr):
        raise ApiError("SR_HAS_NO_PBDS", sr)
