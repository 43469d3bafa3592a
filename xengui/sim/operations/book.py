"""Who is at work on what: one operation at a time where they exclude each other, the others wait."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from functools import partial
from typing import TYPE_CHECKING

from xengui.sim.calling import Call
from xengui.sim.failures import ApiError
from xengui.sim.operations import host, pool, storage, vbd, vif, vm

if TYPE_CHECKING:
    from xengui.sim.pool import Pool

PATIENCE_S = 2 * 3600.0

ALLOWED: dict[str, Callable[[Pool, str], list[str]]] = {
    "VM": vm.allowed,
    "VBD": vbd.allowed,
    "VIF": vif.allowed,
    "VDI": storage.vdi_allowed,
    "SR": storage.sr_allowed,
    "host": host.allowed,
    "pool": pool.allowed,
    "VM_appliance": pool.appliance_allowed,
}
REFUSALS: dict[str, Callable[[Pool, str, str], ApiError | None]] = {
    "VM": vm.refusal,
    "VBD": vbd.refusal,
    "VIF": vif.refusal,
    "VDI": storage.vdi_refusal,
    "SR": storage.sr_refusal,
    "host": host.refusal,
    "pool": pool.refusal,
}


class Book:
    """The pool's operations in progress, as `current_operations` shows them."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._something_ended = asyncio.Event()

    def refresh(self, class_: str, ref: str) -> None:
        """Work out `allowed_operations` again."""
        database = self._pool.database
        if database.has(class_, ref):
            try:
                operations = ALLOWED[class_](self._pool, ref)
            except ApiError:
                operations = []  # a reference of the record leads nowhere
            database.write(class_, ref, "allowed_operations", operations)

    def refresh_if_listed(self, class_: str, ref: str) -> None:
        """Work out `allowed_operations` again where the class has them."""
        if class_ == "VM":
            self.refresh_vm(ref)
        elif class_ in ALLOWED:
            self.refresh(class_, ref)

    def refresh_all(self) -> None:
        for class_ in ALLOWED:
            for ref in self._pool.database.refs(class_):
                self.refresh(class_, ref)

    def refresh_vm(self, ref: str) -> None:
        """Work out the lists of a machine and of everything whose list depends on it."""
        record = self._pool.database.find("VM", ref)
        if record is None:
            return
        self.refresh("VM", ref)
        for drive in record["VBDs"]:
            self.refresh("VBD", drive)
            self.refresh("VDI", self._pool.record("VBD", drive)["VDI"])
        for interface in record["VIFs"]:
            self.refresh("VIF", interface)
        self.refresh("VM_appliance", record["appliance"])

    def mark(self, class_: str, ref: str, task: str, operation: str) -> None:
        current = self._pool.record(class_, ref)["current_operations"]
        self._pool.database.write(class_, ref, "current_operations", current | {task: operation})

    def unmark(self, class_: str, ref: str, task: str) -> None:
        record = self._pool.database.find(class_, ref)
        if record is not None:
            left = {held: operation for held, operation in record["current_operations"].items() if held != task}
            self._pool.database.write(class_, ref, "current_operations", left)

    @asynccontextmanager
    async def taken(
        self, call: Call, class_: str, ref: str, operation: str, *, strict: bool = True
    ) -> AsyncIterator[None]:
        """Hold an operation on an object, after waiting for those it cannot run beside.

        Forced migrations of machines are not `strict`. A setter, which is no task, shows a reference of its own.
        """
        if call.work is not None:
            call.work.show_cancellable()
        holder = call.work.ref if call.work is not None else f"DummyRef:|{uuid.uuid4()}|{class_}.{operation}"
        refusal = REFUSALS[class_] if strict else partial(vm.refusal, strict=False)
        await self._turn(call, partial(refusal, self._pool, ref, operation))
        self.mark(class_, ref, holder, operation)
        self._refresh(class_, ref)
        try:
            yield
        finally:
            self.unmark(class_, ref, holder)
            self._refresh(class_, ref)
            self._something_ended.set()
            self._something_ended = asyncio.Event()

    def _refresh(self, class_: str, ref: str) -> None:
        if class_ == "VM":
            self.refresh_vm(ref)
        else:
            self.refresh(class_, ref)

    async def _turn(self, call: Call, refusal: Callable[[], ApiError | None]) -> None:
        clock = self._pool.clock
        deadline = clock.monotonic() + clock.real(PATIENCE_S)
        while (error := refusal()) is not None:
            if error.code != "OTHER_OPERATION_IN_PROGRESS":
                raise error
            if not await self.wait_for_an_end(call, deadline - clock.monotonic()):
                raise error

    async def wait_for_an_end(self, call: Call, real_seconds: float) -> bool:
        """Wait until some operation in the pool ends; false if none did in time."""
        ended = self._something_ended
        if call.work is not None:
            return await call.work.waits(ended, real_seconds)
        with suppress(TimeoutError):
            async with asyncio.timeout(real_seconds):
                await ended.wait()
        return ended.is_set()
