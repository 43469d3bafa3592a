"""Setters that have rules of their own in xapi, of which none shows here: they write their field."""

from __future__ import annotations

from xengui.sim.calling import Call, Function, answers
from xengui.sim.calls.generated import set_field
from xengui.sim.failures import ApiError

PLAIN = {
    "VM": (
        "HVM_boot_policy",
        "HVM_shadow_multiplier",
        "NVRAM",
        "actions_after_crash",
        "appliance",
        "bios_strings",
        "domain_type",
        "ha_restart_priority",
        "has_vendor_device",
        "order",
        "shutdown_delay",
        "snapshot_schedule",
        "start_delay",
    ),
    "VDI": ("name_description", "name_label"),
    "host": ("iscsi_iqn", "multipathing", "numa_affinity_policy"),
    "pool": ("igmp_snooping_enabled",),
    "network": ("default_locking_mode",),
    "VIF": ("ipv4_allowed", "ipv6_allowed", "locking_mode"),
    "PIF": ("disallow_unplug", "primary_address_type"),
    "PUSB": ("passthrough_enabled",),
}
# Left to the drivers of storage.
DRIVERS_ONLY = ("VDI.set_sharable", "VDI.set_read_only")


def _refuse(name: str) -> Function:
    async def refuse(call: Call, ref: str, value: object) -> None:
        raise ApiError("PERMISSION_DENIED", "")

    refuse.__name__ = name
    return refuse


for _class, _fields in PLAIN.items():
    for _field in _fields:
        answers(f"{_class}.set_{_field}")(set_field(_class, _field))
for _name in DRIVERS_ONLY:
    answers(_name)(_refuse(_name))
