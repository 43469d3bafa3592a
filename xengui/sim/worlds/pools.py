"""A pool as a whole: its own record, its roles and what is counted over all of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from xml.sax.saxutils import quoteattr

from xengui.sim.worlds.draft import NEVER, Draft
from xengui.sim.worlds.hardware import RESTRICTIONS
from xengui.sim.worlds.machines import ON

ROLES: Mapping[str, str] = {
    "pool-admin": "The Pool Administrator role can do anything",
    "pool-operator": "The Pool Operator role can do anything but access Dom0 and manage subjects and roles",
    "vm-power-admin": "The VM Power Administrator role has full access to VMs and can use snapshots",
    "vm-admin": "The VM Administrator role can do anything to a VM but move it",
    "vm-operator": "The VM Operator role can use VMs and interact with VM consoles",
    "client-cert": "The role of a client that shows a certificate",
    "read-only": "The Read-Only role can log in with basic read-only access",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Pool:
    name: str
    description: str
    default_sr: str
    tags: tuple[str, ...] = ()
    custom_fields: Mapping[str, str] = field(default_factory=dict)
    """Names and types of the custom fields that are defined."""

    gui_config: Mapping[str, str] = field(default_factory=dict)
    other_config: Mapping[str, str] = field(default_factory=dict)
    more: Mapping[str, Any] = field(default_factory=dict)


def found(draft: Draft, pool: Pool) -> None:
    """Write the pool's own record, once its hosts and repositories are told."""
    coordinator, first = next(iter(draft.all("host").items()))
    default_sr = draft.the("SR", pool.default_sr)
    cpu = first["cpu_info"]
    hosts = len(draft.all("host"))
    draft.add(
        "pool",
        pool.name,
        name_label=pool.name,
        name_description=pool.description,
        master=coordinator,
        default_SR=default_sr,
        suspend_image_SR=default_sr,
        crash_dump_SR=default_sr,
        other_config={"memory-ratio-hvm": "0.25", "memory-ratio-pv": "0.25", **pool.other_config},
        gui_config={**_custom_fields(pool), **pool.gui_config},
        tags=list(pool.tags),
        restrictions=dict(RESTRICTIONS),
        ha_cluster_stack="xhad",
        cpu_info={
            **{key: cpu[key] for key in ("vendor", "features_pv", "features_hvm")},
            "cpu_count": str(int(cpu["cpu_count"]) * hosts),
            "socket_count": str(int(cpu["socket_count"]) * hosts),
            "features_pv_host": cpu["features_pv_host"],
            "features_hvm_host": cpu["features_hvm_host"],
        },
        tls_verification_enabled=True,
        telemetry_next_collection=NEVER,
        **pool.more,
    )
    for role, description in ROLES.items():
        draft.add("role", role, name_label=role, name_description=description)
    draft.add("user", "root", short_name="root", fullname="superuser")


def _custom_fields(pool: Pool) -> dict[str, str]:
    if not pool.custom_fields:
        return {}
    lines = (
        f'<CustomFieldDefinition name={quoteattr(name)} type="{kind}" defaultValue="" />'
        for name, kind in pool.custom_fields.items()
    )
    return {
        "XenCenter.CustomFields": f"<CustomFieldDefinitions>{''.join(lines)}</CustomFieldDefinitions>",
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    name: str
    priority: int
    cls: str
    about: str
    hours_ago: float
    body: str = ""


_TABLES = {"Host": "host", "Pool": "pool"}


def remember(draft: Draft, alert: Alert) -> None:
    """Leave a message in the pool."""
    told = draft.record(_TABLES.get(alert.cls, alert.cls), alert.about)
    draft.add(
        "message",
        f"{alert.name} {alert.about} {alert.hours_ago}",
        name=alert.name,
        priority=alert.priority,
        cls=alert.cls,
        obj_uuid=told["uuid"],
        timestamp=draft.ago(alert.hours_ago),
        body=alert.body.format(uuid=told["uuid"]),
    )


def share_memory(draft: Draft) -> None:
    """Fill in what every host has left, once all machines are told.

    A host's memory is what Xen keeps, what the control domain and every other domain
    have, what Xen needs beside each of them, and the rest.
    """
    taken = dict.fromkeys(draft.all("host"), 0)
    for vm in draft.all("VM").values():
        if vm["power_state"] in ON:
            taken[vm["resident_on"]] += vm["memory_target"] + vm.get("memory_overhead", 0)
    for ref, host in draft.all("host").items():
        metrics = draft.tables["host_metrics"][host["metrics"]]
        metrics["memory_free"] = metrics["memory_total"] - host["memory_overhead"] - taken[ref]
        if metrics["memory_free"] < 0:
            raise ValueError(f"The machines of {host['name_label']} need more memory than it has.")
