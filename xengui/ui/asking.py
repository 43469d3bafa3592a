"""Shows the dialog that belongs to a form, and gives the form back filled in."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, TypeVar

from PySide6.QtCore import SignalInstance
from PySide6.QtWidgets import QDialog, QWidget

from xengui.commands.desk import Attempt
from xengui.queries.labels import PoolLabel
from xengui.ui.dialogs.catalogue import DIALOGS
from xengui.ui.dialogs.form_dialog import FormDialog

_log = logging.getLogger(__name__)

F = TypeVar("F")


@dataclass(slots=True, eq=False)
class _Floor:
    """A window that questions may stand on, one at a time, as long as it stands itself."""

    window: QWidget
    stands: bool = True
    free: asyncio.Lock = field(default_factory=asyncio.Lock)


_here: ContextVar[_Floor | None] = ContextVar("_here", default=None)
"""The dialog whose attempt this task runs in, or was begun in: what an attempt sets going may outlive it."""


class Asker:
    """Asks one question at a time. One that an attempt asks stands on top of that attempt's dialog; any other waits
    until the window is free, for a dialog must not be taken away with another that it has nothing to do with.

    Dialogs are opened, never run: `exec` inside a coroutine would lose its wake-ups.
    """

    def __init__(
        self,
        window: QWidget,
        changed: SignalInstance | None = None,
        label: Callable[[str], PoolLabel | None] = lambda key: None,
    ) -> None:
        """`changed` is emitted when something in a pool is different; open questions then look again. `label` tells
        how a pool is told from others, given the key of its server; None where there is nothing to tell."""
        self._ground = _Floor(window)
        self._changed = changed
        self._label = label
        self._closed = False

    def close(self) -> None:
        """Ask nothing more: what is asked from now on has no answer."""
        self._closed = True

    async def ask(
        self,
        form: F,
        attempt: Attempt[F] | None = None,
        anew: Callable[[], F | None] | None = None,
        *,
        pool: str = "",
    ) -> F | None:
        """The form as a person filled it in, or None. While an attempt runs the dialog stays open and says so;
        closing it then cancels the attempt. What is asked about may change meanwhile, which `anew` tells. Where it is
        about one `pool`, by the key of its server, the dialog says which."""
        if (below := _here.get()) and below.stands:
            async with below.free:
                if below.stands:
                    return await self._asked(form, attempt, anew, below.window, pool)
        async with self._ground.free:
            return await self._asked(form, attempt, anew, self._ground.window, pool)

    async def _asked(
        self,
        form: F,
        attempt: Attempt[F] | None,
        anew: Callable[[], F | None] | None,
        parent: QWidget,
        pool: str,
    ) -> F | None:
        if self._closed:
            return None
        if anew and (latest := anew()) is None:  # it may have waited long for its turn
            return None
        form = latest if anew and latest is not None else form
        dialog = DIALOGS[type(form)](form, parent)
        if pool and (label := self._label(pool)):
            dialog.show_pool(label)
        loop = asyncio.get_running_loop()
        ended: asyncio.Future[bool] = loop.create_future()
        trying: set[asyncio.Task[None]] = set()

        def finished(result: int) -> None:
            if not ended.done():
                ended.set_result(result == QDialog.DialogCode.Accepted.value)

        def submitted() -> None:
            if attempt is None:
                dialog.close_as(True)
            else:
                trying.add(loop.create_task(_try(_Floor(dialog), dialog, attempt)))

        def look_again(*_: object) -> None:
            nonlocal form
            if anew is None or ended.done():
                return
            latest = anew()
            if latest is None:
                dialog.close_as(False)
            elif latest != form:
                form = latest
                dialog.renew(latest)

        dialog.finished.connect(finished)
        dialog.submitted.connect(submitted)
        if anew and self._changed is not None:
            self._changed.connect(look_again)
        dialog.open()
        try:
            accepted = await ended
        finally:
            if anew and self._changed is not None:
                self._changed.disconnect(look_again)
            for task in trying:
                task.cancel()
            dialog.hide()
            await asyncio.gather(*trying, return_exceptions=True)
            dialog.deleteLater()
        answer: Any = dialog.form
        return answer if accepted else None


async def _try(floor: _Floor, dialog: FormDialog, attempt: Attempt[Any]) -> None:
    _here.set(floor)
    try:
        problems = await attempt(dialog.form)
    except Exception:  # noqa: BLE001 (a mistake of ours: logged, and said on screen)
        _log.exception("an attempt failed in a way nobody foresaw")
        problems = {next(iter(dialog.fields), ""): "Something went wrong inside xengui; the log has the details."}
    finally:
        floor.stands = False
    dialog.tried(problems)
