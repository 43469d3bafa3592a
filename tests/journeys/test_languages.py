"""Pools that do not speak the youngest language of the API are worked with like any other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from xengui.commands.catalogue import COMMANDS
from xengui.operations.jobs import Outcome

if TYPE_CHECKING:
    from tests.journeys.person import Person


@pytest.mark.parametrize("speaks", ["json1", "xml"])
def test_a_day_with_an_older_pool(speaks, go, pretend) -> None:
    pool = pretend("demo", "--speaks", speaks)

    async def journey(person: Person) -> None:
        await person.until("the pool appears", lambda: person.state("web-01") == "vm-running")
        assert person.parent("web-01") == "granite"
        assert person.state("erp-test") == "vm-paused"
        assert person.node("iSCSI fast")

        person.click("desktop-gold")
        await person.trigger("vm.start")
        await person.until("it runs", lambda: person.state("desktop-gold") == "vm-running")
        await person.until("its task ends", lambda: [job.outcome for job in person.jobs()] == [Outcome.DONE])

        person.click("ferry-legacy")
        slate = person.ref("slate")
        command = COMMANDS["vm.start_on"]
        await person.until("it can be chosen", person.window.actions_board["vm.start_on"].isEnabled)
        person.program.run(command, person.window._chosen(), slate)  # as from a menu that was opened before
        await person.until("it is refused", lambda: person.jobs()[-1].outcome is Outcome.FAILED)
        title = "Start ferry-legacy on slate"
        await person.until("it is told", lambda: "slate is in maintenance mode" in person.told_of(title))
        assert "OpaqueRef" not in person.told_of(title)

        person.click("web-01")
        await person.trigger("object.rename")
        dialog = await person.dialog_shown("renameDialog")
        person.type_into(dialog, "nameField", "Köln & <b>東京</b>")
        person.press(dialog, "renameButton")
        await person.until("the new name appears", lambda: person.node("Köln & <b>東京</b>"))

        person.click("Stone")
        await person.trigger("server.disconnect")
        await person.until("it is disconnected", lambda: person.state("Stone") == "pool-disconnected")

    go(journey, "--connect", pool.connect_url(), "--trust", pool.fingerprint, password=pool.password)

    assert [call["error"] for call in pool.calls() if call["method"] == "session.logout"] == [None]
