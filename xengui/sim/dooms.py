"""What a fault has in store for a task: to fail, to stand still or to be forgotten when it has come that far.

Work that is over before it got there meets its doom at its end, when everything is done and only the task
does not say so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xengui.sim.failures import ApiError
from xengui.sim.faults import Fault

if TYPE_CHECKING:
    from xengui.sim.tasks import Work

DOOMS = ("task_fails", "task_stuck", "task_lost")


class Doom:
    def __init__(self, fault: Fault) -> None:
        self._fault = fault
        self.at = float(fault.params["at"] if fault.name == "task_stuck" else fault.params["after"])

    async def strike(self, work: Work) -> None:
        """End the work with its error, or let it stand still until the server restarts; or only lose its task."""
        work.doom = None
        work.show_progress(self.at)
        match self._fault.name:
            case "task_fails":
                raise ApiError(self._fault.params["code"], *self._fault.params["params"])
            case "task_stuck":
                await work.interrupted()
            case _:
                work.lose()
