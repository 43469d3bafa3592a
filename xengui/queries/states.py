"""The state of every object: one word out of a closed list, and the few words that stand beside a name.

`state` picks the icon, `words` says the same for pills and for the ear. `warning` is what needs a look although the
object does its work; `dim` is what the tree paints beside the name, and stays empty while nothing matters.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from xengui.model.classes import SR, VDI, VM, Host, Network, Pool, Task, VM_appliance
from xengui.model.estate import Connection, Status
from xengui.model.record import Record
from xengui.model.snapshot import Snapshot
from xengui.queries import guests, licenses, paths, units, updates, visibility
from xengui.queries.placement import live, pool_shown, real

# Changes of a machine's limits are over in a moment and touch nothing that runs.
_QUIET = frozenset({"changing_dynamic_range", "changing_static_range", "changing_memory_limits"})
_MIGRATIONS = frozenset({"migrate_send", "pool_migrate"})
_AT_REST = {"Running": "vm-running", "Suspended": "vm-suspended", "Paused": "vm-paused"}

NO_FLAGS: frozenset[str] = frozenset()

_WORDS = {
    "vm-running": "Running",
    "vm-halted": "Halted",
    "vm-suspended": "Suspended",
    "vm-paused": "Paused",
    "vm-busy": "Busy",
    "vm-migrating": "Migrating",
    "template-default": "Template",
    "template-custom": "Custom template",
    "snapshot-disk": "Snapshot of disks",
    "snapshot-memory": "Snapshot with memory",
    "host-connected": "Connected",
    "host-disabled": "Disabled",
    "host-maintenance": "In maintenance mode",
    "host-connecting": "Connecting",
    "host-disconnected": "Disconnected",
    "host-dead": "Not responding",
    "pool-connected": "Connected",
    "pool-connecting": "Connecting",
    "pool-disconnected": "Disconnected",
    "sr-ok": "Connected",
    "sr-default": "Default storage",
    "sr-broken": "Broken",
    "sr-detached": "Detached",
    "vdi": "Disk",
    "vdi-snapshot": "Disk snapshot",
    "network": "Network",
    "folder": "Folder",
    "tag": "Tag",
    "vapp": "vApp",
    "group": "Group",
}

_TONES = {
    "vm-running": "ok",
    "vm-suspended": "sleep",
    "vm-paused": "sleep",
    "vm-busy": "busy",
    "vm-migrating": "busy",
    "host-connected": "ok",
    "host-maintenance": "warn",
    "host-connecting": "busy",
    "host-dead": "error",
    "pool-connected": "ok",
    "pool-connecting": "busy",
    "sr-ok": "ok",
    "sr-default": "ok",
    "sr-broken": "error",
}

_OFF = frozenset(
    {
        "vm-halted",
        "host-connecting",
        "host-disconnected",
        "host-dead",
        "pool-connecting",
        "pool-disconnected",
        "sr-detached",
    }
)

# What an operation is called while it goes on, by the API's name for it.
_DOING = {
    "start": "starting",
    "start_on": "starting",
    "clean_shutdown": "shutting down",
    "hard_shutdown": "powering off",
    "shutdown": "shutting down",
    "clean_reboot": "rebooting",
    "hard_reboot": "rebooting",
    "reboot": "rebooting",
    "suspend": "suspending",
    "resume": "resuming",
    "resume_on": "resuming",
    "pause": "pausing",
    "unpause": "resuming",
    "pool_migrate": "migrating",
    "migrate_send": "migrating",
    "snapshot": "taking a snapshot",
    "snapshot_with_quiesce": "taking a snapshot",
    "checkpoint": "taking a snapshot",
    "revert": "reverting",
    "reverting": "reverting",
    "clone": "cloning",
    "copy": "copying",
    "export": "exporting",
    "metadata_export": "exporting",
    "import": "importing",
    "destroy": "deleting",
    "provision": "provisioning",
    "make_into_template": "becoming a template",
    "csvm": "suspending",
    "evacuate": "evacuating",
    "power_on": "powering on",
    "apply_updates": "updating",
    "enable": "leaving maintenance",
}


def state(record: Record, snapshot: Snapshot) -> str:
    """The object's state out of the closed list; "" for classes without one."""
    if isinstance(record, VM):
        return _state_of_vm(record)
    if isinstance(record, Host):
        return _state_of_host(record, snapshot)
    if isinstance(record, SR):
        return _state_of_sr(record, snapshot)
    if isinstance(record, VDI):
        return "vdi-snapshot" if record.is_a_snapshot else "vdi"
    plain = {Pool: "pool-connected", Network: "network", VM_appliance: "vapp"}
    return plain.get(type(record), "")


def warning(record: Record, snapshot: Snapshot, now: datetime) -> str:
    """What needs a look, in words, or ""."""
    if isinstance(record, VM):
        return _warning_of_vm(record, snapshot, now)
    if isinstance(record, Host):
        return _warning_of_host(record, snapshot, now)
    if isinstance(record, SR):
        return _warning_of_sr(record, snapshot)
    if isinstance(record, Pool):
        return _warning_of_pool(snapshot, now)
    return ""


def dim(record: Record, snapshot: Snapshot, now: datetime) -> str:
    """The words beside a name: what goes on, else what is wrong, else nothing."""
    return doing(record, snapshot) or warning(record, snapshot, now)


def doing(record: Record, snapshot: Snapshot) -> str:
    """What a machine or host is doing that keeps it from its work: "starting", "61 %", "maintenance"."""
    if isinstance(record, Host):
        found = _state_of_host(record, snapshot)
        at_rest = {"host-maintenance": "maintenance", "host-disabled": "disabled"}.get(found, "")
        return "not responding" if found == "host-dead" else _operation(record.current_operations) or at_rest
    if isinstance(record, VM) and record.current_operations and real(record):
        found = _state_of_vm(record)
        if found == "vm-migrating":
            return _progress(record.current_operations, snapshot) or "migrating"
        if found == "vm-busy":
            return _operation(record.current_operations) or "busy"
    return ""


def failed(record: Record, snapshot: Snapshot) -> bool:
    """Whether the warning is an error: a machine that crashed or that high availability could not bring back."""
    return isinstance(record, VM) and _failure_of_vm(record, snapshot) != ""


def flags(record: Record, snapshot: Snapshot, warning: str) -> frozenset[str]:
    """What picks the variant of an object's icon: "coordinator", "hidden", "local", "iso", "shared", "default",
    "scheduled", "warning", and "error" where the warning is one."""
    found = set()
    pool = snapshot.pool
    if warning:
        found.add("error" if failed(record, snapshot) else "warning")
    if visibility.hidden(record):
        found.add("hidden")
    if isinstance(record, Host) and pool and pool.master == record.ref and pool_shown(snapshot):
        found.add("coordinator")
    elif isinstance(record, VM) and record.is_a_snapshot and (record.is_vmss_snapshot or record.is_snapshot_from_vmpp):
        found.add("scheduled")
    elif isinstance(record, SR):
        found.add("shared" if record.shared else "local")
        if record.content_type == "iso":
            found.add("iso")
        if pool and pool.default_SR == record.ref:
            found.add("default")
    return frozenset(found) if found else NO_FLAGS


def words(state: str) -> str:
    """A state as a pill shows it and a screen reader says it."""
    return _WORDS.get(state, "")


def tone(state: str) -> str:
    """The colour of a state's pill: "ok", "warn", "error", "sleep", "busy" or "idle"."""
    return _TONES.get(state, "idle")


def off(state: str) -> bool:
    """Whether things in this state are drawn grey."""
    return state in _OFF


def connection_state(connection: Connection) -> str:
    """The state of the node at the top of a connection.

    Where the pool has been seen this is the pool's or the lone host's, else that of the host which stands for it.
    """
    kind = "pool" if pool_shown(connection.snapshot) else "host"
    ways = {Status.CONNECTED: "connected", Status.CONNECTING: "connecting"}
    if connection.status is Status.CONNECTED and connection.snapshot.pool is None:
        return "host-connecting"
    return f"{kind}-{ways.get(connection.status, 'disconnected')}"


def connection_dim(connection: Connection, now: datetime) -> str:
    """ "connecting", "disconnected 4 min", or "" while all is well."""
    if connection.status is Status.CONNECTING or (connection.status is Status.CONNECTED and not connection.usable):
        return "connecting"
    if connection.status is Status.CONNECTED:
        return ""
    since = units.age(connection.heard, now) if connection.heard else ""
    return f"disconnected {since}".strip()


def operation(name: str) -> str:
    """What an operation of the API is called while it goes on: "starting"."""
    return _DOING.get(name, name.replace("_", " "))


def _state_of_vm(vm: VM) -> str:
    if vm.is_a_snapshot:
        return "snapshot-memory" if vm.power_state == "Suspended" else "snapshot-disk"
    if vm.is_a_template:
        return "template-default" if visibility.vm_kind(vm) == "default-template" else "template-custom"
    if vm.current_operations:
        going_on = set(vm.current_operations.values())
        if going_on & _MIGRATIONS:
            return "vm-migrating"
        if going_on - _QUIET:
            return "vm-busy"
    return _AT_REST.get(vm.power_state, "vm-halted")


def _state_of_host(host: Host, snapshot: Snapshot) -> str:
    if not live(host, snapshot):
        return "host-dead"
    evacuating = "evacuate" in host.current_operations.values()
    if host.enabled and not evacuating:
        return "host-connected"
    in_maintenance = evacuating or host.other_config.get("MAINTENANCE_MODE") == "true"
    return "host-maintenance" if in_maintenance else "host-disabled"


def _state_of_sr(sr: SR, snapshot: Snapshot) -> str:
    if paths.detached(sr, snapshot):
        return "sr-detached"
    if paths.broken(sr, snapshot) or paths.worst_multipath(sr, snapshot):
        return "sr-broken"
    return "sr-default" if snapshot.pool and snapshot.pool.default_SR == sr.ref else "sr-ok"


def _failure_of_vm(vm: VM, snapshot: Snapshot) -> str:
    if vm.power_state != "Halted" or not real(vm):
        return ""
    if vm.other_config.get("last_shutdown_reason") == "crashed":
        return "crashed"
    if vm.ha_always_run and snapshot.pool and snapshot.pool.ha_enabled:
        return "not restarted by HA"
    return ""


def _warning_of_vm(vm: VM, snapshot: Snapshot, now: datetime) -> str:
    if not real(vm):
        return ""
    if failure := _failure_of_vm(vm, snapshot):
        return failure
    return "no guest tools" if guests.lacks_tools(vm, snapshot, now) else ""


def _warning_of_host(host: Host, snapshot: Snapshot, now: datetime) -> str:
    if not live(host, snapshot):
        return ""
    if licenses.expired(host, now):
        return "license expired"
    if host.crashdumps:
        return units.count(len(host.crashdumps), "crash dump")
    if updates.older(host, snapshot):
        return "older than the coordinator"
    return "updates missing" if updates.behind(host, snapshot) else ""


def _warning_of_pool(snapshot: Snapshot, now: datetime) -> str:
    hosts = snapshot.hosts.values()
    if any(licenses.expired(host, now) for host in hosts):
        return "license expired"
    if updates.mixed(snapshot):
        return "mixed versions"
    return "updates missing" if any(updates.behind(host, snapshot) for host in hosts) else ""


def _warning_of_sr(sr: SR, snapshot: Snapshot) -> str:
    if paths.detached(sr, snapshot):
        return "detached"
    if paths.broken(sr, snapshot):
        plugged = sum(pbd.currently_attached for pbd in paths.pbds(sr, snapshot))
        return f"on {plugged} of {units.count(paths.wanted(sr, snapshot), 'server')}"
    if count := paths.worst_multipath(sr, snapshot):
        return f"{count[0]} of {units.count(count[1], 'path')}"
    return ""


def _operation(operations: Mapping[str, str]) -> str:
    return next((_DOING[name] for name in operations.values() if name in _DOING), "")


def _progress(operations: Mapping[str, str], snapshot: Snapshot) -> str:
    for ref, name in operations.items():
        task = snapshot.find(Task, ref)
        if task and name in _MIGRATIONS and task.progress > 0:
            return units.percent(task.progress)
    return ""
