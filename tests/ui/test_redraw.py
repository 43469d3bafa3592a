"""The tree is described at once, or in a worker thread when that takes long; the last word is always shown."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

import pytest

from tests.builders import a_connection, a_vm, pool_with
from xengui.model.classes import VM
from xengui.model.estate import Connection, Estate
from xengui.queries.tree import Node
from xengui.queries.visibility import Toggles
from xengui.ui import redraw
from xengui.ui.bridge import Changed
from xengui.ui.outline import Outline
from xengui.ui.redraw import Redraw


class Wall:
    """What would be on screen, and which thread put it there."""

    def __init__(self, *names: str) -> None:
        self.estate: Estate = ()
        self.shown: list[list[str]] = []
        self.threads: set[threading.Thread] = set()
        self.text = ""
        self.hold(*names)
        self.redraw = Redraw(lambda: (self.estate, Toggles(), self.text), self.show)

    def hold(self, *names: str) -> None:
        self.estate = (a_connection(pool_with(*(a_vm(name_label=name) for name in names)), key="stone"),)

    def show(self, nodes: Sequence[Node], _text: str) -> None:
        self.threads.add(threading.current_thread())
        self.shown.append([child.text for node in nodes for child in node.children if child.cls == "VM"])


def test_a_short_description_is_shown_at_once() -> None:
    wall = Wall("web")

    wall.redraw.ask({"stone": Changed({Connection})})

    assert wall.shown == [["web"]]


def test_a_long_one_is_made_elsewhere_and_shown_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(redraw, "LONG", 1)
    makers: list[threading.Thread] = []
    described = Outline.nodes

    def noted(outline: Outline, estate: Estate, toggles: Toggles, text: str, at: datetime) -> tuple[Node, ...]:
        makers.append(threading.current_thread())
        return described(outline, estate, toggles, text, at)

    monkeypatch.setattr(Outline, "nodes", noted)

    async def visit() -> Wall:
        wall = Wall("web")
        wall.redraw.ask({"stone": Changed({Connection})})
        assert wall.shown == []
        await _until(wall, 1)
        return wall

    wall = asyncio.run(visit())

    assert wall.shown == [["web"]]
    assert wall.threads == {threading.main_thread()}
    assert threading.main_thread() not in makers


def test_what_changes_while_one_is_made_is_in_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(redraw, "LONG", 1)

    async def visit() -> Wall:
        wall = Wall("web")
        wall.redraw.ask({"stone": Changed({Connection})})
        wall.hold("web", "db")
        wall.redraw.ask({"stone": Changed({VM})})
        wall.redraw.ask({"stone": Changed({VM})})
        await _until(wall, 2)
        return wall

    assert asyncio.run(visit()).shown == [["web"], ["db", "web"]]


def test_nothing_is_shown_after_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(redraw, "LONG", 1)

    async def visit() -> Wall:
        wall = Wall("web")
        wall.redraw.ask({"stone": Changed({Connection})})
        wall.redraw.stop()
        under_way = wall.redraw._under_way
        assert under_way
        await under_way
        wall.redraw.ask({"stone": Changed({VM})})
        return wall

    assert asyncio.run(visit()).shown == []


def test_a_description_that_fails_is_logged_and_the_next_one_is_made(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(redraw, "LONG", 1)

    async def visit() -> Wall:
        wall = Wall("web")
        good = wall.estate
        wall.estate = (replace(good[0], snapshot=None),)  # type: ignore[arg-type]
        monkeypatch.setattr(Outline, "work", lambda *_: 5)
        wall.redraw.ask({"stone": Changed({Connection})})
        wall.estate = good
        wall.redraw.ask({"stone": Changed({Connection})})
        await _until(wall, 1)
        return wall

    assert asyncio.run(visit()).shown == [["web"]]
    assert "could not be described" in caplog.text


async def _until(wall: Wall, times: int) -> None:
    async with asyncio.timeout(10):
        while len(wall.shown) < times:  # noqa: ASYNC110 (the wall is looked at, as a person would)
            await asyncio.sleep(0.005)
