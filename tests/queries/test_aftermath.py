import pytest

from tests.builders import a_host, a_vm, pool_with, ref
from xengui.model.call import Call
from xengui.queries.aftermath import aftermath

WEB = ref("web-01")


def told(method: str, *params: object, **fields: object) -> str:
    pool = pool_with(a_host(), a_host(name_label="basalt"), a_vm(name_label="web-01", **fields))
    return aftermath(Call(method, (WEB, *params)), pool)


@pytest.mark.parametrize(
    ("method", "state", "words"),
    [
        ("Async.VM.start", "Running", "Since then: web-01 runs."),
        ("VM.start", "Halted", "Since then: web-01 is shut down as before."),
        ("VM.resume_on", "Suspended", "Since then: web-01 is suspended as before."),
        ("VM.clean_shutdown", "Halted", "Since then: web-01 is shut down."),
        ("VM.hard_shutdown", "Running", "Since then: web-01 runs as before."),
        ("VM.suspend", "Suspended", "Since then: web-01 is suspended."),
        ("VM.pause", "Paused", "Since then: web-01 is paused."),
        ("VM.clean_reboot", "Running", ""),
    ],
)
def test_the_power_state_tells_whether_a_machine_did_it(method, state, words):
    assert told(method, power_state=state) == words


def test_a_machine_that_is_still_at_it_may_be_doing_what_was_asked_for():
    busy = told("VM.start", power_state="Halted", current_operations={"OpaqueRef:task": "start"})

    assert busy == "Since then: web-01 is shut down as before. Something is under way there."


def test_where_a_machine_runs_tells_whether_it_moved():
    moved = told("VM.pool_migrate", ref("basalt"), power_state="Running", resident_on="basalt")
    stayed = told("VM.pool_migrate", ref("basalt"), power_state="Running", resident_on="granite")

    assert moved == "Since then: web-01 runs on basalt."
    assert stayed == "Since then: web-01 runs on granite as before."


def test_a_field_tells_whether_it_was_written():
    assert told("VM.set_name_description", "front", name_description="front") == "Since then: it was carried out."
    assert told("VM.set_name_description", "front").startswith("Since then: it was not carried out")


def test_a_host_tells_whether_it_is_enabled():
    pool = pool_with(a_host(enabled=False))

    assert aftermath(Call("host.disable", (ref("granite"),)), pool) == "Since then: granite is disabled."
    assert aftermath(Call("host.enable", (ref("granite"),)), pool) == "Since then: granite is disabled as before."


def test_of_what_is_gone_or_leaves_no_mark_nothing_is_said():
    assert aftermath(Call("VM.start", ("OpaqueRef:gone",)), pool_with()) == ""
    assert aftermath(Call("VM.start"), pool_with()) == ""
    assert told("VM.add_tags", "red") == ""
