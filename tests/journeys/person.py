"""What a person can do at the window and see there."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Callable

import shiboken6
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QDialog, QLabel, QLineEdit, QMenu, QPushButton, QWidget

from xengui.app.arguments import PASSWORD_VARIABLE, Arguments
from xengui.app.program import Program
from xengui.operations.jobs import Job
from xengui.queries.tree import Node
from xengui.ui.task_rows import ACT, TITLE
from xengui.ui.widgets.toast import Toast

PATIENCE_S = 15.0


class Person:
    """Looks at widgets and at nothing behind them, and acts with mouse and keyboard."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.window = program.window
        self.tree = program.window.tree

    async def begin(self, arguments: Arguments) -> None:
        """Start as the command line says."""
        self.program.open()
        if arguments.demo:
            self.program.start(self.program.servers.open_pretend_pool(arguments.world))
        for user, address in arguments.connect:
            self.program.start(self.program.connect(address, user, os.environ.get(PASSWORD_VARIABLE, "")))
        await asyncio.sleep(0)

    async def leave(self) -> None:
        """End the program, whatever still runs, and wait until it has gone."""
        self.program.leave()
        await asyncio.wait_for(self.program.until_closed(), PATIENCE_S)
        shiboken6.delete(self.window)

    async def leave_servers(self) -> None:
        """Log out everywhere, while the servers of a test are still there."""
        await self.program.servers.leave()

    async def until(self, what: str, there: Callable[[], object]) -> None:
        """Wait until something is so, and fail with its description if it does not come about."""
        deadline = time.monotonic() + PATIENCE_S
        while not there():
            if time.monotonic() > deadline:
                raise AssertionError(f"{what}: it did not happen.\n{self.told()}")
            await asyncio.sleep(0.01)

    def told(self) -> str:
        """What is on screen, for a failed wait."""
        dialog = self.dialog()
        says = " | ".join(self.words_in(dialog)) if dialog else "none"
        jobs = [(job.title, str(job.outcome), str(job.fault)) for job in self.jobs()]
        estate = [(c.key, str(c.status), c.problem, len(c.snapshot.vms)) for c in self.program.bridge.estate]
        return f"dialog: {says}\njobs: {jobs}\nconnections: {estate}\ntoast: {self.toast()}\ntree:\n{self.drawn()}"

    def dialog(self, name: str = "") -> QDialog | None:
        """The dialog on top, if it is the one of that name."""
        top = QApplication.activeModalWidget()
        return top if isinstance(top, QDialog) and name in ("", top.objectName()) else None

    async def dialog_shown(self, name: str) -> QDialog:
        await self.until(f"{name} opens", lambda: self.dialog(name))
        found = self.dialog(name)
        assert found
        return found

    def words_in(self, widget: QWidget) -> list[str]:
        return [label.text() for label in widget.findChildren(QLabel) if label.isVisible() and label.text()]

    def type_into(self, dialog: QDialog, field: str, text: str) -> None:
        edit = dialog.findChild(QLineEdit, field)
        assert edit, f"there is no field {field}"
        edit.selectAll()
        if text.isascii():
            QTest.keyClicks(edit, text)
        else:
            edit.insert(text)  # as an input method does; QTest knows no keys for it and aborts

    def button(self, dialog: QDialog, name: str) -> QPushButton:
        found = dialog.findChild(QPushButton, name)
        assert found, f"there is no button {name}"
        return found

    def click_on_row(self, row: int, column: int) -> None:
        """Click into a row of the task pane."""
        view = self.window.task_pane.view
        place = view.visualRect(self.window.task_pane.rows.index(row, column))
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place.center())

    def press(self, dialog: QDialog, button: str) -> None:
        found = self.button(dialog, button)
        assert found.isEnabled(), f"{button} is off: {found.toolTip()}"
        QTest.mouseClick(found, Qt.MouseButton.LeftButton)

    def check(self, dialog: QDialog, name: str) -> None:
        """Tick a box."""
        box = dialog.findChild(QCheckBox, name)
        assert box, f"there is no box {name}"
        QTest.mouseClick(box, Qt.MouseButton.LeftButton, pos=QPoint(8, box.height() // 2))

    def cancel(self, dialog: QDialog) -> None:
        QTest.keyClick(dialog, Qt.Key.Key_Escape)

    def node(self, text: str) -> Node | None:
        """The first row of the tree with this text."""
        return next((node for node in self._nodes() if node.text == text), None)

    def ref(self, text: str) -> str:
        found = self.node(text)
        assert found, f"{text} is not in the tree"
        return found.ref

    def state(self, text: str) -> str:
        found = self.node(text)
        return found.state if found else "absent"

    def parent(self, text: str) -> str:
        """The text of the row above a row in the tree; "" at the top."""
        found = self.node(text)
        assert found, f"{text} is not in the tree"
        above = self.tree.rows.node(self.tree.rows.index_of(found.key).parent())
        return above.text if above else ""

    def click(self, text: str, *, add: bool = False) -> None:
        """Click on a row; with `add` while Ctrl is held."""
        self._mouse(text, QTest.mouseClick, add=add)

    def double_click(self, text: str) -> None:
        self._mouse(text, QTest.mouseClick, add=False)
        self._mouse(text, QTest.mouseDClick, add=False)

    async def key(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press a key in the tree; the window comes to the front first, as a window manager sees to."""
        self.window.activateWindow()
        await self.until("the window is in front", self.window.isActiveWindow)
        QTest.keyClick(self.tree, key, modifier)

    async def trigger(self, command: str) -> None:
        """Choose a command in a menu, as soon as it is not greyed."""
        action = self.window.actions_board[command]
        await self.until(f"{command} can be chosen ({action.toolTip()})", action.isEnabled)
        action.trigger()

    def tip(self, command: str) -> str:
        return self.window.actions_board[command].toolTip()

    def jobs(self) -> list[Job]:
        return list(self.program.ledger.jobs.values())

    def toasts(self) -> list[str]:
        """What is said in toasts at this moment, the newest last."""
        return [toast.accessibleName() for toast in self.window.findChildren(Toast) if toast.isVisible()]

    def toast(self) -> str:
        found = self.toasts()
        return found[-1] if found else ""

    def told_of(self, title: str) -> str:
        """What the task pane says about the newest job of this title; "" when it has no row."""
        rows = self.window.task_pane.rows
        told = (str(rows.index(row, TITLE).data(Qt.ItemDataRole.ToolTipRole)) for row in range(rows.rowCount()))
        return next((words for words in told if words.partition("\n")[0] == title), "")

    def rows(self) -> list[str]:
        """The titles of the task pane, from its top."""
        rows = self.window.task_pane.rows
        return [str(rows.index(row, TITLE).data()) for row in range(rows.rowCount())]

    def row_of(self, title: str) -> int:
        assert title in self.rows(), f"{title} has no row: {self.rows()}"
        return self.rows().index(title)

    def at_the_end_of(self, title: str) -> None:
        """Click on what a row of the task pane offers at its end."""
        view = self.window.task_pane.view
        place = view.visualRect(self.window.task_pane.rows.index(self.row_of(title), ACT))
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place.center())

    def choose_of(self, title: str, entry: str) -> None:
        """Choose in the menu of a row of the task pane, as opened with the right button."""
        pane = self.window.task_pane
        place = pane.view.visualRect(pane.rows.index(self.row_of(title), TITLE))
        pane.view.customContextMenuRequested.emit(place.center())
        menu = next(menu for menu in pane.findChildren(QMenu, "taskMenu") if menu.isVisible())
        chosen = [action for action in menu.actions() if action.text() == entry]
        assert chosen, f"{entry} is not among {[action.text() for action in menu.actions()]}"
        menu.close()
        chosen[0].trigger()

    def warning(self, text: str) -> str:
        """What a row of the tree warns of."""
        found = self.node(text)
        return found.warning if found else ""

    def selected(self) -> list[str]:
        return [node.text for node in self.tree.selection]

    def drawn(self) -> str:
        """The tree as indented text: what a person sees who opens every branch."""
        lines: list[str] = []
        self._draw(self.tree.rows.index(-1, 0), 0, lines)
        return "\n".join(lines)

    def _draw(self, index: object, depth: int, lines: list[str]) -> None:
        rows = self.tree.rows
        for row in range(rows.rowCount(index)):  # type: ignore[arg-type]
            child = rows.index(row, 0, index)  # type: ignore[arg-type]
            lines.append("  " * depth + str(child.data()))
            self._draw(child, depth + 1, lines)

    def _nodes(self) -> list[Node]:
        found: list[Node] = []
        rows = self.tree.rows
        pending = [rows.index(row, 0) for row in range(rows.rowCount())]
        while pending:
            index = pending.pop(0)
            node = rows.node(index)
            assert node
            found.append(node)
            pending[:0] = [rows.index(row, 0, index) for row in range(rows.rowCount(index))]
        return found

    def _mouse(self, text: str, act: Callable[..., None], *, add: bool) -> None:
        found = self.node(text)
        assert found, f"{text} is not in the tree:\n{self.drawn()}"
        index = self.tree.rows.index_of(found.key)
        self.tree.scrollTo(index)
        place = self.tree.visualRect(index)
        modifier = Qt.KeyboardModifier.ControlModifier if add else Qt.KeyboardModifier.NoModifier
        at = QPoint(place.left() + 40, place.center().y())
        act(self.tree.viewport(), Qt.MouseButton.LeftButton, modifier, at)
