"""Passwords and session references reach nothing that stays: no file, no log, no word on a screen of text, no child.

Each journey does what a person does, and what goes wrong around them, and then looks through everything that was
written.
"""

from __future__ import annotations

import asyncio
import gc
import json
import logging
import os
import signal
import subprocess
import sys
import threading
import time
import traceback
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import keyring
import pytest
from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractButton

from tests.net.servers import HERE, serving
from tests.net.test_link import Script
from tests.recorder.attached import Exchange
from tests.settings.keyrings import Locked, Memory
from xengui.app.instance import Errand
from xengui.forms.connect import Connect
from xengui.model.call import Call
from xengui.net.session import Session
from xengui.operations.jobs import Outcome
from xengui.protocol.failure import Failure
from xengui.settings import log
from xengui.sim.certificates import self_signed

if TYPE_CHECKING:
    from tests.journeys.conftest import Pretend
    from tests.journeys.person import Person

RIGHT, WRONG, OLD = "correct-horse-“battery”&<1>", "incorrect\\donkey'2", "of-before-it-was-changed"
SESSION = "OpaqueRef:5e551011-5ec2-4e70-9a9a-0123456789ab"

linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="/proc is there only here")


@pytest.fixture(autouse=True)
def _as_it_was(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    for name, folder in (("XDG_STATE_HOME", "state"), ("XDG_CACHE_HOME", "cache"), ("XDG_DATA_HOME", "data")):
        monkeypatch.setenv(name, str(tmp_path / folder))
    root = logging.getLogger()
    before, level, kept = list(root.handlers), root.level, keyring.get_keyring()
    hooks = sys.excepthook, threading.excepthook, sys.unraisablehook
    yield
    for handler in [handler for handler in root.handlers if handler not in before]:
        root.removeHandler(handler)
        handler.close()
    root.setLevel(level)
    keyring.set_keyring(kept)
    logging.captureWarnings(False)
    sys.excepthook, threading.excepthook, sys.unraisablehook = hooks


def spellings(secret: str) -> set[str]:
    return {secret, json.dumps(secret)[1:-1], quote(secret, safe=""), repr(secret)[1:-1], secret.replace("&", "&amp;")}


def sessions(exchanges: list[Exchange]) -> set[str]:
    """Every reference that a server handed out at a login."""
    found = set()
    for _, request, answer in exchanges:
        if b"login_with_password" in request and answer and answer.startswith(b"{"):
            result = json.loads(answer).get("result")
            found |= {result} if isinstance(result, str) else set()
    return found


def written(folder: Path) -> dict[str, str]:
    """All that the program left in its folders. What the pretend pool and the test wrote is theirs."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes().decode(errors="replace")
        for path in folder.rglob("*")
        if path.is_file() and not path.name.startswith("calls-")
    }


def leaks(texts: dict[str, str], secrets: set[str]) -> list[tuple[str, str]]:
    """Where which secret stands, with what is around it."""
    return [
        (place, text[max(0, text.index(spelled) - 120) : text.index(spelled) + 60])
        for place, text in texts.items()
        for secret in secrets
        for spelled in spellings(secret)
        if spelled in text
    ]


async def add(person: Person, pool: Pretend, password: str, *, remember: bool = False) -> None:
    host, _, port = pool.url.removeprefix("https://").partition(":")
    await person.trigger("server.add")
    dialog = await person.dialog_shown("connectDialog")
    person.type_into(dialog, "hostField", host)
    person.type_into(dialog, "portField", port)
    person.type_into(dialog, "passwordField", WRONG)
    if remember:
        box = dialog.findChild(QAbstractButton, "rememberBox")
        assert box
        box.click()
    person.press(dialog, "connectButton")
    person.press(await person.dialog_shown("certificateDialog"), "trustButton")
    refused = "Wrong user name or password"
    await person.until("it is refused", lambda: refused in " ".join(person.words_in(dialog)))
    person.type_into(dialog, "passwordField", password)
    person.press(dialog, "connectButton")
    await person.until("the pool appears", lambda: person.node("web-01") and person.dialog() is None)


class Going:
    """Fails where nobody can hear of it."""

    def __init__(self, secrets: list[str]) -> None:
        self.secrets = secrets

    def __repr__(self) -> str:
        return f"<going with {self.secrets}>"

    def __del__(self) -> None:
        raise RuntimeError(f"going with {self.secrets}")


class Careless:
    """Everything that a mistake of ours could do with a secret."""

    def __init__(self, person: Person, secrets: list[str]) -> None:
        self._person = person
        self._secrets = secrets

    def __repr__(self) -> str:
        return f"<careless with {self._secrets}>"

    async def fail(self) -> None:
        held = list(self._secrets)
        raise RuntimeError(f"a command failed with {held}", *held)

    async def fail_alone(self) -> None:
        raise Failure("SESSION_INVALID", self._secrets)

    def raise_in_slot(self) -> None:
        raise ValueError(*self._secrets)

    async def be_careless(self) -> None:
        secrets = self._secrets
        Going(secrets)
        loop = asyncio.get_running_loop()
        self._person.program.start(self.fail())
        forgotten = loop.create_task(self.fail_alone(), name=f"a task that knows {secrets}")
        await asyncio.wait({forgotten})
        del forgotten
        gc.collect()
        QTimer.singleShot(0, self.raise_in_slot)
        loop.call_soon(self.raise_in_slot)
        loop.call_exception_handler({"message": f"something happened to {secrets}", "exception": KeyError(*secrets)})
        thread = threading.Thread(target=self.raise_in_slot)
        thread.start()
        await asyncio.to_thread(thread.join)
        warnings.warn(f"a warning about {secrets}", RuntimeWarning, stacklevel=1)
        for level in (logging.DEBUG, logging.INFO, logging.WARNING, logging.ERROR, logging.CRITICAL):
            logging.getLogger("xengui.net").log(level, "level %d: %s", level, secrets)
        logging.getLogger("httpcore").debug("body %r", json.dumps(secrets).encode())
        try:
            await self.fail()
        except RuntimeError:
            logging.getLogger("xengui").exception("caught")


def start_log(folder: Path) -> Callable[[], str]:
    """Log everything there is to a file; gives what is said on the screen."""
    warnings.simplefilter("always")
    logging.getLogger("qasync").setLevel(logging.INFO)  # as the program has it
    logging.captureWarnings(False)  # what an earlier test has begun goes with that test's end, and is not begun twice
    log.start("debug", folder / "state" / "xengui.log", sys.stderr)
    return lambda: ""


@pytest.mark.qt_no_exception_capture
def test_a_day_with_everything_that_goes_wrong_leaves_no_secret_behind(
    go, pretend, recorded, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    pool = pretend("demo", "--password", RIGHT)
    keyring.set_keyring(Memory())
    start_log(tmp_path)
    shown: dict[str, str] = {}

    async def journey(person: Person) -> None:
        asyncio.get_running_loop().set_debug(True)
        await add(person, pool, RIGHT, remember=True)
        (link,) = person.program.servers
        # Work, and what is refused.
        person.click("web-01")
        await person.trigger("vm.shutdown")
        person.press(await person.dialog_shown("confirmDialog"), "goButton")
        await person.until("it is off", lambda: person.state("web-01") == "vm-halted")
        with pytest.raises(Failure):
            await link.call("VM.start", "OpaqueRef:nothing", False, False)
        with pytest.raises(Failure):
            await link.call("session.change_password", WRONG, OLD)
        with pytest.raises(Failure):
            await link.call("VM.add_to_other_config", "OpaqueRef:nothing", "password", RIGHT)
        # What is shown and copied of the calls.
        calls = person.window.call_log
        assert calls
        shown["calls"] = "\n".join(repr(entry) for entry in person.program.servers.calls)
        # Mistakes.
        session = link._session
        assert session
        secrets = [RIGHT, WRONG, OLD, session._ref]
        await Careless(person, secrets).be_careless()
        gc.collect()
        await person.until("it is told", lambda: "Something went wrong inside xengui" in " ".join(person.toasts()))
        # A loss, and the way back with a password that is remembered.
        pool.stop()
        await person.until("the loss shows", lambda: person.state("Stone") == "pool-disconnected")
        again = pretend("demo", "--port", str(pool.port), "--password", RIGHT)
        person.press(await _compared(person), "trustButton")
        await person.until("it is back", lambda: person.state("Stone") == "pool-connected")
        assert again.calls()
        # Everything that has a repr.
        shown["reprs"] = "\n".join(
            repr(one)
            for one in (
                *(
                    link,
                    link._session,
                    link._session.transport if link._session else None,
                    link._watch,
                    link.connection,
                ),
                *(person.program.servers, person.program.servers.passwords, person.program.desk),
                Connect(host="granite", password=RIGHT),
                Errand(password=RIGHT),
                Call("VM.start", ("OpaqueRef:vm",)),
                *person.program.ledger.jobs.values(),
                *asyncio.all_tasks(),
            )
        )
        shown["tasks"] = "".join(
            line for task in asyncio.all_tasks() for frame in task.get_stack() for line in traceback.format_stack(frame)
        )
        shown["clipboard"] = QGuiApplication.clipboard().text()
        shown["screen"] = "\n".join([*person.words_in(person.window), *person.toasts(), person.drawn()])

    go(journey)
    gc.collect()
    refs = sessions(recorded)
    assert len(refs) >= 2
    texts = written(tmp_path)
    logged = "".join(text for name, text in texts.items() if "xengui.log" in name)
    assert len(logged) > 10_000, "there was much to say"
    for said in ("a command failed", "a warning about", "something happened to", "nobody caught this", "level 10"):
        assert said in logged
    assert "SESSION_INVALID" in logged
    printed = capfd.readouterr()
    texts |= {"stdout": printed.out, "stderr": printed.err} | shown
    assert "going with" in logged + texts["stderr"]
    assert leaks(texts, {RIGHT, WRONG, OLD} | refs) == []


async def _compared(person: Person):
    dialog = await person.dialog_shown("certificateDialog")
    person.check(dialog, "comparedBox")
    return dialog


def test_a_refusal_that_names_the_session_or_a_password_is_kept_without_it(go, tmp_path: Path) -> None:
    """Storage drivers quote what they were given, and the history is on disk."""
    start_log(tmp_path)
    keyring.set_keyring(Memory())
    script = Script()
    script.login = b""

    async def journey(person: Person) -> None:
        servers = person.program.servers
        from tests.net.servers import result  # noqa: PLC0415

        script.login = result(SESSION)
        async with serving(script.answer, certificate := self_signed("granite", HERE)) as server:
            servers.trust(server.address, certificate.fingerprint)
            await servers.open(server.address, "root", RIGHT)
            key = server.address.key
            ledger = person.program.ledger
            for fault in (
                Failure("SESSION_INVALID", [SESSION]),
                Failure("SR_BACKEND_FAILURE_1", ["", f"mount -o username=x,password={RIGHT} {SESSION}", ""]),
                Failure("INTERNAL_ERROR", [f"raised with {RIGHT} in {SESSION}"]),
                Failure("INVALID_VALUE", ["password", RIGHT]),
                RuntimeError(RIGHT, SESSION),
            ):
                number = ledger.begin(f"Attach storage {type(fault).__name__}", key)
                ledger.end(number, Outcome.FAILED, fault)
            await person.until("the pool is there", lambda: servers.listed(key))
            shown["pane"] = "\n".join(person.told_of(title) for title in person.rows())
            await servers.close(key)

    shown: dict[str, str] = {}
    go(journey)
    texts = written(tmp_path) | shown
    assert "Attach storage" in texts["config/xengui/history.json"]
    assert leaks(texts, {RIGHT, SESSION}) == []


def test_a_keyring_that_quotes_the_password_is_not_repeated(
    go, pretend, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    pool = pretend("demo", "--password", RIGHT)
    keyring.set_keyring(Locked())
    start_log(tmp_path)
    toasts: list[str] = []

    async def journey(person: Person) -> None:
        await add(person, pool, RIGHT, remember=True)
        await person.until("it is told", lambda: "was not remembered" in person.toast())
        toasts.extend(person.toasts())

    go(journey)
    printed = capfd.readouterr()
    texts = written(tmp_path) | {"toasts": " ".join(toasts), "stdout": printed.out, "stderr": printed.err}
    assert leaks(texts, {RIGHT, WRONG}) == []


# The program in a process of its own, as it is started.


STARTED = """
import os, sys
from PySide6.QtCore import QTimer
from xengui.app import main
from xengui.app.program import Program

opened = Program.open
def look(self):
    opened(self)
    print("environment:", "XENGUI_PASSWORD" in os.environ, sorted(os.environ.values()), flush=True)
    QTimer.singleShot(0, lambda: 1 / 0)
Program.open = look
sys.exit(main(sys.argv[1:]))
"""


def surroundings(folder: Path, password: str = RIGHT) -> dict[str, str]:
    (folder / "run").mkdir(mode=0o700, exist_ok=True)
    return os.environ | {
        "XENGUI_PASSWORD": password,
        "XDG_CONFIG_HOME": str(folder / "config"),
        "XDG_STATE_HOME": str(folder / "state"),
        "XDG_CACHE_HOME": str(folder / "cache"),
        "XDG_RUNTIME_DIR": str(folder / "run"),
        "PYTHONASYNCIODEBUG": "1",
        "PYTHONUNBUFFERED": "1",
    }


def wait_for(what: str, there: Callable[[], object], process: subprocess.Popen[str], patience_s: float = 60) -> None:
    deadline = time.monotonic() + patience_s
    while not there():
        assert process.poll() is None, f"{what}: the program ended"
        assert time.monotonic() < deadline, what
        time.sleep(0.05)


def end(process: subprocess.Popen[str]) -> None:
    """Leave nothing of it, whatever has failed."""
    process.kill()
    process.wait()
    if process.stdout:
        process.stdout.close()


def process_texts(number: int) -> dict[str, str]:
    """What everybody can see of a process."""
    folder = Path("/proc", str(number))
    return {name: folder.joinpath(name).read_bytes().decode(errors="replace") for name in ("cmdline", "environ")}


def children(number: int) -> list[int]:
    folder = Path("/proc", str(number), "task")
    return [int(child) for task in folder.iterdir() for child in task.joinpath("children").read_text().split() if child]


@linux
def test_a_password_of_the_environment_stays_in_the_program(pretend, tmp_path: Path) -> None:
    pool = pretend("demo", "--password", RIGHT)
    process = subprocess.Popen(
        [
            *(sys.executable, "-X", "dev", "-c", STARTED, "--log-level", "debug", "--connect", pool.connect_url()),
            *("--trust", pool.fingerprint),
        ],
        env=surroundings(tmp_path),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        wait_for("it is connected", lambda: "host.get_server_certificate" in _methods(pool), process)
        seen = process_texts(process.pid)["cmdline"]
        process.send_signal(signal.SIGTERM)
        said, _ = process.communicate(timeout=60)
    finally:
        end(process)
    assert process.returncode == 0
    assert "environment: False" in said
    texts = written(tmp_path) | {"stdout": said, "cmdline": seen}
    assert "ZeroDivisionError" in texts["state/xengui/log/xengui.log"]
    assert leaks(texts, {RIGHT}) == []


@linux
def test_the_children_of_the_program_inherit_no_password(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", STARTED, "--demo", "--log-level", "debug"],
        env=surroundings(tmp_path, RIGHT),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        wait_for("the pretend pool runs", lambda: children(process.pid), process)
        texts = {
            f"{name} of a child": text for child in children(process.pid) for name, text in process_texts(child).items()
        }
        process.send_signal(signal.SIGTERM)
        said, _ = process.communicate(timeout=60)
    finally:
        end(process)
    assert any("xengui.sim" in text for text in texts.values())
    assert leaks(texts | written(tmp_path) | {"stdout": said}, {RIGHT}) == []


def _methods(pool: Pretend) -> list[str]:
    return [str(call["method"]) for call in pool.calls()]


def test_a_session_that_is_asked_for_its_repr_tells_nothing() -> None:
    class Nowhere:
        class address:  # noqa: N801
            key = "granite"

    assert repr(Session(Nowhere(), SESSION)) == "<Session at granite>"  # type: ignore[arg-type]
