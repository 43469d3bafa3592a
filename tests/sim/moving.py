"""Pools between which machines can move: storage that lets disks go, networks with addresses."""

from __future__ import annotations

from typing import Any

from tests.sim.conftest import GIB, SM_FEATURES, a_vm, ref
from xengui.sim.world import PoolData

WEB, IDLE, SNAP = ref("web"), ref("idle"), ref("snap")
GRANITE, BASALT = ref("granite"), ref("basalt")
NFS, FAST, NET = ref("nfs"), ref("fast"), ref("net")
DISK_WEB, DISK_IDLE = ref("disk-web"), ref("disk-idle")
NULL = "OpaqueRef:NULL"
FAR, FAR_SR, FAR_NET, FAR_SUSPEND = ref("far"), ref("far-sr"), ref("far-net"), ref("far-suspend")


def movable(data: PoolData) -> PoolData:
    """The tiny pool with a second repository, and with an address of each host on the network."""
    tables = data.tables
    tables["SM"][ref("sm")]["features"] = {**SM_FEATURES, "VDI_MIRROR": "1"}
    tables["SR"][FAST] = {"name_label": "fast", "type": "nfs", "shared": True, "physical_size": 1000 * GIB}
    tables["pool"][ref("pool")]["default_SR"] = NFS
    tables["PIF"] = {}
    for number, host in enumerate(("granite", "basalt"), 11):
        tables["PBD"][ref(f"fast-{host}")] = {"SR": FAST, "host": ref(host), "currently_attached": True}
        tables["PIF"][ref(f"pif-{host}")] = {
            "host": ref(host),
            "network": NET,
            "ip_configuration_mode": "Static",
            "IP": f"10.1.1.{number}",
        }
    for name in ("web", "idle"):
        tables["VIF"][ref(f"vif-{name}")]["MAC"] = f"aa:bb:cc:00:00:0{len(name)}"
        tables["VDI"][ref(f"disk-{name}")] |= {"physical_utilisation": GIB, "tags": [name]}
        tables["VM"][ref(name)]["other_config"] = {"mac_seed": f"seed-{name}"}
    for disk in tables["VDI"].values():
        tables["SR"][disk["SR"]]["physical_utilisation"] = 2 * GIB
    return data


def with_snapshot(data: PoolData) -> PoolData:
    """A disk and an interface for the snapshot of `web`."""
    snapshot = {"is_a_snapshot": True, "snapshot_of": DISK_WEB}
    data.tables["VDI"][ref("disk-snap")] = {**data.tables["VDI"][DISK_WEB], **snapshot, "name_label": "snap"}
    data.tables["VBD"][ref("vbd-snap")] = {"VM": SNAP, "VDI": ref("disk-snap"), "type": "Disk", "mode": "RW"}
    data.tables["VIF"][ref("vif-snap")] = {
        **data.tables["VIF"][ref("vif-web")],
        "VM": SNAP,
        "currently_attached": False,
    }
    return data


def far_pool() -> PoolData:
    """Another pool: one host, a repository for disks and one for memory, a network."""
    return PoolData(
        "Far",
        {
            "pool": {
                ref("far-pool"): {
                    "name_label": "Far",
                    "master": FAR,
                    "default_SR": FAR_SR,
                    "suspend_image_SR": FAR_SUSPEND,
                }
            },
            "host": {FAR: {"name_label": "far", "hostname": "far", "enabled": True, "metrics": ref("far-metrics")}},
            "host_metrics": {
                ref("far-metrics"): {"live": True, "memory_total": 16 * GIB, "memory_free": 8 * GIB},
            },
            "VM": {
                ref("far-dom0"): a_vm("dom0", power_state="Running", domid=0, is_control_domain=True, resident_on=FAR)
            },
            "SM": {ref("far-sm"): {"type": "ext", "features": {**SM_FEATURES, "VDI_MIRROR": "1"}}},
            "SR": {sr: {"name_label": sr, "type": "ext", "physical_size": 1000 * GIB} for sr in (FAR_SR, FAR_SUSPEND)},
            "PBD": {f"{sr}-pbd": {"SR": sr, "host": FAR, "currently_attached": True} for sr in (FAR_SR, FAR_SUSPEND)},
            "network": {FAR_NET: {"name_label": "far net"}},
            "PIF": {
                ref("far-pif"): {
                    "host": FAR,
                    "network": FAR_NET,
                    "ip_configuration_mode": "Static",
                    "IP": "10.2.2.2",
                }
            },
        },
        idle_traffic=False,
    )


def everything(api: Any) -> dict[str, Any]:
    """All that a pool holds of what machines are made of."""
    classes = ("VM", "VBD", "VIF", "VDI", "SR", "host", "host_metrics", "console", "VM_metrics", "network")
    return {class_: api(f"{class_}.get_all_records") for class_ in classes}
