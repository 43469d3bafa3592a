"""What the task pane sets going; what a person sees of it is in the journeys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.journeys.test_other_clients import as_other
from xengui.model.call import Call
from xengui.model.snapshot import Snapshot
from xengui.operations.jobs import Outcome
from xengui.operations.recipe import Recipe, Step
from xengui.protocol.failure import Failure
from xengui.ui import task_rows

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


def test_trying_again_without_a_connection_does_not_say_that_the_machine_is_gone(go, pretend):
    pool = pretend()

    async def journey(person: Person) -> None:
        await person.until("the pool appears", lambda: person.node("web-01"))
        key = person.program.bridge.estate[0].key
        ledger = person.program.ledger
        recipe = Recipe(title="Start web-01", steps=(STEP,))
        number = ledger.begin("Start web-01", key, person.ref("web-01"), recipe=recipe, command="vm.start")
        ledger.end(number, Outcome.FAILED, Failure("NO_HOSTS_AVAILABLE"))
        await person.program.servers.close(key)

        person.program.work.retry(ledger.jobs[number])

        assert "There is no connection to" in person.toast()

    go(journey, "--connect", pool.connect_url(), "--trust", pool.fingerprint, password=pool.password)


def test_a_machine_that_goes_while_other_servers_are_offered_is_told_as_gone(go, pretend):
    pool = pretend()

    async def journey(person: Person) -> None:
        await person.until("the pool appears", lambda: person.node("build-cache"))
        key, target = person.program.bridge.estate[0].key, person.ref("build-cache")
        ledger = person.program.ledger
        number = ledger.begin("Start build-cache", key, target, command="vm.start")
        ledger.end(number, Outcome.FAILED, Failure("NO_HOSTS_AVAILABLE"))
        menu = person.program.window._other_places(ledger.jobs[number])
        assert menu
        menu.open_for_selection()
        host = next(choice for choice in menu._entries if choice != "home")
        await as_other(pool, "VM.destroy", target)
        await person.until("it is gone", lambda: person.node("build-cache") is None)

        menu.entry(host).setEnabled(True)
        menu.entry(host).trigger()

        await person.until("it is tried", lambda: len(person.jobs()) == 2 and not person.jobs()[1].running)
        assert task_rows.failure(person.jobs()[1], Snapshot()).startswith("The virtual machine is gone.")
        assert person.toast() == ""

    go(journey, "--connect", pool.connect_url(), "--trust", pool.fingerprint, password=pool.password)


def test_what_was_done_on_a_server_that_left_the_list_cannot_be_taken_back_and_says_so(go, pretend):
    pool = pretend()

    async def journey(person: Person) -> None:
        await person.until("the pool appears", lambda: person.node("web-01"))
        person.click("web-01")
        await person.trigger("object.hide")
        await person.until("it is done", lambda: [job.undo is not None for job in person.jobs()] == [True])
        (job,) = person.jobs()
        person.program.servers.forget(job.connection)

        person.program.work.undo(job)

        assert person.toast() == f"{job.title}: its server is no longer on the list."

    go(journey, "--connect", pool.connect_url(), "--trust", pool.fingerprint, password=pool.password)
