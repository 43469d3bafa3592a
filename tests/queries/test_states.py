from datetime import timedelta

import pytest

from tests.builders import (
    NOW,
    a,
    a_connection,
    a_dead_host,
    a_host,
    a_network,
    a_pbd,
    a_snapshot,
    a_task,
    a_template,
    a_vdi,
    a_vm,
    an_sr,
    guest_metrics,
    pool_with,
    vm_metrics,
)
from xengui.model.classes import PBD, SR, VBD, Pool, VM_appliance
from xengui.model.estate import Status
from xengui.model.record import Record
from xengui.model.snapshot import Snapshot
from xengui.queries import states

TASK = "OpaqueRef:task"
CLOSED_LIST = {
    *("vm-running", "vm-halted", "vm-suspended", "vm-paused", "vm-busy", "vm-migrating"),
    *("template-default", "template-custom", "snapshot-disk", "snapshot-memory"),
    *("host-connected", "host-disabled", "host-maintenance", "host-connecting", "host-disconnected", "host-dead"),
    *("pool-connected", "pool-connecting", "pool-disconnected", "sr-ok", "sr-default", "sr-broken", "sr-detached"),
    *("vdi", "vdi-snapshot", "network", "folder", "tag", "vapp", "group"),
}


def state(record: Record, *others: Record) -> str:
    return states.state(record, pool_with(record, *others))


def dim(record: Record, *others: Record) -> str:
    return states.dim(record, pool_with(record, *others), NOW)


def warning(record: Record, *others: Record) -> str:
    return states.warning(record, pool_with(record, *others), NOW)


def test_every_state_of_the_closed_list_has_words():
    assert {state for state in CLOSED_LIST if not states.words(state)} == set()
    assert states.words("something-else") == ""


@pytest.mark.parametrize(
    ("power_state", "wanted"),
    [
        ("Running", "vm-running"),
        ("Halted", "vm-halted"),
        ("Suspended", "vm-suspended"),
        ("Paused", "vm-paused"),
        ("Unrecorded", "vm-halted"),
    ],
)
def test_a_machine_at_rest_has_the_state_of_its_power(power_state, wanted):
    assert state(a_vm(power_state=power_state)) == wanted


@pytest.mark.parametrize("operation", ["migrate_send", "pool_migrate"])
def test_a_machine_on_its_way_to_another_host_is_migrating(operation):
    assert (
        state(a_vm(resident_on="granite", current_operations={TASK: operation, "other": "snapshot"})) == "vm-migrating"
    )


def test_any_other_operation_makes_a_machine_busy():
    assert state(a_vm(current_operations={TASK: "start"})) == "vm-busy"
    assert state(a_vm(current_operations={TASK: "something_younger"})) == "vm-busy"


@pytest.mark.parametrize("operation", ["changing_dynamic_range", "changing_static_range", "changing_memory_limits"])
def test_changes_of_memory_limits_do_not_make_a_machine_busy(operation):
    assert state(a_vm(resident_on="granite", current_operations={TASK: operation})) == "vm-running"


def test_templates_and_snapshots_have_states_of_their_own_whatever_goes_on():
    busy = {TASK: "clone"}

    assert state(a_template(current_operations=busy)) == "template-custom"
    assert state(a_template(other_config={"default_template": ""})) == "template-default"
    assert state(a_snapshot(current_operations=busy)) == "snapshot-disk"
    assert state(a_snapshot(power_state="Suspended")) == "snapshot-memory"


def test_a_host_is_connected_disabled_or_in_maintenance():
    assert state(a_host()) == "host-connected"
    assert state(a_host(enabled=False)) == "host-disabled"
    assert state(a_host(enabled=False, other_config={"MAINTENANCE_MODE": "true"})) == "host-maintenance"
    assert state(a_host(current_operations={TASK: "evacuate"})) == "host-maintenance"


def test_an_enabled_host_with_a_left_over_maintenance_key_is_connected():
    assert state(a_host(other_config={"MAINTENANCE_MODE": "true"})) == "host-connected"


def test_a_host_that_the_pool_does_not_hear_is_dead_whatever_else():
    host, metrics = a_dead_host(enabled=False)

    assert state(host, metrics) == "host-dead"


TWO = (a_host(), a_host(name_label="basalt"))


def storage(
    plugged: tuple[bool, bool], keys: dict[str, str] | None = None, *, default: bool = False
) -> tuple[SR, Snapshot]:
    sr = an_sr(PBDs=("one", "two"))
    links: list[PBD] = [
        a_pbd(ref="one", host="granite", currently_attached=plugged[0]),
        a_pbd(ref="two", host="basalt", currently_attached=plugged[1], other_config=keys or {}),
    ]
    return sr, pool_with(sr, *links, *TWO, default_SR=sr.ref if default else "OpaqueRef:NULL")


def test_storage_is_detached_broken_default_or_fine_in_this_order():
    assert states.state(*storage((False, False), default=True)) == "sr-detached"
    assert states.state(*storage((True, False), default=True)) == "sr-broken"
    assert states.state(*storage((True, True), default=True)) == "sr-default"
    assert states.state(*storage((True, True))) == "sr-ok"


def test_storage_with_a_path_down_is_broken():
    keys = {"multipathed": "true", "mpath-3600a": "[1, 3, 0]"}

    assert states.state(*storage((True, True), keys)) == "sr-broken"
    assert states.dim(*storage((True, True), keys), NOW) == "1 of 3 paths"


def test_storage_says_what_it_lacks():
    assert states.dim(*storage((False, False)), NOW) == "detached"
    assert states.dim(*storage((True, False)), NOW) == "on 1 of 2 servers"
    assert states.dim(*storage((True, True)), NOW) == ""


def test_other_classes_have_plain_states():
    assert state(a_vdi()) == "vdi"
    assert state(a_vdi(is_a_snapshot=True)) == "vdi-snapshot"
    assert state(a_network()) == "network"
    assert state(a(VM_appliance)) == "vapp"
    assert state(a(Pool)) == "pool-connected"
    assert state(a(VBD)) == ""


def test_nothing_stands_beside_a_machine_while_nothing_matters():
    vm = a_vm(resident_on="granite", guest_metrics="guest")

    assert dim(vm, guest_metrics(ref="guest")) == ""
    assert dim(a_vm()) == ""
    assert dim(a_vm(power_state="Suspended")) == ""


def test_a_running_machine_without_tools_says_so():
    vm = a_vm(resident_on="granite")

    assert dim(vm) == warning(vm) == "no guest tools"


def test_a_machine_that_has_just_started_is_not_nagged():
    vm = a_vm(resident_on="granite", metrics="metrics")

    assert warning(vm, vm_metrics(ref="metrics", start_time="20261123T155030Z")) == ""


def test_what_goes_on_stands_before_what_is_wrong():
    vm = a_vm(resident_on="granite", current_operations={TASK: "clean_shutdown"})

    assert dim(vm) == "shutting down"
    assert warning(vm) == "no guest tools"


def test_an_operation_without_words_of_ours_is_busy():
    assert dim(a_vm(current_operations={TASK: "something_younger"})) == "busy"


def test_a_migration_tells_how_far_it_is():
    vm = a_vm(resident_on="granite", current_operations={TASK: "pool_migrate"})

    assert dim(vm, a_task(ref="task", progress=0.61)) == "61 %"
    assert dim(vm, a_task(ref="task")) == "migrating"
    assert dim(vm) == "migrating"


def test_a_crashed_machine_is_an_error():
    vm = a_vm(other_config={"last_shutdown_reason": "crashed"})

    assert warning(vm) == "crashed"
    assert states.failed(vm, pool_with(vm))


def test_a_machine_that_crashed_once_and_runs_again_is_fine():
    vm = a_vm(resident_on="granite", guest_metrics="guest", other_config={"last_shutdown_reason": "crashed"})

    assert warning(vm, guest_metrics(ref="guest")) == ""


def test_a_protected_machine_that_is_down_while_ha_is_on_is_an_error():
    vm = a_vm(ha_always_run=True)

    assert states.warning(vm, pool_with(vm, ha_enabled=True), NOW) == "not restarted by HA"
    assert states.warning(vm, pool_with(vm, ha_enabled=False), NOW) == ""


@pytest.mark.parametrize("vm", [a_template(), a_snapshot(), a_vm(is_control_domain=True, resident_on="granite")])
def test_templates_snapshots_and_control_domains_have_nothing_beside_them(vm):
    assert dim(vm) == ""


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({}, ""),
        ({"enabled": False}, "disabled"),
        ({"enabled": False, "other_config": {"MAINTENANCE_MODE": "true"}}, "maintenance"),
        ({"current_operations": {TASK: "evacuate"}}, "evacuating"),
        ({"enabled": False, "current_operations": {TASK: "reboot"}}, "rebooting"),
        ({"crashdumps": ("one",)}, "1 crash dump"),
        ({"edition": "premium", "license_params": {"expiry": "20260101T00:00:00Z"}}, "license expired"),
    ],
)
def test_a_host_says_what_keeps_it_from_its_work_or_needs_a_look(fields, text):
    assert dim(a_host(**fields)) == text


def test_a_dead_host_does_not_respond_and_is_not_nagged():
    host, metrics = a_dead_host(crashdumps=("one",))

    assert dim(host, metrics) == "not responding"
    assert warning(host, metrics) == ""


def test_a_member_that_is_behind_says_so_and_the_pool_is_mixed():
    granite = a_host(software_version={"product_version": "8.4.0"})
    basalt = a_host(name_label="basalt", software_version={"product_version": "8.2.1"})
    pool = pool_with(granite, basalt)

    assert states.dim(basalt, pool, NOW) == "older than the coordinator"
    assert states.dim(granite, pool, NOW) == ""
    assert pool.pool is not None
    assert states.dim(pool.pool, pool, NOW) == "mixed versions"


def test_the_top_of_a_connection_shows_how_the_connection_fares():
    pool, alone = pool_with(), pool_with(name="")

    assert states.connection_state(a_connection(pool)) == "pool-connected"
    assert states.connection_state(a_connection(pool, status=Status.LOST)) == "pool-disconnected"
    assert states.connection_state(a_connection(pool, status=Status.CONNECTING)) == "pool-connecting"
    assert states.connection_state(a_connection(alone, status=Status.LOST)) == "host-disconnected"
    assert states.connection_state(a_connection(status=Status.CONNECTING)) == "host-connecting"
    assert states.connection_state(a_connection(status=Status.CONNECTED)) == "host-connecting"
    assert states.connection_state(a_connection()) == "host-disconnected"


def test_a_lost_connection_tells_its_age():
    lost = a_connection(pool_with(), status=Status.LOST, heard=NOW - timedelta(minutes=4, seconds=20))

    assert states.connection_dim(lost, NOW) == "disconnected 4 min"


def test_a_connection_that_is_down_for_seconds_or_was_never_up_has_no_age():
    assert states.connection_dim(a_connection(status=Status.LOST, heard=NOW), NOW) == "disconnected"
    assert states.connection_dim(a_connection(heard=None), NOW) == "disconnected"


def test_a_connection_on_its_way_is_connecting_and_a_good_one_says_nothing():
    assert states.connection_dim(a_connection(status=Status.CONNECTING), NOW) == "connecting"
    assert states.connection_dim(a_connection(status=Status.CONNECTED), NOW) == "connecting"
    assert states.connection_dim(a_connection(pool_with()), NOW) == ""


def test_pills_are_coloured_by_what_matters():
    assert [states.tone(state) for state in ("vm-running", "vm-halted", "vm-paused", "sr-broken", "vm-busy")] == [
        "ok",
        "idle",
        "sleep",
        "error",
        "busy",
    ]


def test_things_that_are_off_are_grey():
    assert {state for state in CLOSED_LIST if states.off(state)} == {
        "vm-halted",
        "sr-detached",
        "host-dead",
        "host-connecting",
        "host-disconnected",
        "pool-connecting",
        "pool-disconnected",
    }
