"""Tasks as their owners see and steer them."""

from __future__ import annotations

from xengui.sim.calling import Call, answers


@answers("task.create")
async def create(call: Call, label: str, description: str) -> str:
    return call.pool.tasks.create(label, description, call.caller, call.host)


@answers("task.destroy")
async def destroy(call: Call, task: str) -> None:
    call.pool.tasks.destroy(task)


@answers("task.cancel")
async def cancel(call: Call, task: str) -> None:
    call.pool.tasks.cancel(task)


@answers("task.set_status")
async def set_status(call: Call, task: str, status: str) -> None:
    """Steer a task of one's own; what has ended is not ended again."""
    if not call.pool.tasks.pending(task):
        return
    if status not in {"pending", "cancelling"}:
        call.pool.tasks.write(task, finished=call.pool.clock.date())
    call.pool.tasks.write(task, status=status)


@answers("task.set_progress")
async def set_progress(call: Call, task: str, progress: float) -> None:
    call.pool.tasks.write(task, progress=progress)


@answers("task.set_result")
async def set_result(call: Call, task: str, result: str) -> None:
    call.pool.tasks.write(task, result=result)


@answers("task.set_error_info")
async def set_error_info(call: Call, task: str, error_info: list[str]) -> None:
    call.pool.tasks.write(task, error_info=error_info)
