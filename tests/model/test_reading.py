"""Every call of the datamodel is judged here: what is allowed while a pool is locked, and why that is a read."""

import pytest

from tests.model.datamodel import published
from xengui.model.calls import CALLS
from xengui.model.reading import _OTHERS, reads
from xengui.model.roles import LEAST

ALLOWED = frozenset(method for method in CALLS if reads(method))
REFUSED = CALLS.keys() - ALLOWED

WITHOUT_RESULT = {
    "session.logout": "ends our own session",
    "session.local_logout": "ends our own session",
    "event.register": "says what our own session is told about",
    "event.unregister": "says what our own session is told about",
    "VM.wait_memory_target_live": "waits, and has no answer",
}
"""Calls that return nothing are made for what they do; of the allowed ones all but these assert something."""

MORE_THAN_READ_ONLY = {
    "SR.assert_can_host_ha_statefile": "a check",
    "SR.assert_supports_database_replication": "a check",
    "VBD.assert_attachable": "a check",
    "VDI.get_nbd_info": "tells where a disk could be read",
    "VDI.list_changed_blocks": "compares two disks",
    "VM.assert_can_migrate": "a check",
    "VM.query_services": "asks a driver domain what it offers",
    "VMPP.get_alerts": "a history",
    "host.assert_can_evacuate": "a check",
    "host.dmesg": "shows a log; dmesg_clear, which empties it, is refused",
    "host.get_management_interface": "looks something up",
    "host.has_extension": "looks something up",
    "pool.certificate_list": "a list",
    "pool.check_update_readiness": "a check",
    "pool.crl_list": "a list",
    "pool.ha_compute_max_host_failures_to_tolerate": "computes",
    "pool.ha_compute_vm_failover_plan": "computes",
    "pool.ha_failover_plan_exists": "computes",
    "pool.has_extension": "looks something up",
    "secret.get_all": "who may see secrets may see them while nothing is to be changed",
    "secret.get_all_records": "as above",
    "secret.get_by_uuid": "as above",
    "secret.get_record": "as above",
    "secret.get_uuid": "as above",
    "secret.get_value": "as above",
    "session.local_logout": "ends our own session",
    "session.slave_local_login_with_password": "begins our own session",
}
"""Allowed here, though the server wants more than its read-only role for it."""

THOUGH_READ_ONLY = {
    "VM.recover": "makes a machine",
    "VM_appliance.recover": "makes machines",
    "event.inject": "makes everybody look at an object again",
    "task.cancel": "stops somebody's work",
    "task.create": "makes a task",
    "task.destroy": "takes a task away",
    "task.set_error_info": "writes",
    "task.set_progress": "writes",
    "task.set_result": "writes",
    "task.set_status": "writes",
}
"""Refused here, though the server's read-only role may do it, and the setters of a task's and a session's own keys."""


CHANGING = frozenset(
    (
        *("set", "add", "remove", "create", "destroy", "introduce", "forget", "plug", "unplug", "start", "stop"),
        *("enable", "disable", "call", "apply", "import", "copy", "clone", "snapshot", "inject", "probe", "test"),
        *("send", "make", "change", "reset", "update", "sync", "migrate", "record", "archive", "install", "uninstall"),
        *("precheck", "recover", "revert", "cancel", "resize", "eject", "insert", "upload", "emergency"),
    )
)
"""How calls begin that change something."""


def test_every_call_of_the_datamodel_is_judged_and_most_are_refused_or_plain_reads():
    assert len(CALLS) > 1_800
    assert len(ALLOWED) + len(REFUSED) == len(CALLS)
    assert len(REFUSED) > 650


def test_what_is_allowed_returns_something_or_asserts_but_for_the_named_ones():
    silent = {method for method in ALLOWED if CALLS[method][1] == "void" and ".assert_" not in method}

    assert silent == WITHOUT_RESULT.keys()


def test_what_asserts_returns_nothing_that_could_have_been_made():
    assert {CALLS[method][1] for method in ALLOWED if ".assert_" in method} == {"void"}


def test_nothing_allowed_is_called_as_something_that_changes_is():
    words = {method.partition(".")[2].split("_")[0] for method in ALLOWED}

    assert words & CHANGING == set()


@pytest.mark.parametrize("verb", ["set_", "add_", "remove_", "create", "destroy", "call_"])
def test_what_writes_is_refused_in_every_class(verb: str):
    writing = {method for method in CALLS if method.partition(".")[2].startswith(verb)}

    assert writing
    assert writing <= REFUSED


def test_no_call_is_allowed_as_a_task():
    assert [method for method in CALLS if reads(f"Async.{method}")] == []


def test_a_call_that_nobody_published_is_refused_however_it_is_called():
    assert not reads("VM.get_and_forget")
    assert not reads("orchard.get_all")
    assert not reads("get_all")
    assert not reads("")
    assert not reads("VM.get_record\n")


def test_every_call_that_is_named_is_in_the_datamodel_and_not_covered_by_a_rule_already():
    assert CALLS.keys() >= _OTHERS
    assert [method for method in _OTHERS if method.partition(".")[2].startswith(("get_", "assert_"))] == []


def test_where_the_list_allows_more_than_the_read_only_role_the_reason_is_known():
    more = {method for methods in LEAST.values() for method in methods}

    assert ALLOWED & more == MORE_THAN_READ_ONLY.keys() & more
    assert MORE_THAN_READ_ONLY.keys() - more <= {"session.local_logout", "session.slave_local_login_with_password"}


def test_where_the_list_allows_less_than_the_read_only_role_the_reason_is_known():
    told = {f"{c['name']}.{m['name']}" for c in published() for m in c["messages"] if "read-only" in m["roles"]}

    less = {method for method in told & REFUSED if method.partition(".")[2].split("_")[0] not in {"add", "remove"}}

    assert less == THOUGH_READ_ONLY.keys()


def test_what_reads_a_field_is_allowed_in_every_class_and_what_writes_one_is_not():
    for cls in published():
        for message in cls["messages"]:
            method, name = f"{cls['name']}.{message['name']}", message["name"]
            if message["implicit"] and name.startswith("get_"):
                assert reads(method), method
            elif message["implicit"]:
                assert not reads(method), method
