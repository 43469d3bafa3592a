"""Whether a running guest lets devices come and go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xengui.sim.failures import ApiError
from xengui.sim.operations.vm import domain_type
from xengui.sim.values import Record

if TYPE_CHECKING:
    from xengui.sim.pool import Pool

# The machine is on its way into another state: nothing is plugged in or pulled out meanwhile.
TURNING = {"clean_shutdown", "hard_shutdown", "suspend", "pause"}


def refusal(pool: Pool, vm: str, record: Record, says: str) -> ApiError | None:
    """Why the guest would not take part; `says` is the field of its metrics that speaks of this kind of device."""
    if domain_type(pool, record) != "hvm":
        return None
    guest = pool.database.find("VM_guest_metrics", record["guest_metrics"])
    word = guest[says] if guest else "unspecified"
    if word == "no":
        return ApiError("OPERATION_NOT_ALLOWED", "The guest does not support hotplug of this device.")
    if word == "yes" or (guest and (guest["PV_drivers_detected"] or guest["PV_drivers_version"])):
        return None
    return ApiError("VM_MISSING_PV_DRIVERS", vm)


def turning(record: Record) -> bool:
    return not TURNING.isdisjoint(record["current_operations"].values())
