"""Turning virtual machines on and off; the calls are those of XenCenter's actions."""

from __future__ import annotations

from xengui.operations.tasks import Pool, Progress, run


async def start(pool: Pool, vm: str, progress: Progress) -> None:
    """Boot a halted machine on a host of the pool's choice."""
    await run(pool, "VM.start", vm, False, False, applies_to=[vm], progress=progress)


async def shut_down(pool: Pool, vm: str, progress: Progress) -> None:
    """Ask the guest to stop. The pool waits up to twenty minutes for it (`VM_SHUTDOWN_TIMEOUT`)."""
    await run(pool, "VM.clean_shutdown", vm, applies_to=[vm], progress=progress)


async def force_shut_down(pool: Pool, vm: str, progress: Progress) -> None:
    """Cut the power. A suspended machine loses its memory image."""
    await run(pool, "VM.hard_shutdown", vm, applies_to=[vm], progress=progress)


async def reboot(pool: Pool, vm: str, progress: Progress) -> None:
    """Ask the guest to restart; the machine stays Running all the while."""
    await run(pool, "VM.clean_reboot", vm, applies_to=[vm], progress=progress)


async def force_reboot(pool: Pool, vm: str, progress: Progress) -> None:
    """Press the reset button."""
    await run(pool, "VM.hard_reboot", vm, applies_to=[vm], progress=progress)
