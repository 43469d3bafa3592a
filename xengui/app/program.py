"""The running program: its servers, its settings, its window, and what commands of the program do with them."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable, Coroutine, Sequence
from typing import Any

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication

from xengui.app.chronicle import Chronicle
from xengui.app.last_states import LastStates
from xengui.app.parts import about
from xengui.app.servers import Servers
from xengui.app.sleep import Sleep
from xengui.app.work import Work
from xengui.commands import server as server_commands
from xengui.commands.bindings import bindings, menu_keys, question_words
from xengui.commands.command import Chosen, Command
from xengui.commands.desk import Desk
from xengui.commands.leaving import leaving
from xengui.commands.perform import perform
from xengui.commands.probing import probe
from xengui.forms.about import About
from xengui.forms.connect import Connect
from xengui.forms.options import Options, Question, Remembered
from xengui.forms.shortcuts import Shortcuts
from xengui.operations import tasks
from xengui.operations.jobs import Job, Ledger, at_work
from xengui.protocol.address import Address
from xengui.protocol.failure import Failure
from xengui.protocol.problems import Untrusted
from xengui.settings.history import History
from xengui.settings.last_state import StateFiles
from xengui.settings.log import log_folder
from xengui.settings.preferences import Choices, Preferences
from xengui.settings.servers import ServerList
from xengui.settings.trust import TrustStore
from xengui.ui import theme
from xengui.ui.asking import Asker
from xengui.ui.bridge import Bridge
from xengui.ui.collector import Collector
from xengui.ui.window import MainWindow

_log = logging.getLogger(__name__)

RUNS = 8
"""So many earlier runs of the program are remembered, to find their tasks again."""

TIDY_UP_S = 1.0
"""How long work that was stopped may take to clear away what it left on a server."""


class Program:
    """One run of xengui. `saved` is None where the list of saved servers is to be left alone, `history`
    where nothing is to be noted, `states` where no picture of a pool is to be kept. `marked` is a list whose locks and
    labels hold, also where it is left alone."""

    def __init__(  # noqa: PLR0913, PLR0917
        self,
        app: QApplication,
        preferences: Preferences,
        trust: TrustStore,
        saved: ServerList | None,
        history: History | None = None,
        marked: ServerList | None = None,
        states: StateFiles | None = None,
    ) -> None:
        self.app = app
        app.setQuitOnLastWindowClosed(False)  # logging out comes after the window has gone
        self._collector = Collector()
        self.preferences = preferences
        self.ledger = Ledger()
        self.bridge = Bridge()
        self._may_go = False
        self._asking_to_go = False
        self._running: set[asyncio.Task[None]] = set()
        self._closed = asyncio.Event()
        self.servers = Servers(
            self.bridge,
            trust,
            saved,
            keep=self._keep,
            tell=self._tell,
            start=self.start,
            decide=self._decide,
            locked_out=self._locked_out,
            marked=marked,
            lock_new=lambda: self.preferences.choices.lock_new_servers,
        )
        self.work = Work(
            self.ledger,
            self.servers,
            self.bridge,
            earlier=preferences.choices.runs,
            run=self.run,
            start=self.start,
            show=self._show,
            tell=self._tell,
        )
        self.window = MainWindow(
            self.bridge,
            self.ledger,
            preferences.choices,
            run=self.run,
            acts=self.work.acts,
            probe=self.probe,
            may_close=self._may_close,
        )
        self.window.closed.connect(self._closed.set)
        self.window.arranged.connect(lambda places: self._keep(lambda: self.preferences.choose(**places)))
        self.window.add_call_log(self.servers.calls, self.servers.where)
        self._asker = Asker(self.window, self.bridge.changed, self.servers.label)
        self.desk = Desk(
            ask=self._asker.ask,
            tell=self.window.tell,
            servers=self.servers,
            passwords=self.servers.passwords,
            program=self,
            ledger=self.ledger,
        )
        self.sleep = Sleep(self.servers.rest, self.servers.wake)
        self._chronicle: Chronicle | None = None
        if history:
            self._chronicle = Chronicle(
                self.ledger,
                history,
                self.work.words,
                listed=self.servers.listed,
                start=self.start,
                tell=self._tell,
                owner=self.window,
            )
        self._states: LastStates | None = None
        if states:
            self._states = LastStates(
                states,
                self.servers,
                self.bridge,
                wanted=lambda: self.preferences.choices.keep_last_state,
                start=self.start,
            )
        self._dress(preferences.choices)

    def open(self) -> None:
        """Show the window and the saved servers."""
        self._keep(lambda: self.preferences.choose(runs=(tasks.PROCESS, *self.preferences.choices.runs)[:RUNS]))
        self.servers.show_saved()
        if self._chronicle:
            self._chronicle.recall()
        self.window.show()
        self.sleep.listen()
        self._recall()
        self._reconnect()

    def _recall(self) -> None:
        if self._states and self.servers.saved is not None:
            self.start(self._states.recall(self.preferences.choices.last))

    def _reconnect(self) -> None:
        if self.preferences.choices.reconnect:
            for server in self.servers.saved or ():
                if server.remembered:
                    self.start(server_commands.reconnect(self.desk, server.address, server.user))

    def open_list(self, saved: ServerList) -> None:
        """Show the saved servers as well, in a window that was opened without them."""
        if self.servers.saved is None:
            self.servers.saved = saved
            self.servers.show_saved()
            self._recall()
            self._reconnect()

    def open_beside_list(self, address: Address, user: str, password: str) -> None:
        """Connect to a server and leave the list alone."""
        self.servers.leave_unsaved(address)
        self.start(self.connect(address, user, password))

    def come_forward(self) -> None:
        """Bring the window before all others, as far as the desktop lets it."""
        if self.window.isMinimized():
            self.window.showNormal()
        self.window.show()
        self.window.raise_()
        self.window.activateWindow()

    async def until_closed(self) -> None:
        """Wait until the window is closed, then log out everywhere."""
        await self._closed.wait()
        if self._chronicle:
            self._chronicle.leave()
        self._asker.close()  # an attempt that fails as it is cancelled would ask again
        left = tuple(self._running)
        for task in left:
            task.cancel()
        if left:
            await asyncio.wait(left, timeout=TIDY_UP_S)
        # What a silent server keeps waiting ends with the connection to it.
        leaving = asyncio.create_task(self.servers.leave())
        if self._states:
            await self._states.close()
        await leaving
        for task in left:
            task.cancel()  # once more: an answer that came at the same moment may have hidden the first
        await asyncio.gather(*left, return_exceptions=True)
        await self.servers.stop_pretending()
        if self._chronicle:
            await self._chronicle.close()
        self.sleep.stop()
        self.bridge.blockSignals(True)  # the widgets are about to go, and nobody is to tell them of the end any more
        self._collector.stop()

    def run(self, command: Command, selection: Sequence[Chosen], choice: str = "") -> None:
        """Set a command going."""
        self.start(perform(command, selection, self.desk, self.servers.way, choice))

    def probe(self, command: Command, selection: Sequence[Chosen], tell: Callable[[str, str], None]) -> None:
        """Have the pool itself asked about the choices of a command."""
        self.start(probe(command, selection, self.servers.way, tell))

    def start(self, work: Coroutine[Any, Any, object]) -> None:
        """Set any work going; a mistake of ours in it is logged and said, not swallowed."""
        task = asyncio.get_running_loop().create_task(self._watched(work))
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        task.add_done_callback(lambda _: work.close())  # a task that is cancelled before it begins never gets to it

    def _locked_out(self, address: Address, user: str, refusal: Failure) -> None:
        self.start(server_commands.log_in_again(self.desk, address, user, refusal))

    async def _decide(self, untrusted: Untrusted) -> bool:
        return await server_commands.decided(self.desk, untrusted)

    async def connect(self, address: Address, user: str, password: str) -> bool:
        """Connect as if it had been asked for in the dialog; what is missing is asked there."""
        host = address.host if address.tls else address.url
        form = Connect(host=host, port=str(address.port), user=user, password=password, fixed=True)
        return await server_commands.connect(self.desk, form)

    # What commands find on their desk (commands.desk.Program).

    def choice(self, name: str) -> object:
        return getattr(self.preferences.choices, name)

    def choose(self, **changes: object) -> None:
        kept = self.preferences.choices.keep_last_state
        self._keep(lambda: self.preferences.choose(**changes))
        if self._states and kept and not self.preferences.choices.keep_last_state:
            self.start(self._states.forget_all())
        self._dress(self.preferences.choices)

    def find(self) -> None:
        self.window.go_to_filter()

    async def about(self) -> About:
        return await asyncio.to_thread(about)

    async def options(self) -> Options:
        choices = self.preferences.choices
        saved = tuple(self.servers.saved or ())
        return Options(
            appearance=choices.appearance,
            density=choices.density,
            bindings=bindings(),
            menus=menu_keys(),
            keys=dict(choices.shortcuts),
            silenced=tuple(Question(key, question_words(key)) for key in choices.quiet),
            reconnect=choices.reconnect,
            remember_passwords=choices.remember_passwords,
            lock_new_servers=choices.lock_new_servers,
            remembered=tuple(
                Remembered(server.address.key, server.name or server.address.key, server.user)
                for server in saved
                if server.remembered
            ),
            no_keyring=await self.servers.passwords.no_vault(),
            **self.servers.trusted(),
            keep_last_state=choices.keep_last_state,
        )

    def shortcuts(self) -> Shortcuts:
        changed = self.preferences.choices.shortcuts
        groups: dict[str, list[tuple[str, str]]] = {}
        for binding in bindings():
            if key := changed.get(binding.id, binding.shipped):
                groups.setdefault(binding.group, []).append((binding.words, key))
        return Shortcuts(tuple((group, tuple(entries)) for group, entries in groups.items()))

    def open_log_folder(self) -> None:
        folder = log_folder()
        with contextlib.suppress(OSError):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder))):
            self.window.tell(f"Nothing here opens folders. The log is in {folder}.")

    def quit(self) -> None:
        self.window.close()

    def leave(self) -> None:
        """Close the window without a question: the desktop's session ends, or the process was told to."""
        self._may_go = True
        self.window.close()

    def stay_ready_to_leave(self) -> None:
        """Ask nothing more: the desktop's session is about to end, and a question would hold it up."""
        self._may_go = True

    def _may_close(self) -> bool:
        """Whether the window may close at once; else the question is on its way."""
        running = at_work(self.ledger.jobs.values())
        if self._may_go or not running:
            return True
        if not self._asking_to_go:
            self._asking_to_go = True
            self.start(self._ask_to_go(running))
        return False

    async def _ask_to_go(self, running: Sequence[Job]) -> None:
        names = {connection.key: connection.name for connection in self.bridge.estate}
        question = leaving([(job, names.get(job.connection) or job.connection) for job in running])
        try:
            agreed = await self._asker.ask(question)
        finally:
            self._asking_to_go = False
        if agreed:
            self.leave()

    def _show(self, form: object, pool: str) -> None:
        """Show a form that nobody waits for."""
        self.start(self._asker.ask(form, pool=pool))

    def _tell(self, text: str) -> None:
        self.window.tell(text)

    def _keep(self, write: Callable[[], object]) -> None:
        """Write a setting; where that fails it still holds for this run, and the person is told."""
        try:
            write()
        except OSError as fault:
            self.window.tell(f"Settings cannot be saved: {fault.strerror or fault}. They hold until xengui is closed.")

    def _dress(self, choices: Choices) -> None:
        theme.choose(self.app, theme.Appearance(choices.appearance))
        self.window.apply(choices)

    async def _watched(self, work: Coroutine[Any, Any, object]) -> None:
        try:
            await work
        except asyncio.CancelledError:
            raise
        except Exception:  # noqa: BLE001 (a mistake of ours: logged, and said on screen)
            _log.exception("a command failed in a way nobody foresaw")
            self.window.tell("Something went wrong inside xengui; the log has the details.")
