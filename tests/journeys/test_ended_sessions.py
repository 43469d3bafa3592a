"""A session that is ended under a person: a new one is there before it is missed."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
import XenAPI
from PySide6.QtCore import Qt

from tests.journeys.test_other_clients import as_other
from xengui.operations.jobs import Outcome

if TYPE_CHECKING:
    from tests.journeys.person import Person


async def _end_the_session(person: Person, pool) -> None:
    """Log the program out behind its back, as another client with its reference does, or the pool when it has too many
    sessions."""
    (link,) = person.program.servers
    assert link._session
    ref = link._session._ref

    def call() -> None:
        session = XenAPI.Session(pool.url, ignore_ssl=True)
        session.session.logout(ref)
        session("close")()

    await asyncio.to_thread(call)
    await person.until("it logs in anew", lambda: link._session and link._session._ref != ref)
    await person.until("the pool is there", lambda: link.connection.usable)


def _arguments(pool) -> tuple[str, ...]:
    return ("--connect", pool.connect_url(), "--trust", pool.fingerprint)


@pytest.mark.parametrize("speaks", ["json2", "xml"])
def test_a_session_that_is_ended_while_nothing_is_done_is_replaced_without_a_word(speaks, go, pretend) -> None:
    pool = pretend("demo", "--speaks", speaks)

    async def journey(person: Person) -> None:
        await person.until("the pool appears", lambda: person.node("web-01"))
        person.click("web-01")
        ref = person.ref("web-01")

        await _end_the_session(person, pool)

        await person.until("it is all there", lambda: person.state("Stone") == "pool-connected")
        assert person.selected() == ["web-01"]
        assert person.dialog() is None
        assert person.toasts() == []
        await as_other(pool, "VM.set_name_label", ref, "shop-01")
        await person.until("changes are seen again", lambda: person.node("shop-01"))
        await person.key(Qt.Key.Key_F2)
        dialog = await person.dialog_shown("renameDialog")
        person.type_into(dialog, "nameField", "web-01")
        person.press(dialog, "renameButton")
        await person.until("it can be worked with", lambda: person.node("web-01"))

    go(journey, *_arguments(pool), password=pool.password)

    ours = [call for call in pool.calls() if call["originator"] == "xengui"]
    assert [call["error"] for call in ours if call["method"] == "session.logout"] == [None, None]  # theirs and ours


def test_a_job_that_runs_while_its_session_is_ended_is_followed_to_its_end(go, pretend) -> None:
    pool = pretend("demo", "--speed", "0.5")

    async def journey(person: Person) -> None:
        await person.until("the pool appears", lambda: person.state("web-01") == "vm-running")
        person.click("web-01")
        await person.trigger("vm.shutdown")
        person.press(await person.dialog_shown("confirmDialog"), "goButton")
        await person.until("it is at work", lambda: [job.progress for job in person.jobs()] not in ([], [None]))

        await _end_the_session(person, pool)

        assert [job.outcome for job in person.jobs()] == [Outcome.RUNNING]
        await person.until("it is off", lambda: person.state("web-01") == "vm-halted")
        await person.until("its end is told", lambda: [job.outcome for job in person.jobs()] == [Outcome.DONE])
        await person.until("without a complaint", lambda: person.told_of("Shut down web-01") == "Shut down web-01")
        assert person.dialog() is None

    go(journey, *_arguments(pool), password=pool.password)

    assert "Async.VM.clean_shutdown" in [call["method"] for call in pool.calls()]


def test_a_command_that_meets_an_ended_session_is_told_and_can_be_tried_again(go, pretend) -> None:
    pool = pretend()

    async def journey(person: Person) -> None:
        await person.until("the pool appears", lambda: person.node("web-01"))
        (link,) = person.program.servers
        session = link._session
        assert session
        session._ref = "OpaqueRef:ended"  # its event watch has not heard of it yet
        person.click("desktop-gold")
        await person.trigger("vm.start")
        await person.until("it is refused", lambda: [job.outcome for job in person.jobs()] == [Outcome.FAILED])
        told = "Start desktop-gold\nThe server has ended the session; nothing was done. xengui logs in anew: try again."
        await person.until("it is told", lambda: person.told_of("Start desktop-gold") == told)
        await person.until(
            "a new one is there", lambda: link._session not in (None, session) and link.connection.usable
        )
        await person.until("the pool is there", lambda: person.state("Stone") == "pool-connected")
        person.at_the_end_of("Start desktop-gold")
        await person.until("it runs", lambda: person.state("desktop-gold") == "vm-running")

    go(journey, *_arguments(pool), password=pool.password)
