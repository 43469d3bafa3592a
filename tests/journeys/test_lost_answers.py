"""An order whose answer never came: it is not given twice, and its row tells what became of it."""

from __future__ import annotations

import httpx
import pytest

from tests.journeys.person import Person

HALTED = "build-cache"


@pytest.mark.parametrize(
    ("fault", "params", "told"),
    [
        ("drop", {"after": 0, "times": 1}, f"Since then: {HALTED} runs."),
        ("drop_request", {"times": 1}, f"Since then: {HALTED} is shut down as before."),
    ],
    ids=["the answer is lost", "the request is lost"],
)
def test_a_start_is_made_once_and_its_row_tells_what_became_of_it(go, pretend, fault, params, told):
    pool = pretend("demo", "--control", "0")
    title = f"Start {HALTED}"

    async def journey(person: Person) -> None:
        await person.until("the pool appears", lambda: person.node(HALTED))
        struck = {"fault": fault, "pool": "Stone", "method": "Async.VM.start", **params}
        async with httpx.AsyncClient(base_url=str(pool.said["control"]), trust_env=False) as control:
            (await control.post("/faults", json=struck)).raise_for_status()
        person.click(HALTED)
        await person.trigger("vm.start")

        await person.until("it failed", lambda: "may have been carried out" in person.told_of(title))
        await person.until("its row tells", lambda: told in person.told_of(title))

        starts = [call for call in pool.calls() if call["method"] == "Async.VM.start"]
        assert len(starts) == int(fault == "drop")

    go(journey, "--connect", pool.connect_url(), "--trust", pool.fingerprint, password=pool.password)
