"""Plays a tour of the demo by itself and saves a picture at every stop."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QPoint
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication, QDialog, QMenu, QPushButton, QWidget

from xengui.app.program import Program
from xengui.model.classes import VM, Host, Pool
from xengui.model.estate import Connection
from xengui.operations.jobs import Outcome
from xengui.ui import theme

PATIENCE_S = 30.0
SPEED = "4"
_LOOK_S = 0.02


class TourStuck(Exception):
    """A stop of the tour did not come about; the message says which."""


class Guide:
    """Leads through the program as a person would go, and takes the pictures."""

    def __init__(self, program: Program, folder: Path) -> None:
        self.program = program
        self.window = program.window
        self.folder = folder
        self.saved: list[Path] = []

    async def until(self, what: str, there: Callable[[], object]) -> None:
        """Wait until something is so."""
        deadline = time.monotonic() + PATIENCE_S
        while not there():
            if time.monotonic() > deadline:
                raise TourStuck(f"{what} did not happen within {PATIENCE_S:.0f} s")
            await asyncio.sleep(_LOOK_S)

    async def picture(self, name: str) -> None:
        """Save what is on screen: the window with the dialogs and menus above it."""
        await asyncio.sleep(0.2)  # layouts and repaints that are queued come first
        path = self.folder / f"{len(self.saved) + 1:02}-{name}.png"
        composed(self.window).save(str(path))
        self.saved.append(path)

    def vm(self, name: str) -> tuple[Connection, VM]:
        return next(
            (connection, vm)
            for connection in self.program.bridge.estate
            for vm in connection.snapshot.vms.values()
            if vm.name_label == name
        )

    def select_vm(self, name: str) -> None:
        connection, vm = self.vm(name)
        self.window.tree.select((connection.key, "VM", vm.ref))

    def outcomes(self) -> set[Outcome]:
        return {job.outcome for job in self.program.ledger.jobs.values()}

    async def trigger(self, command: str) -> None:
        """Run a command as soon as it can run on what is selected."""
        action = self.window.actions_board[command]
        await self.until(f"{command} being possible", action.isEnabled)
        action.trigger()

    def select_vms(self, *names: str) -> None:
        rows, chosen = self.window.tree.rows, QItemSelection()
        for connection, vm in map(self.vm, names):
            index = rows.index_of((connection.key, "VM", vm.ref))
            chosen.select(index, index)
        self.window.tree.selectionModel().select(chosen, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    async def dismiss(self) -> None:
        """Close the dialog on top without an answer."""
        if dialog := self.dialog():
            dialog.reject()
        await self.until("the end of the dialog", lambda: self.dialog() is None)

    def press(self, button: str) -> None:
        """Press a button of the dialog on top."""
        dialog = self.dialog()
        found = dialog.findChild(QPushButton, button) if dialog else None
        if found is None:
            raise TourStuck(f"there is no button {button}")
        found.click()

    def dialog(self) -> QDialog | None:
        top = QApplication.activeModalWidget()
        return top if isinstance(top, QDialog) else None


def composed(window: QWidget) -> QImage:
    """The window with everything that stands above it, as a person sees it."""
    image = window.grab().toImage()
    ratio = image.devicePixelRatio()
    painter = QPainter(image)
    above = [w for w in QApplication.topLevelWidgets() if w is not window and w.isVisible() and _stands_above(w)]
    for widget in above:
        at = widget.mapToGlobal(QPoint(0, 0)) - window.mapToGlobal(QPoint(0, 0))
        painter.drawPixmap(at, widget.grab())
    painter.end()
    image.setDevicePixelRatio(ratio)
    return image


def _stands_above(widget: QWidget) -> bool:
    return isinstance(widget, QDialog | QMenu)


async def play(program: Program, folder: Path, world: str) -> int:
    """Go through the demo, save the pictures in a folder, close the program; the exit status."""
    try:
        folder.mkdir(parents=True, exist_ok=True)  # noqa: ASYNC240 (one folder, before anything runs)
    except OSError as fault:
        print(f"xengui: pictures cannot be saved in {folder}: {fault.strerror}", file=sys.stderr)
        program.leave()
        await program.until_closed()
        return 2
    guide = Guide(program, folder)
    try:
        for stop in _STOPS:
            await stop(guide, world)
    except TourStuck as stuck:
        print(f"xengui: the tour stopped: {stuck}", file=sys.stderr)
        return 2
    finally:
        program.leave()
        await program.until_closed()
    print(f"{len(guide.saved)} pictures are in {folder.resolve()}")  # noqa: ASYNC240
    return 0


async def _start_page(guide: Guide, world: str) -> None:
    theme.choose(guide.program.app, theme.Appearance.LIGHT)
    await guide.picture("start-page")


async def _main_window(guide: Guide, world: str) -> None:
    if problem := await guide.program.servers.open_pretend_pool(world, "--speed", SPEED):
        raise TourStuck(problem)
    await guide.until("a connection", lambda: any(c.usable for c in guide.program.bridge.estate))
    await guide.until("the tree", lambda: guide.window.tree.rows.size > 10)
    connection = next(c for c in guide.program.bridge.estate if c.usable)
    pool = connection.snapshot.of(Pool)
    if world == "demo":
        guide.select_vm("web-01")
    else:
        guide.window.tree.select((connection.key, "pool", next(iter(pool))))
    await guide.picture("virtual-machine")


async def _pool_and_host(guide: Guide, world: str) -> None:
    for connection in guide.program.bridge.estate:
        for kind, name in ((Pool, "pool"), (Host, "host")):
            refs = list(connection.snapshot.of(kind))
            if refs and guide.window.tree.select((connection.key, name, refs[0])):
                await guide.picture(name)
        return


async def _shut_down(guide: Guide, world: str) -> None:
    if world != "demo":
        return
    guide.select_vm("web-03")
    await guide.trigger("vm.shutdown")
    await guide.until("the question", guide.dialog)
    await guide.picture("shut-down")
    guide.press("goButton")
    await guide.until("a task", lambda: any(job.task for job in guide.program.ledger.jobs.values()))
    await guide.picture("shutting-down")
    await guide.until("the end", lambda: guide.vm("web-03")[1].power_state == "Halted")
    await guide.until("the task's end", lambda: Outcome.RUNNING not in guide.outcomes())
    await guide.trigger("vm.start")
    await guide.until("the start", lambda: guide.vm("web-03")[1].power_state == "Running")
    await guide.picture("started-again")


async def _many(guide: Guide, world: str) -> None:
    if world != "demo":
        return
    for question in ("vm.shutdown", "vm.force_shutdown"):
        guide.select_vms("web-01", "web-02", "mail")
        await guide.trigger(question)
        await guide.until("the question", guide.dialog)
        await guide.picture(question.removeprefix("vm.").replace("_", "-") + "-many")
        await guide.dismiss()


async def _storage(guide: Guide, world: str) -> None:
    for connection in guide.program.bridge.estate:
        refs = [sr.ref for sr in connection.snapshot.srs.values() if sr.shared]
        if any(guide.window.tree.select((connection.key, "SR", ref)) for ref in refs):
            await guide.picture("storage")
            return


async def _properties(guide: Guide, world: str) -> None:
    if world != "demo":
        return
    guide.select_vm("web-01")
    for command, name in (("vm.properties", "properties"), ("vm.suspend", "suspend"), ("program.options", "options")):
        await guide.trigger(command)
        await guide.until("the dialog", guide.dialog)
        await guide.picture(name)
        await guide.dismiss()


async def _calls(guide: Guide, world: str) -> None:
    guide.window.task_pane.open_page(1)
    await guide.picture("api-calls")
    guide.window.task_pane.open_page(0)


async def _refused(guide: Guide, world: str) -> None:
    if world != "demo":
        return
    guide.select_vm("hungry")
    await guide.trigger("vm.start")
    await guide.until("the refusal", lambda: Outcome.FAILED in guide.outcomes())
    await guide.picture("refused")


async def _dark(guide: Guide, world: str) -> None:
    theme.choose(guide.program.app, theme.Appearance.DARK)
    if world == "demo":
        guide.select_vm("web-01")
    await guide.picture("dark")
    index = guide.window.tree.currentIndex()
    at = guide.window.tree.visualRect(index).center()
    guide.window.tree.menu_wanted.emit(guide.window.tree.viewport().mapToGlobal(at))
    await guide.picture("dark-menu")
    if isinstance(menu := QApplication.activePopupWidget(), QMenu):
        menu.close()


async def _add_server(guide: Guide, world: str) -> None:
    theme.choose(guide.program.app, theme.Appearance.LIGHT)
    await guide.trigger("server.add")
    await guide.until("the dialog", guide.dialog)
    await guide.picture("add-server")
    await guide.dismiss()


async def _filter(guide: Guide, world: str) -> None:
    guide.window.navigation.search.setText("web")
    await guide.picture("filter")
    guide.window.navigation.search.clear()


_STOPS: tuple[Callable[[Guide, str], Awaitable[None]], ...] = (
    _start_page,
    _main_window,
    _pool_and_host,
    _storage,
    _many,
    _shut_down,
    _properties,
    _calls,
    _refused,
    _filter,
    _add_server,
    _dark,
)
