"""Shows the dialog that belongs to a form, and gives the form back filled in."""

from __future__ import annotations

import asyncio
import logging
from typing import Any, TypeVar

from PySide6.QtWidgets import QApplication, QDialog, QWidget

from xengui.commands.desk import Attempt
from xengui.ui.dialogs.catalogue import DIALOGS
from xengui.ui.dialogs.form_dialog import FormDialog

_log = logging.getLogger(__name__)

F = TypeVar("F")


class Asker:
    """Asks one question at a time on top of whatever is open. Dialogs are opened, never run: `exec` inside a
    coroutine would lose its wake-ups."""

    def __init__(self, window: QWidget) -> None:
        self._window = window

    async def ask(self, form: F, attempt: Attempt[F] | None = None) -> F | None:
        """The form as a person filled it in, or None. While an attempt runs the dialog stays open and says so;
        closing it then cancels the attempt."""
        dialog = DIALOGS[type(form)](form, self._parent())
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
                trying.add(loop.create_task(_try(dialog, attempt)))

        dialog.finished.connect(finished)
        dialog.submitted.connect(submitted)
        dialog.open()
        try:
            accepted = await ended
        finally:
            for task in trying:
                task.cancel()
            dialog.hide()
            dialog.deleteLater()
        await asyncio.gather(*trying, return_exceptions=True)
        answer: Any = dialog.form
        return answer if accepted else None

    def _parent(self) -> QWidget:
        """The dialog on top, so that a question about a question stands above it."""
        top = QApplication.activeModalWidget()
        return top if isinstance(top, QDialog) else self._window


async def _try(dialog: FormDialog, attempt: Attempt[Any]) -> None:
    try:
        problems = await attempt(dialog.form)
    except Exception:  # noqa: BLE001 (a mistake of ours: logged, and said on screen)
        _log.exception("an attempt failed in a way nobody foresaw")
        problems = {next(iter(dialog.fields), ""): "Something went wrong inside xengui; the log has the details."}
    dialog.tried(problems)
