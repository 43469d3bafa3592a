from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.builders import a_host, a_vm
from xengui.model.call import Call
from xengui.model.calls import CALLS
from xengui.operations import power
from xengui.operations.recipe import Recipe, is_work

WEB, GRANITE = a_vm(name_label="web"), a_host(name_label="granite")


@pytest.mark.parametrize(
    ("recipe", "title", "call"),
    [
        (power.start(WEB), "Start web", Call("VM.start", (WEB.ref, False, False))),
        (
            power.start_on(WEB, GRANITE),
            "Start web on granite",
            Call("VM.start_on", (WEB.ref, GRANITE.ref, False, False)),
        ),
        (power.shut_down(WEB), "Shut down web", Call("VM.clean_shutdown", (WEB.ref,))),
        (power.force_shut_down(WEB), "Force shut down web", Call("VM.hard_shutdown", (WEB.ref,))),
        (power.reboot(WEB), "Reboot web", Call("VM.clean_reboot", (WEB.ref,))),
        (power.force_reboot(WEB), "Force reboot web", Call("VM.hard_reboot", (WEB.ref,))),
        (power.suspend(WEB), "Suspend web", Call("VM.suspend", (WEB.ref,))),
        (power.resume(WEB), "Resume web", Call("VM.resume", (WEB.ref, False, False))),
        (
            power.resume_on(WEB, GRANITE),
            "Resume web on granite",
            Call("VM.resume_on", (WEB.ref, GRANITE.ref, False, False)),
        ),
        (power.pause(WEB), "Pause web", Call("VM.pause", (WEB.ref,))),
        (power.unpause(WEB), "Unpause web", Call("VM.unpause", (WEB.ref,))),
        (power.reset_power_state(WEB), "Reset the power state of web", Call("VM.power_state_reset", (WEB.ref,))),
    ],
)
def test_each_operation_is_one_call_of_the_pool_that_runs_as_a_task(recipe: Recipe, title: str, call: Call):
    (step,) = recipe.steps

    assert (recipe.title, step.call, step.task, recipe.applies_to) == (title, call, True, (WEB.ref,))
    assert len(call.params) == len(CALLS[call.method][0])
    assert is_work(call.method)


@pytest.mark.parametrize("operation", [power.start, power.shut_down, power.suspend, power.pause])
def test_none_pretends_that_it_can_be_undone(operation: Callable[..., Recipe]):
    assert not operation(WEB).reversible
