"""What a pool refuses to a person: the words on screen, and what can be done next."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.journeys.between import relaying
from xengui.operations.jobs import Outcome

if TYPE_CHECKING:
    from tests.journeys.person import Person

TITLE = "Start desktop-gold"

REFUSALS = [
    (
        ("LICENCE_RESTRICTION", "Dynamic_memory_control"),
        "The license of the pool does not include this: Dynamic_memory_control. "
        "It needs another edition of the server software or another license.",
    ),
    (
        ("RBAC_PERMISSION_DENIED", "vm.start", "No permission in user session"),
        "Your role does not allow VM.start. It takes the role VM Operator or a higher one. "
        "Log in as a user who has it, or ask for it.",
    ),
]


@pytest.mark.parametrize("where", ["at_once", "in_the_task"])
@pytest.mark.parametrize(("said", "words"), REFUSALS)
def test_what_the_license_or_the_role_does_not_allow_is_told_and_tried_again(go, pretend, where, said, words) -> None:
    pool = pretend("demo", "--plain")

    async def journey(person: Person) -> None:
        async with relaying(pool) as (between, served):
            person.program.start(person.program.connect(served.address, "root", pool.password))
            await person.until("the pool appears", lambda: person.node("desktop-gold"))
            getattr(between, where)["Async.VM.start"] = said
            person.click("desktop-gold")
            await person.trigger("vm.start")
            await person.until("it is refused", lambda: [job.outcome for job in person.jobs()] == [Outcome.FAILED])
            await person.until(
                "it is told", lambda: person.told_of(TITLE) == f"{TITLE}\n{words}" or print(person.told_of(TITLE))
            )
            assert person.state("desktop-gold") == "vm-halted"
            assert person.state("Stone") == "pool-connected"  # the connection has nothing to do with it

            getattr(between, where).clear()  # the license was bought, the role given
            person.at_the_end_of(TITLE)
            await person.until("it runs", lambda: person.state("desktop-gold") == "vm-running")
            await person.leave_servers()

    go(journey)


def test_a_command_that_meets_a_new_coordinator_is_told_and_tried_again_there(go, pretend) -> None:
    pool = pretend("demo", "--plain")

    async def journey(person: Person) -> None:
        async with (
            relaying(pool) as (old, served),
            relaying(pool, host="127.0.0.2", port=served.address.port) as (_, heir),
        ):
            person.program.start(person.program.connect(served.address, "root", pool.password))
            await person.until("the pool appears", lambda: person.node("desktop-gold"))
            person.click("desktop-gold")
            old.coordinator = "127.0.0.2"
            await person.trigger("vm.start")
            await person.until("it is refused", lambda: [job.outcome for job in person.jobs()] == [Outcome.FAILED])
            words = (
                "This server is a member of a pool; its coordinator is 127.0.0.2. xengui turns to 127.0.0.2: try again."
            )
            await person.until(
                "it is told", lambda: person.told_of(TITLE) == f"{TITLE}\n{words}" or print(person.told_of(TITLE))
            )
            await person.until("it has turned there", lambda: "event.from" in [one.method for one in heir.requests])
            await person.until("the pool is there", lambda: person.state("Stone") == "pool-connected")
            assert person.selected() == ["desktop-gold"]
            assert person.dialog() is None
            await person.until("it is usable", person.window.actions_board["vm.start"].isEnabled)
            person.at_the_end_of(TITLE)
            await person.until("it runs", lambda: person.state("desktop-gold") == "vm-running")
            assert "Async.VM.start" in [one.method for one in heir.requests]
            await person.leave_servers()

    go(journey)
