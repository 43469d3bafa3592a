"""Keeps the tree up to date without holding up the window: long descriptions are made in a worker thread."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from functools import partial

from xengui.model.estate import Estate
from xengui.queries.tree import Node
from xengui.queries.visibility import Toggles
from xengui.ui.bridge import Changes
from xengui.ui.clock import now
from xengui.ui.outline import Outline

LONG = 1_000
"""From this number of machines and disks to look at, a description takes more than a frame."""

_log = logging.getLogger(__name__)

Wanted = Callable[[], tuple[Estate, Toggles, str]]


class Redraw:
    """One description at a time; what changes meanwhile is in the next one.

    `wanted` tells what the tree is to show at this moment, `show` gets the nodes and the filter's text.
    """

    def __init__(self, wanted: Wanted, show: Callable[[Sequence[Node], str], None]) -> None:
        self._outline = Outline()
        self._wanted = wanted
        self._show = show
        self._heard: list[Changes] = []
        self._under_way: asyncio.Task[None] | None = None
        self._again = False
        self._stopped = False

    def ask(self, changes: Changes | None = None) -> None:
        """Have the tree shown as it is now, at once or as soon as it is described."""
        if changes:
            self._heard.append(changes)
        if self._stopped:
            return
        if self._under_way:
            self._again = True
            return
        estate, toggles, text = self._wanted()
        heard, self._heard = self._heard, []
        for one in heard:
            self._outline.hear(one)
        at = now()
        describe = partial(self._outline.nodes, estate, toggles, text, at)
        if self._outline.work(estate, toggles, at) < LONG or (loop := _running_loop()) is None:
            self._show(describe(), text)
        else:
            self._under_way = loop.create_task(self._describe(describe, text))

    def stop(self) -> None:
        """Show nothing more: the window is gone."""
        self._stopped = True

    async def _describe(self, describe: Callable[[], Sequence[Node]], text: str) -> None:
        try:
            nodes = await asyncio.to_thread(describe)
            if not self._stopped:
                self._show(nodes, text)
        except Exception:  # noqa: BLE001 (a mistake of ours: logged, and the next description may go well)
            _log.exception("the tree could not be described")
        finally:
            self._under_way = None
            if self._again:
                self._again = False
                self.ask()


def _running_loop() -> asyncio.AbstractEventLoop | None:
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        return None
