import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from tests.operations.recording import TASK, RecordingPool
from xengui.model.calls import CALLS
from xengui.operations import power
from xengui.operations.tasks import Pool, Progress

WEB = "OpaqueRef:web"
Operation = Callable[[Pool, str, Progress], Awaitable[None]]


@pytest.mark.parametrize(
    ("operation", "call"),
    [
        (power.start, ("Async.VM.start", WEB, False, False)),
        (power.shut_down, ("Async.VM.clean_shutdown", WEB)),
        (power.force_shut_down, ("Async.VM.hard_shutdown", WEB)),
        (power.reboot, ("Async.VM.clean_reboot", WEB)),
        (power.force_reboot, ("Async.VM.hard_reboot", WEB)),
    ],
)
def test_each_operation_makes_its_call_and_marks_the_machine(operation: Operation, call: tuple[Any, ...]):
    pool = RecordingPool()

    asyncio.run(_awaited(operation(pool, WEB, lambda ref, task: None)))

    assert pool.calls[0] == call
    assert ("task.add_to_other_config", TASK, "applies_to", WEB) in pool.calls
    assert pool.calls[-1] == ("task.destroy", TASK)


@pytest.mark.parametrize(
    ("operation", "method"),
    [
        (power.start, "VM.start"),
        (power.shut_down, "VM.clean_shutdown"),
        (power.force_shut_down, "VM.hard_shutdown"),
        (power.reboot, "VM.clean_reboot"),
        (power.force_reboot, "VM.hard_reboot"),
    ],
)
def test_each_call_has_as_many_parameters_as_the_datamodel_wants(operation: Operation, method: str):
    pool = RecordingPool()

    asyncio.run(_awaited(operation(pool, WEB, lambda ref, task: None)))

    assert len(pool.calls[0]) - 1 == len(CALLS[method][0])


def test_progress_is_handed_through():
    heard: list[str] = []

    asyncio.run(_awaited(power.start(RecordingPool(), WEB, lambda ref, task: heard.append(ref))))

    assert heard == [TASK]


async def _awaited(work: Awaitable[None]) -> None:
    await work
