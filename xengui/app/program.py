"""The running program: its links to servers, its settings, its window, and what commands can do with them."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import Any

from PySide6.QtCore import QTimer, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication

from xengui.app.parts import about
from xengui.commands import server as server_commands
from xengui.commands.bindings import bindings, menu_keys, question_words
from xengui.commands.carrying import carried, undone
from xengui.commands.catalogue import COMMANDS
from xengui.commands.command import Chosen, Command
from xengui.commands.desk import Desk
from xengui.commands.leaving import leaving
from xengui.commands.perform import perform
from xengui.commands.probing import probe
from xengui.forms.about import About
from xengui.forms.calls import Calls
from xengui.forms.connect import Connect
from xengui.forms.options import Options, Question, Remembered
from xengui.forms.shortcuts import Shortcuts
from xengui.model.classes import Task
from xengui.model.estate import Connection, Status
from xengui.model.snapshot import Snapshot
from xengui.model.store import Delta
from xengui.net.link import Link
from xengui.net.pretend import NoPretendPool, PretendPools
from xengui.net.vouchers import Vouchers
from xengui.operations import tasks
from xengui.operations.call_log import CallLog
from xengui.operations.jobs import Job, Ledger, at_work
from xengui.operations.onlooker import Onlooker
from xengui.protocol.address import Address
from xengui.protocol.failure import Failure
from xengui.protocol.problems import Problem
from xengui.queries.call_words import known
from xengui.queries.names import connection_name
from xengui.queries.problems import connection_words
from xengui.queries.script import Server
from xengui.settings.log import log_folder
from xengui.settings.preferences import Choices, Preferences
from xengui.settings.servers import SavedServer, ServerList
from xengui.settings.trust import TrustStore
from xengui.settings.vault import NoKeyring, Vault
from xengui.ui import theme
from xengui.ui.asking import Asker
from xengui.ui.bridge import Bridge, Changes
from xengui.ui.collector import Collector
from xengui.ui.task_pane import JobActs
from xengui.ui.window import MainWindow

_log = logging.getLogger(__name__)

LABELS = ("blue", "teal", "violet", "orange", "green", "pink")
"""Pools without a label of their own get one of these in turn, so that they can be told apart."""


RUNS = 8
"""So many earlier runs of the program are remembered, to find their tasks again."""

TIDY_UP_S = 1.0
"""How long work that was stopped may take to clear away what it left on a server."""


class Program:
    """One run of xengui. `servers` is None where the list of saved servers is to be left alone."""

    def __init__(
        self, app: QApplication, preferences: Preferences, trust: TrustStore, servers: ServerList | None
    ) -> None:
        self.app = app
        app.setQuitOnLastWindowClosed(False)  # logging out comes after the window has gone
        self._collector = Collector()
        self.preferences = preferences
        self.ledger = Ledger()
        self.bridge = Bridge()
        self.onlooker = Onlooker(self.ledger, preferences.choices.runs)
        self._trust = trust
        self._vouchers = Vouchers(trust.pins)
        self._servers = servers
        self._vault = Vault()
        self._at_the_vault = asyncio.Lock()
        self._beside: set[str] = set()
        self._may_go = False
        self._asking_to_go = False
        self._links: dict[str, Link] = {}
        self._running: set[asyncio.Task[None]] = set()
        self._parting: set[asyncio.Task[None]] = set()
        self._closed = asyncio.Event()
        self._pretend: PretendPools | None = None
        self._starting_pretend = asyncio.Lock()
        self.window = MainWindow(
            self.bridge,
            self.ledger,
            preferences.choices,
            run=self.run,
            acts=JobActs(self.cancel, self.retry, self.undo, self.show_calls),
            probe=self.probe,
            may_close=self._may_close,
        )
        self.window.closed.connect(self._closed.set)
        self.window.arranged.connect(lambda places: self._keep(lambda: self.preferences.choose(**places)))
        self.calls = CallLog(self._picture)
        self.window.add_call_log(self.calls, self._where)
        self._asker = Asker(self.window, self.bridge.changed)
        self.desk = Desk(ask=self._asker.ask, tell=self.window.tell, program=self, ledger=self.ledger)
        self._dress(preferences.choices)
        self.bridge.changed.connect(self._look_on)
        self._unexplained = QTimer(self.window, interval=1_000)
        self._unexplained.timeout.connect(self._look_again)

    def open(self) -> None:
        """Show the window and the saved servers."""
        self._keep(lambda: self.preferences.choose(runs=(tasks.PROCESS, *self.preferences.choices.runs)[:RUNS]))
        for server in self._servers or ():
            self._link(server.address, server.user, server.name, server.colour)
        self.window.show()
        self._reconnect()

    def _reconnect(self) -> None:
        if self.preferences.choices.reconnect:
            for server in self._servers or ():
                if server.remembered:
                    self.start(server_commands.reconnect(self.desk, server.address, server.user))

    def open_list(self, servers: ServerList) -> None:
        """Show the saved servers as well, in a window that was opened without them."""
        if self._servers is None:
            self._servers = servers
            for server in servers:
                if server.address.key not in self._links:
                    self._link(server.address, server.user, server.name, server.colour)
            self._reconnect()

    def open_beside_list(self, address: Address, user: str, password: str) -> None:
        """Connect to a server and leave the list alone."""
        self._beside.add(address.key)
        self.start(self.connect(address, user, password))

    def come_forward(self) -> None:
        """Bring the window before all others, as far as the desktop lets it."""
        if self.window.isMinimized():
            self.window.showNormal()
        self.window.show()
        self.window.raise_()
        self.window.activateWindow()

    def trust_also(self, fingerprints: Sequence[str], at: Sequence[Address]) -> None:
        self._trust.trust_also(fingerprints, at)

    async def until_closed(self) -> None:
        """Wait until the window is closed, then log out everywhere."""
        await self._closed.wait()
        self._asker.close()  # an attempt that fails as it is cancelled would ask again
        left = tuple(self._running)
        for task in left:
            task.cancel()
        if left:
            await asyncio.wait(left, timeout=TIDY_UP_S)
        # What a silent server keeps waiting ends with the connection to it.
        await asyncio.gather(*(link.close() for link in self._links.values()), *self._parting, return_exceptions=True)
        for task in left:
            task.cancel()  # once more: an answer that came at the same moment may have hidden the first
        await asyncio.gather(*left, return_exceptions=True)
        if self._pretend:
            await asyncio.to_thread(self._pretend.stop)
        self._collector.stop()

    def run(self, command: Command, selection: Sequence[Chosen], choice: str = "") -> None:
        """Set a command going."""
        self.start(perform(command, selection, self.desk, self._way, choice))

    def probe(self, command: Command, selection: Sequence[Chosen], tell: Callable[[str, str], None]) -> None:
        """Have the pool itself asked about the choices of a command."""
        self.start(probe(command, selection, self._way, tell))

    def start(self, work: Coroutine[Any, Any, object]) -> None:
        """Set any work going; a mistake of ours in it is logged and said, not swallowed."""
        task = asyncio.get_running_loop().create_task(self._watched(work))
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    def cancel(self, job: Job) -> None:
        """Stop a job: ask the pool to stop its task, and begin no further step."""
        latest = self.ledger.jobs.get(job.number)  # a menu may have been open for long
        if latest is None or not latest.can_be_stopped:
            return
        self.ledger.update(latest.number, stopping=True)
        link = self._links.get(latest.connection)
        if link and latest.task:
            self.start(self._cancel(link, latest))

    def retry(self, job: Job) -> None:
        """Do once more what failed: as the command does it, with its question and its reasons against it, or where that
        would have a form filled in again, as it was."""
        link = self._links.get(job.connection)
        if link is None or job.recipe is None:
            self.window.tell(f"{job.title}: its server is no longer on the list.")
        elif (command := COMMANDS.get(job.command)) is None:
            self.start(carried(job.recipe, self.ledger, link.connection, self._way, job.target))
        elif record := link.connection.snapshot.anything(job.target):
            self.run(command, [Chosen(link.connection, record)], job.choice)
        else:
            self.window.tell(f"{job.title}: it is gone.")

    def show_calls(self, job: Job) -> None:
        """Show what a job sends to the pool, for learning and for scripts."""
        if job.recipe:
            calls = job.recipe.calls
            objects = known(calls, self._picture(job.connection))
            form = Calls(title=job.title, calls=calls, objects=objects, server=self._where(job.connection))
            self.start(self.desk.ask(form))

    def undo(self, job: Job) -> None:
        """Take back what a job did."""
        if link := self._links.get(job.connection):
            self.start(self._undo(job, link))

    async def connect(self, address: Address, user: str, password: str) -> bool:
        """Connect as if it had been asked for in the dialog; what is missing is asked there."""
        host = address.host if address.tls else address.url
        form = Connect(host=host, port=str(address.port), user=user, password=password, fixed=True)
        return await server_commands.connect(self.desk, form)

    # What commands of servers and of the program itself find on their desk (commands.desk.Program).

    async def open_server(self, address: Address, user: str, password: str) -> None:
        """Connect. A connection that was lost keeps its picture and goes on trying until this one is made."""
        known = self._links.get(address.key)
        told = known.connection if known else Connection(key=address.key)
        if told.status is Status.CONNECTED:
            self.window.tell(f"{told.name or told.key} is already connected.")
            return
        link = self._new_link(address, user, told.name, told.colour)
        if told.status is Status.DISCONNECTED:
            self._enter(link)
        try:
            await link.open(password)
        except BaseException:
            if not known and self._links.get(address.key) is link:
                self._take_off(address.key)
            if self._links.get(address.key) is not link:
                self._part(link)  # it may have a login under way that is answered later
            raise
        if twin := self._twin(link):
            await link.close()
            if not known:
                self._take_off(address.key)
            self.window.tell(f"{twin.connection.name} is already connected.")
            return
        before = self._links.get(address.key)
        if known and before not in (known, link):  # taken off the list meanwhile
            await link.close()
            return
        self._enter(link)
        if before and before is not link:
            await before.close()
        link.rename(connection_name(link.connection))
        self._save(link)

    def _twin(self, link: Link) -> Link | None:
        """Another link to the same pool, through another of its servers."""
        pool = link.connection.snapshot.pool
        for other in self._links.values():
            theirs = other.connection.snapshot.pool
            same_place = other.connection.key == link.connection.key
            if not same_place and pool and theirs and (theirs.ref, theirs.uuid) == (pool.ref, pool.uuid):
                return other
        return None

    def _save(self, link: Link) -> None:
        if (servers := self._servers) is not None:
            at, told, known = link.given, link.connection, servers.find(link.given)
            if known is None and at.key in self._beside:
                return
            remembered = known is not None and known.remembered
            if known and remembered and known.user != told.user:
                self.start(self._forget_password(at, known.user))
                remembered = False
            entry = SavedServer(
                host=at.host,
                port=at.port,
                tls=at.tls,
                outdated_tls=at.outdated_tls,
                user=told.user,
                name=told.name,
                colour=told.colour,
                remembered=remembered,
            )
            self._keep(lambda: servers.remember(entry))

    def _keep(self, write: Callable[[], object]) -> None:
        """Write a setting; where that fails it still holds for this run, and the person is told."""
        try:
            write()
        except OSError as fault:
            self.window.tell(f"Settings cannot be saved: {fault.strerror or fault}. They hold until xengui is closed.")

    def _take_off(self, key: str) -> None:
        self._links.pop(key, None)
        self.bridge.forget(key)

    async def close_server(self, key: str) -> None:
        if link := self._links.get(key):
            await link.close()

    def forget_server(self, key: str) -> None:
        """Take a server off the list at once; its connection ends in the background."""
        link = self._links.get(key)
        if link and (servers := self._servers) is not None:
            known = servers.find(link.given)
            if known and known.remembered:
                self.start(self._forget_password(known.address, known.user))
            self._keep(lambda: servers.forget(link.given))
        self._take_off(key)
        if link:
            self._part(link)

    def _part(self, link: Link) -> None:
        """Close a link that is on the list no more; a silent server must not keep anybody waiting."""
        task = asyncio.get_running_loop().create_task(link.close())
        self._parting.add(task)
        task.add_done_callback(self._parting.discard)

    async def no_keyring(self) -> str:
        if self._servers is None:
            return "Servers of this window are not saved, and neither are their passwords."
        return await self._vault.missing()

    def remembers(self, address: Address) -> bool:
        known = self._servers.find(address) if self._servers is not None else None
        return known is not None and known.remembered

    async def remembered_password(self, address: Address) -> str:
        known = self._servers.find(address) if self._servers is not None else None
        if known is None or not known.remembered:
            return ""
        try:
            async with self._at_the_vault:  # a locked keyring asks its user once
                return await self._vault.password(address, known.user)
        except NoKeyring as fault:
            self.window.tell(f"{known.name or address.key}: its password is not at hand. {fault}")
            return ""

    async def remember_password(self, address: Address, user: str, password: str) -> None:
        if not password:
            await self._forget_password(address, user)
            self._note_remembered(address, remembered=False)
            return
        if self._servers is None or self._servers.find(address) is None:
            self.window.tell(f"{address.key} is not on the list of servers, so its password was not remembered.")
            return
        try:
            async with self._at_the_vault:
                await self._vault.keep(address, user, password)
        except NoKeyring as fault:
            self.window.tell(f"The password of {address.key} was not remembered. {fault}")
            return
        self._note_remembered(address, remembered=True)

    def _note_remembered(self, address: Address, *, remembered: bool) -> None:
        if (servers := self._servers) is not None and (known := servers.find(address)):
            self._keep(lambda: servers.remember(replace(known, remembered=remembered)))

    async def _forget_password(self, address: Address, user: str) -> None:
        try:
            async with self._at_the_vault:
                await self._vault.forget(address, user)
        except NoKeyring as fault:
            self.window.tell(f"The password of {address.key} may still be in the keyring. {fault}")

    def trust(self, address: Address, sha256: str) -> None:
        self._keep(lambda: self._trust.trust(address, sha256))

    def trusted_since(self, address: Address) -> datetime | None:
        pin = self._trust.pin(address)
        return pin.since if pin else None

    def connection(self, key: str) -> Connection | None:
        return self.bridge.connection(key)

    def address_of(self, key: str) -> Address:
        return self._links[key].given

    def try_now(self, key: str) -> None:
        if link := self._links.get(key):
            link.try_now()

    async def open_pretend_pool(self, world: str = "demo", *arguments: str) -> str:
        """Start a pretend world and connect to its pools; why not, in a sentence, or "" when all is well."""
        async with self._starting_pretend:
            if self._pretend and not self._pretend.alive:
                await asyncio.to_thread(self._pretend.stop)
                self._pretend = None
            if not self._pretend:
                try:
                    self._pretend = await PretendPools.start(world, *arguments)
                except NoPretendPool as fault:
                    return f"The pretend pool did not start: {fault}"
        for server in self._pretend.servers:
            link = self._links.get(server.address.key)
            if link and link.connection.status is not Status.DISCONNECTED:
                continue
            self._trust.trust_now(server.address, server.fingerprint)
            link = self._link(server.address, server.user, "", "")
            try:
                await link.open(server.password)
            except (Failure, Problem) as fault:
                return connection_words(fault)
            link.rename(connection_name(link.connection))
        return ""

    def choice(self, name: str) -> object:
        return getattr(self.preferences.choices, name)

    def choose(self, **changes: object) -> None:
        self._keep(lambda: self.preferences.choose(**changes))
        self._dress(self.preferences.choices)

    def find(self) -> None:
        self.window.go_to_filter()

    async def about(self) -> About:
        return await asyncio.to_thread(about)

    async def options(self) -> Options:
        choices = self.preferences.choices
        saved = tuple(self._servers or ())
        return Options(
            appearance=choices.appearance,
            density=choices.density,
            bindings=bindings(),
            menus=menu_keys(),
            keys=dict(choices.shortcuts),
            silenced=tuple(Question(key, question_words(key)) for key in choices.quiet),
            reconnect=choices.reconnect,
            remember_passwords=choices.remember_passwords,
            remembered=tuple(
                Remembered(server.address.key, server.name or server.address.key, server.user)
                for server in saved
                if server.remembered
            ),
            no_keyring=await self._vault.missing(),
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

    def _link(self, address: Address, user: str, name: str, colour: str) -> Link:
        link = self._new_link(address, user, name, colour)
        self._enter(link)
        return link

    def _new_link(self, address: Address, user: str, name: str, colour: str) -> Link:
        """A link that nobody sees before it is entered."""

        def hear(connection: Connection, delta: Delta | None) -> None:
            if self._links.get(connection.key) is link:
                self.bridge.publish(connection, delta)

        link = Link(
            address,
            user,
            self._trust.pins,
            hear,
            connection_words,
            vouchers=self._vouchers,
            name=name,
            colour=colour or LABELS[len(self._links) % len(LABELS)],
            noted=partial(self.calls.noted, address.key),
            begun=partial(self.calls.begun, address.key),
        )
        return link

    def _enter(self, link: Link) -> None:
        """Have this link stand for its server from now on."""
        self._links[link.connection.key] = link
        self.bridge.publish(link.connection, None)

    def _picture(self, key: str) -> Snapshot:
        link = self._links.get(key)
        return link.connection.snapshot if link else Snapshot()

    def _where(self, key: str) -> Server:
        """Where a script made of the calls to a pool logs in."""
        link = self._links.get(key)
        if link is None:  # taken off the list since the calls were made
            return Server(key if "://" in key else f"https://{key}")
        pins = tuple(sha256 for sha256 in self._trust.pins(link.address) if sha256) if link.address.tls else ()
        return Server(link.address.url, link.connection.user, pins)

    def _way(self, connection: Connection) -> Link:
        if link := self._links.get(connection.key):
            return link
        raise Problem(connection.key, "disconnected")

    def _dress(self, choices: Choices) -> None:
        theme.choose(self.app, theme.Appearance(choices.appearance))
        self.window.apply(choices)

    async def _undo(self, job: Job, link: Link) -> None:
        if why_not := await undone(job, self.ledger, link.connection, self._way):
            self.window.tell(why_not)

    def _look_on(self, changes: Changes) -> None:
        """Enter what other clients do. A task that nobody explains gets its row later, without further news."""
        for key, kinds in changes.items():
            if kinds & {Task, Connection}:
                self._look_at(key)

    def _look_again(self) -> None:
        self._unexplained.stop()
        for connection in self.bridge.estate:
            self._look_at(connection.key)

    def _look_at(self, key: str) -> None:
        connection = self.bridge.connection(key)
        if connection is None or connection.status is Status.DISCONNECTED:
            self.onlooker.leave(key)
        elif connection.usable and self.onlooker.look(key, connection.snapshot, datetime.now(UTC)):
            self._unexplained.start()

    async def _watched(self, work: Coroutine[Any, Any, object]) -> None:
        try:
            await work
        except asyncio.CancelledError:
            raise
        except Exception:  # noqa: BLE001 (a mistake of ours: logged, and said on screen)
            _log.exception("a command failed in a way nobody foresaw")
            self.window.tell("Something went wrong inside xengui; the log has the details.")

    async def _cancel(self, link: Link, job: Job) -> None:
        try:
            await tasks.cancel(link, job.task)
        except (Failure, Problem) as fault:
            if job.recipe and len(job.recipe.steps) > 1:
                return  # its step ends as it will, and no further one is begun
            self.ledger.update(job.number, stopping=False)
            self.window.tell(f"{job.title}: it cannot be cancelled. {connection_words(fault)}")
