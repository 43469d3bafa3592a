"""The program itself: what it writes down, its options, its passwords, its end."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import keyring
import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtWidgets import QAbstractButton, QCheckBox, QDialog

from tests.settings.keyrings import Locked, Memory
from xengui.app import start
from xengui.app.instance import Errand
from xengui.settings import log
from xengui.ui import theme
from xengui.ui.item_view import Density, density, set_density

if TYPE_CHECKING:
    from tests.journeys.person import Person

PASSWORD = "correct-horse-battery"


@pytest.fixture(autouse=True)
def _as_it_was(qapp) -> Iterator[None]:
    before = keyring.get_keyring()
    yield
    keyring.set_keyring(before)
    theme.choose(qapp, theme.Appearance.SYSTEM)
    set_density(Density.COMPACT)


def tick(dialog: QDialog, name: str) -> None:
    box = dialog.findChild(QAbstractButton, name)
    assert box, f"there is no {name}"
    box.click()


async def add(person: Person, pool, *, remember: bool) -> None:
    """Add a server in the dialog."""
    host, _, port = pool.url.removeprefix("https://").partition(":")
    await person.trigger("server.add")
    dialog = await person.dialog_shown("connectDialog")
    person.type_into(dialog, "hostField", host)
    person.type_into(dialog, "portField", port)
    person.type_into(dialog, "passwordField", pool.password)
    if remember:
        tick(dialog, "rememberBox")
    person.press(dialog, "connectButton")
    person.press(await person.dialog_shown("certificateDialog"), "trustButton")
    await person.until("the pool appears", lambda: person.node("web-01") and person.dialog() is None)


def test_nothing_that_is_written_holds_the_password_or_the_session(go, pretend, tmp_path: Path) -> None:
    pool = pretend("demo", "--password", PASSWORD)
    seen: list[str] = []
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    log.start("debug", tmp_path / "logs" / "xengui.log")

    async def journey(person: Person) -> None:
        await add(person, pool, remember=False)
        (link,) = person.program.servers._links.values()
        assert link._session
        seen.append(link._session._ref)
        logging.getLogger("xengui").warning("as a mistake would: %s %s", PASSWORD, link._session._ref)
        person.click("web-01")
        await person.trigger("vm.shutdown")
        person.press(await person.dialog_shown("confirmDialog"), "goButton")
        await person.until("it is off", lambda: person.state("web-01") == "vm-halted")

    try:
        go(journey)
    finally:
        for handler in [handler for handler in root.handlers if handler not in before]:
            root.removeHandler(handler)
            handler.close()
        root.setLevel(level)

    written = [path for path in tmp_path.rglob("*") if path.is_file() and not path.name.startswith("calls-")]
    assert "xengui.log" in {path.name for path in written}
    text = {path.name: path.read_text(errors="replace") for path in written}
    assert "as a mistake would: *** ***" in text["xengui.log"]
    assert len(text["xengui.log"]) > 2_000  # there was much to say at this level
    assert [name for name, said in text.items() if PASSWORD in said or seen[0] in said] == []


def test_options_are_kept_and_hold_at_the_next_start(go) -> None:
    async def choose(person: Person) -> None:
        await person.trigger("program.options")
        dialog = await person.dialog_shown("optionsDialog")
        tick(dialog, "themeDark")
        tick(dialog, "densityComfortable")
        assert theme.current() is theme.DARK
        person.press(dialog, "saveButton")
        await person.until("it is saved", lambda: person.program.choice("appearance") == "dark")

    async def next_start(person: Person) -> None:
        assert theme.current() is theme.DARK
        assert density() is Density.COMFORTABLE
        assert person.tree.row_height() >= 30
        await person.trigger("program.options")
        dialog = await person.dialog_shown("optionsDialog")
        tick(dialog, "themeLight")
        person.cancel(dialog)
        await person.until("it is dark again", lambda: theme.current() is theme.DARK)

    go(choose)
    go(next_start)


def test_a_changed_key_works_after_it_was_saved(go) -> None:
    async def journey(person: Person) -> None:
        person.program.choose(shortcuts={"program.about": "F9"})
        await person.key(Qt.Key.Key_F9)
        dialog = await person.dialog_shown("aboutDialog")
        assert any("PySide6" in words for words in person.words_in(dialog))
        person.cancel(dialog)
        await person.until("it closes", lambda: person.dialog() is None)
        await person.trigger("program.shortcuts")
        dialog = await person.dialog_shown("shortcutsDialog")
        assert "F9" in person.words_in(dialog)
        person.cancel(dialog)
        await person.until("it closes", lambda: person.dialog() is None)

    go(journey)


def test_a_silenced_question_is_asked_again_when_it_is_wanted(go, pretend) -> None:
    pool = pretend()

    async def journey(person: Person) -> None:
        await person.until("the pool appears", lambda: person.node("web-01"))
        person.click("web-01")
        await person.trigger("vm.reboot")
        dialog = await person.dialog_shown("confirmDialog")
        tick(dialog, "quietBox")
        person.press(dialog, "goButton")
        await person.until("it is silenced", lambda: person.program.preferences.choices.quiet == ("vm.reboot",))
        await person.trigger("program.options")
        dialog = await person.dialog_shown("optionsDialog")
        boxes = [box.objectName() for box in dialog.findChildren(QCheckBox) if box.objectName().startswith("ask-")]
        assert boxes == ["ask-vm.reboot"]
        tick(dialog, "ask-vm.reboot")
        person.press(dialog, "saveButton")
        await person.until("it is asked again", lambda: person.program.preferences.choices.quiet == ())

    go(journey, "--connect", pool.connect_url(), "--trust", pool.fingerprint, password=pool.password)


def test_a_remembered_server_connects_at_the_next_start(go, pretend, tmp_path: Path) -> None:
    pool = pretend("demo", "--password", PASSWORD)
    keyring.set_keyring(kept := Memory())

    async def first(person: Person) -> None:
        await add(person, pool, remember=True)
        await person.until("it is kept", lambda: list(kept.kept.values()) == [PASSWORD])
        await person.until(
            "it is noted", lambda: [server.remembered for server in person.program.servers.saved or ()] == [True]
        )

    async def second(person: Person) -> None:
        await person.until("it connects by itself", lambda: person.node("web-01"))
        assert person.dialog() is None
        person.program.choose(reconnect=False)

    async def third(person: Person) -> None:
        await person.until("it is on the list", lambda: person.node("Stone"))
        assert person.state("Stone") == "host-disconnected"
        person.program.choose(reconnect=True)
        person.double_click("Stone")
        await person.until("it connects without a question", lambda: person.node("web-01"))
        person.click("Stone")
        await person.trigger("server.forget")
        await person.until("it is gone or asked about", lambda: person.dialog() or not person.program.bridge.estate)
        if dialog := person.dialog():
            person.press(dialog, "goButton")
        await person.until("the keyring is empty", lambda: kept.kept == {})

    go(first)
    go(second)
    go(third)

    assert [path for path in (tmp_path / "config").rglob("*") if path.is_file() and PASSWORD in path.read_text()] == []


def test_a_remembered_password_that_is_wrong_by_now_is_asked_for_and_replaced(go, pretend) -> None:
    pool = pretend("demo", "--password", PASSWORD)
    keyring.set_keyring(kept := Memory())

    async def first(person: Person) -> None:
        await add(person, pool, remember=True)
        await person.until("it is kept", lambda: kept.kept)

    async def second(person: Person) -> None:
        dialog = await person.dialog_shown("connectDialog")
        assert any("Wrong user name or password" in words for words in person.words_in(dialog))
        assert list(kept.kept.values()) == ["of-before"]
        person.type_into(dialog, "passwordField", PASSWORD)
        person.press(dialog, "connectButton")
        await person.until("it is replaced", lambda: list(kept.kept.values()) == [PASSWORD])

    go(first)
    kept.kept = dict.fromkeys(kept.kept, "of-before")
    go(second)


def test_a_changed_certificate_is_asked_about_before_a_remembered_password_is_sent(go, pretend) -> None:
    pool = pretend("demo", "--password", PASSWORD)
    port = str(pool.port)
    keyring.set_keyring(kept := Memory())

    async def first(person: Person) -> None:
        await add(person, pool, remember=True)
        await person.until("it is kept", lambda: kept.kept)

    go(first)
    pool.stop()
    again = pretend("demo", "--port", port, "--password", PASSWORD)

    async def second(person: Person) -> None:
        dialog = await person.dialog_shown("certificateDialog")
        assert again.calls() == []
        person.cancel(dialog)
        await person.until("it is left alone", lambda: person.dialog() is None)
        assert again.calls() == []

    go(second)


def test_a_keyring_that_refuses_is_told_and_the_server_is_connected_all_the_same(go, pretend) -> None:
    pool = pretend()
    keyring.set_keyring(Locked())

    async def journey(person: Person) -> None:
        await add(person, pool, remember=True)
        await person.until("it is told", lambda: "was not remembered. The system keyring refused." in person.toast())
        assert [server.remembered for server in person.program.servers.saved or ()] == [False]

    go(journey)


def test_quitting_while_something_runs_is_a_question(go, pretend) -> None:
    pool = pretend("demo", "--speed", "1")

    async def journey(person: Person) -> None:
        await person.until("the pool appears", lambda: person.node("web-01"))
        number = person.program.ledger.begin("Copy web-01", person.program.bridge.estate[0].key)
        person.window.close()
        dialog = await person.dialog_shown("confirmDialog")
        assert person.window.isVisible()
        assert "Quit while “Copy web-01” is running?" in person.words_in(dialog)
        person.window.close()  # asked once
        person.cancel(dialog)
        await person.until("the answer is taken", lambda: not person.program._asking_to_go)
        assert person.window.isVisible()
        person.window.close()
        person.press(await person.dialog_shown("confirmDialog"), "goButton")
        await person.until("it closes", lambda: not person.window.isVisible())
        assert person.program.ledger.jobs[number].outcome == "running"

    go(journey, "--connect", pool.connect_url(), "--trust", pool.fingerprint, password=pool.password)


def test_the_end_of_the_session_asks_nothing(go) -> None:
    async def journey(person: Person) -> None:
        person.program.ledger.begin("Copy web-01", "granite")
        person.program.stay_ready_to_leave()
        person.window.close()
        assert not person.window.isVisible()

    go(journey)


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
def test_a_polite_kill_asks_nothing_though_something_runs(pretend, tmp_path: Path) -> None:
    pool = pretend("demo", "--speed", "1")
    script = f"""
import sys
from PySide6.QtCore import QTimer
from xengui.app import main, start
from xengui.app.program import Program

opened = Program.open
def open_with_work(self):
    opened(self)
    self.ledger.begin("Copy web-01", "granite")
Program.open = open_with_work
sys.exit(main(["--new-window", "--connect", "{pool.connect_url()}", "--trust", "{pool.fingerprint}"]))
"""
    surroundings = os.environ | {
        "XENGUI_PASSWORD": pool.password,
        "XDG_CONFIG_HOME": str(tmp_path / "config"),
        "XDG_STATE_HOME": str(tmp_path / "state"),
    }
    process = subprocess.Popen([sys.executable, "-c", script], env=surroundings, stderr=subprocess.PIPE, text=True)
    deadline = time.monotonic() + 60
    # It is asked for once the pool is connected.
    while "host.get_server_certificate" not in [call["method"] for call in pool.calls()]:
        assert time.monotonic() < deadline
        time.sleep(0.05)

    process.send_signal(signal.SIGTERM)

    said = process.communicate(timeout=60)[1]
    assert (process.returncode, said) == (0, "")
    until = time.monotonic() + 10
    while "session.logout" not in [call["method"] for call in pool.calls()] and time.monotonic() < until:
        time.sleep(0.05)
    assert "session.logout" in [call["method"] for call in pool.calls()]
    assert (tmp_path / "state" / "xengui" / "log" / "xengui.log").exists() or sys.platform != "linux"


def test_a_later_start_brings_the_window_forward_and_leaves_the_list_alone(go, pretend) -> None:
    pool = pretend()

    async def journey(person: Person) -> None:
        person.window.showMinimized()
        errand = Errand(connect=(("root", pool.url),), trust=(pool.fingerprint,), password=pool.password)
        start.answer(person.program, errand)
        await person.until("the pool appears", lambda: person.node("web-01"))
        assert not person.window.isMinimized()
        assert list(person.program.servers.saved or ()) == []

    go(journey)


def test_a_plain_start_shows_the_saved_servers_in_a_window_opened_without_them(go, pretend, tmp_path: Path) -> None:
    pool = pretend()
    (tmp_path / "config" / "xengui").mkdir(parents=True)
    (tmp_path / "config" / "xengui" / "servers.toml").write_text('[[server]]\nhost = "granite"\nname = "Saved"\n')

    async def journey(person: Person) -> None:
        await person.until("the pool appears", lambda: person.node("web-01"))
        assert person.node("Saved") is None
        start.answer(person.program, Errand())
        await person.until("the saved one appears", lambda: person.node("Saved"))
        assert person.node("web-01")

    go(journey, "--connect", pool.connect_url(), "--trust", pool.fingerprint, password=pool.password)


def test_the_log_folder_is_opened_or_named(go, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    opened: list[str] = []

    def remember(url: QUrl) -> bool:
        opened.append(url.toLocalFile())
        return True

    async def journey(person: Person) -> None:
        monkeypatch.setattr("xengui.app.program.QDesktopServices.openUrl", remember)
        await person.trigger("program.log_folder")
        await person.until("it is opened", lambda: opened == [str(log.log_folder())])
        monkeypatch.setattr("xengui.app.program.QDesktopServices.openUrl", lambda url: False)
        await person.trigger("program.log_folder")
        await person.until("it is named", lambda: str(log.log_folder()) in person.toast())

    go(journey)


def test_the_last_place_is_found_again(go, pretend) -> None:
    pool = pretend("demo", "--password", PASSWORD)
    keyring.set_keyring(kept := Memory())

    async def first(person: Person) -> None:
        await add(person, pool, remember=True)
        await person.until("it is kept", lambda: kept.kept)
        basalt = person.node("basalt")
        assert basalt
        person.tree.setExpanded(person.tree.rows.index_of(basalt.key), False)
        person.click("web-01")

    async def second(person: Person) -> None:
        await person.until("web-01 is selected", lambda: person.selected() == ["web-01"])
        basalt, granite = person.node("basalt"), person.node("granite")
        assert basalt
        assert granite
        assert not person.tree.isExpanded(person.tree.rows.index_of(basalt.key))
        assert person.tree.isExpanded(person.tree.rows.index_of(granite.key))

    go(first)
    go(second)
