"""A pool that writes down what it is asked, for tests of what is asked of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from xengui.model.classes import Task

TASK = "OpaqueRef:task"
WAIT = "(wait)"


class RecordingPool:
    """Answers each `Async.` call with the same task. `ends` are the records of that task as they become known, the
    last of them its end (None where it vanishes); `refuses` are exceptions by method."""

    def __init__(self, *ends: Task | None, refuses: Mapping[str, BaseException] | None = None) -> None:
        self.calls: list[tuple[Any, ...]] = []
        self._ends = ends or (Task(ref=TASK, status="success"),)
        self._refuses = refuses or {}

    async def call(self, method: str, *params: Any) -> Any:
        self._note(method, *params)
        return TASK if method.startswith("Async.") else None

    async def task_end(self, ref: str, progress: Callable[[Task], None]) -> Task | None:
        self._note(WAIT, ref)
        for task in self._ends[:-1]:
            assert task
            progress(task)
        return self._ends[-1]

    def _note(self, method: str, *params: Any) -> None:
        self.calls.append((method, *params))
        if method in self._refuses:
            raise self._refuses[method]
