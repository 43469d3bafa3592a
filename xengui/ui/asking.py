"""Shows the dialog that belongs to a form, and gives the form back filled in."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from PySide6.QtWidgets import QApplication, QDialog, QWidget

from xengui.ui.dialogs.catalogue import DIALOGS

F = TypeVar("F")


class Asker:
    """Asks one question at a time on top of whatever is open. Dialogs are opened, never run: `exec` inside a
    coroutine would lose its wake-ups."""

    def __init__(self, window: QWidget) -> None:
        self._window = window

    async def ask(self, form: F, attempt: Callable[[F], Awaitable[str]] | None = None) -> F | None:
        """The form as a person filled it in, or None. While an attempt runs the dialog stays open and says so;
        closing it then cancels the attempt."""
        dialog = DIALOGS[type(form)](form, self._parent())
        ended: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        trying: list[asyncio.Task[None]] = []

        def finished(result: int) -> None:
            if not ended.done():
                ended.set_result(result == QDialog.DialogCode.Accepted.value)

        async def try_it() -> None:
            assert attempt
            problem = await attempt(dialog.form)
            dialog.tried(problem)

        def submitted() -> None:
            if attempt is None:
                dialog.accept()
            else:
                trying[:] = [asyncio.get_running_loop().create_task(try_it())]

        dialog.finished.connect(finished)
        dialog.submitted.connect(submitted)
        dialog.open()
        try:
            accepted = await ended
        finally:
            for task in trying:
                if not task.done():
                    task.cancel()
            dialog.hide()
            dialog.deleteLater()
        for task in trying:
            await asyncio.gather(task, return_exceptions=True)
        answer: Any = dialog.form
        return answer if accepted else None

    def _parent(self) -> QWidget:
        """The dialog on top, so that a question about a question stands above it."""
        top = QApplication.activeModalWidget()
        return top if isinstance(top, QDialog) else self._window
