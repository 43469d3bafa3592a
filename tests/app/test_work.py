"""What the task pane sets going; what a person sees of it is in the journeys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xengui.model.call import Call
from xengui.operations.jobs import Outcome
from xengui.operations.recipe import Recipe, Step

if TYPE_CHECKING:
    from tests.journeys.person import Person

STEP = Step(words="Reset web", call=Call("VM.power_state_reset", ("OpaqueRef:web",)), task=True)

LOGIN = "session.login_with_password"


def test_a_task_that_is_over_when_its_job_is_cancelled_does_not_set_the_job_going_again(go, pretend):
    pool = pretend()

    async def journey(person: Person) -> None:
        await person.until("the pool appears", lambda: person.node("web-01"))
        key = person.program.bridge.estate[0].key
        ledger = person.program.ledger
        recipe = Recipe(title="Reset two", steps=(STEP, STEP))
        number = ledger.begin("Reset two", key, recipe=recipe, task="OpaqueRef:over", cancellable=True)

        person.program.work.cancel(ledger.jobs[number])
        await person.until("it is refused", lambda: "task.cancel" in [call["method"] for call in pool.calls()])
        await person.until("that is heard", lambda: not person.program._running)

        assert ledger.jobs[number].stopping
        assert person.toast() == ""
        ledger.end(number, Outcome.CANCELLED)

    go(journey, "--connect", pool.connect_url(), "--trust", pool.fingerprint, password=pool.password)


def test_a_job_that_ended_while_its_menu_was_open_is_not_cancelled(go, pretend):
    pool = pretend()

    async def journey(person: Person) -> None:
        await person.until("the pool appears", lambda: person.node("web-01"))
        key = person.program.bridge.estate[0].key
        ledger = person.program.ledger
        shown = ledger.jobs[ledger.begin("Start web", key, task="OpaqueRef:over", cancellable=True)]
        ledger.end(shown.number, Outcome.DONE)

        person.program.work.cancel(shown)
        await person.until("all is quiet", lambda: not person.program._running)

        assert person.toast() == ""

    go(journey, "--connect", pool.connect_url(), "--trust", pool.fingerprint, password=pool.password)
