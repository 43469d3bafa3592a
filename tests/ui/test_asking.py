"""Questions are dialogs that are opened and awaited, and an attempt keeps its dialog open."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import replace
from typing import TypeVar

import pytest
import qasync
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QLineEdit, QMainWindow, QPushButton
from pytestqt.qtbot import QtBot

from tests.builders import NOW
from xengui.commands.desk import Attempt
from xengui.forms.confirm import Confirm, Fate
from xengui.forms.connect import Connect
from xengui.forms.trust import Trust
from xengui.protocol.address import Address
from xengui.protocol.certificate import Certificate
from xengui.ui.asking import Asker
from xengui.ui.dialogs.form_dialog import FormDialog

PATIENCE_S = 10.0
FILLED = Connect(host="granite", user="root", password="secret")
QUESTION = Confirm(
    title="Shut down",
    heading="Shut down web?",
    sentence="The guest is asked to stop by itself.",
    fates=(Fate("OpaqueRef:web", "web", "asked to stop"),),
    verb="Shut down",
)
CERTIFICATE = Trust(address=Address("granite"), shown=Certificate(der=b"", sha256="ab" * 32, not_after=NOW))

F = TypeVar("F")
Scene = Callable[[], Awaitable[None]]


@pytest.fixture
def window(qtbot: QtBot) -> QMainWindow:
    window = QMainWindow()
    qtbot.addWidget(window)
    window.show()
    return window


@pytest.fixture
def play(qapp: QApplication) -> Iterator[Callable[[Scene], None]]:
    """Plays a scene on Qt's loop."""
    loop = qasync.QEventLoop(qapp, already_running=False)
    asyncio.set_event_loop(loop)
    yield lambda scene: loop.run_until_complete(asyncio.wait_for(scene(), PATIENCE_S))
    loop.close()
    asyncio.set_event_loop(None)


def asked(asker: Asker, form: F, attempt: Attempt[F] | None = None) -> asyncio.Future[F | None]:
    answer = asker.ask(form, attempt)
    return asyncio.ensure_future(answer)


def dialogs(window: QMainWindow) -> list[FormDialog]:
    return [dialog for dialog in window.findChildren(FormDialog) if dialog.isVisible()]


async def until(there: Callable[[], object]) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not there():
        assert time.monotonic() < deadline
        await asyncio.sleep(0.001)


async def opened(name: str) -> QDialog:
    def top() -> QDialog | None:
        found = QApplication.activeModalWidget()
        return found if isinstance(found, QDialog) and found.objectName() == name else None

    await until(top)
    found = top()
    assert found
    return found


def press(dialog: QDialog, name: str) -> None:
    button = dialog.findChild(QPushButton, name)
    assert button
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def says(dialog: QDialog) -> list[str]:
    return [label.text() for label in dialog.findChildren(QLabel) if label.isVisible() and label.text()]


class Tries:
    """An attempt that ends when it is told to, and remembers what it was given."""

    def __init__(self) -> None:
        self.given: list[Connect] = []
        self.cancelled = 0
        self._ends: asyncio.Queue[Mapping[str, str] | Exception] = asyncio.Queue()

    async def __call__(self, form: Connect) -> Mapping[str, str]:
        self.given.append(form)
        try:
            end = await self._ends.get()
        except asyncio.CancelledError:
            self.cancelled += 1
            raise
        if isinstance(end, Exception):
            raise end
        return end

    def end(self, how: Mapping[str, str] | Exception) -> None:
        self._ends.put_nowait(how)


def test_the_answer_is_the_form_as_it_was_filled_in(window: QMainWindow, play: Callable[[Scene], None]):
    async def scene() -> None:
        answer = asked(Asker(window), Connect())
        dialog = await opened("connectDialog")
        for name, text in (("hostField", "granite"), ("passwordField", "secret")):
            field = dialog.findChild(QLineEdit, name)
            assert field
            QTest.keyClicks(field, text)

        press(dialog, "connectButton")

        assert await answer == Connect(host="granite", password="secret")
        assert dialogs(window) == []

    play(scene)


def test_escape_is_no_answer(window: QMainWindow, play: Callable[[Scene], None]):
    async def scene() -> None:
        answer = asked(Asker(window), FILLED)
        dialog = await opened("connectDialog")

        QTest.keyClick(dialog, Qt.Key.Key_Escape)

        assert await answer is None
        assert dialogs(window) == []

    play(scene)


def test_an_attempt_keeps_its_dialog_open_until_it_is_well(window: QMainWindow, play: Callable[[Scene], None]):
    async def scene() -> None:
        tries = Tries()
        answer = asked(Asker(window), FILLED, tries)
        dialog = await opened("connectDialog")
        password = dialog.findChild(QLineEdit, "passwordField")
        assert password

        press(dialog, "connectButton")
        await until(lambda: tries.given)
        assert dialog.isVisible()
        assert not password.isEnabled()
        assert "Connecting to granite …" in says(dialog)

        tries.end({"password": "Wrong user name or password. Nothing has been saved."})
        await until(password.isEnabled)
        assert "Wrong user name or password. Nothing has been saved." in says(dialog)
        assert password.hasFocus() or dialog.focusWidget() is password
        assert not answer.done()

        QTest.keyClicks(password, "other")
        press(dialog, "connectButton")
        tries.end({})

        filled = await answer
        assert filled is not None
        assert filled.password == "other"
        assert [form.password for form in tries.given] == ["secret", "other"]

    play(scene)


def test_closing_the_dialog_cancels_its_attempt(window: QMainWindow, play: Callable[[Scene], None]):
    async def scene() -> None:
        tries = Tries()
        answer = asked(Asker(window), FILLED, tries)
        dialog = await opened("connectDialog")
        press(dialog, "connectButton")
        await until(lambda: tries.given)

        QTest.keyClick(dialog, Qt.Key.Key_Escape)

        assert await answer is None
        assert tries.cancelled == 1

    play(scene)


def test_a_second_enter_does_not_try_twice(window: QMainWindow, play: Callable[[Scene], None]):
    async def scene() -> None:
        tries = Tries()
        answer = asked(Asker(window), FILLED, tries)
        dialog = await opened("connectDialog")

        dialog.accept()
        dialog.accept()
        await until(lambda: tries.given)
        tries.end({})
        await answer

        assert len(tries.given) == 1

    play(scene)


def test_a_mistake_of_ours_is_said_and_logged_and_can_be_tried_again(
    window: QMainWindow, play: Callable[[Scene], None], caplog: pytest.LogCaptureFixture
):
    async def scene() -> None:
        tries = Tries()
        answer = asked(Asker(window), FILLED, tries)
        dialog = await opened("connectDialog")

        press(dialog, "connectButton")
        tries.end(ZeroDivisionError("a mistake"))
        await until(lambda: "Something went wrong inside xengui; the log has the details." in says(dialog))

        press(dialog, "connectButton")
        tries.end({})
        assert await answer == FILLED

    with caplog.at_level(logging.ERROR):
        play(scene)
    assert "ZeroDivisionError: a mistake" in caplog.text


def test_a_mistake_in_a_dialog_without_fields_is_said_in_its_footer(
    window: QMainWindow, play: Callable[[Scene], None], caplog: pytest.LogCaptureFixture
):
    async def fails(form: Confirm) -> Mapping[str, str]:
        raise ZeroDivisionError

    async def scene() -> None:
        answer = asked(Asker(window), QUESTION, fails)
        dialog = await opened("confirmDialog")

        press(dialog, "goButton")
        await until(lambda: "Something went wrong inside xengui; the log has the details." in says(dialog))

        QTest.keyClick(dialog, Qt.Key.Key_Escape)
        assert await answer is None

    play(scene)


def test_a_question_of_an_attempt_stands_on_top_of_its_dialog(window: QMainWindow, play: Callable[[Scene], None]):
    async def scene() -> None:
        asker = Asker(window)

        async def attempt(form: Connect) -> Mapping[str, str]:
            trusted = await asker.ask(CERTIFICATE)
            return {} if trusted else {"host": "It was not trusted."}

        answer = asked(asker, FILLED, attempt)
        below = await opened("connectDialog")
        press(below, "connectButton")
        above = await opened("certificateDialog")
        assert above.parentWidget() is below
        assert below.isVisible()

        QTest.keyClick(above, Qt.Key.Key_Escape)
        await until(lambda: "It was not trusted." in says(below))

        press(below, "connectButton")
        press(await opened("certificateDialog"), "trustButton")
        assert await answer == FILLED

    play(scene)


def test_an_unrelated_question_waits_until_the_first_is_answered(window: QMainWindow, play: Callable[[Scene], None]):
    async def scene() -> None:
        asker, tries = Asker(window), Tries()
        first = asked(asker, FILLED, tries)
        dialog = await opened("connectDialog")
        press(dialog, "connectButton")
        await until(lambda: tries.given)

        second = asked(asker, QUESTION)
        await asyncio.sleep(0)
        assert dialogs(window) == [dialog]

        tries.end({})
        assert await first == FILLED
        press(await opened("confirmDialog"), "goButton")
        assert await second == QUESTION

    play(scene)


def test_what_an_attempt_set_going_can_still_ask_when_its_dialog_is_gone(
    window: QMainWindow, play: Callable[[Scene], None]
):
    async def scene() -> None:
        asker, later = Asker(window), asyncio.Event()
        left: list[asyncio.Task[object]] = []

        async def goes_on() -> object:
            await later.wait()
            return await asker.ask(QUESTION)

        async def attempt(form: Connect) -> Mapping[str, str]:
            left.append(asyncio.ensure_future(goes_on()))
            return {}

        first = asked(asker, FILLED, attempt)
        press(await opened("connectDialog"), "connectButton")
        await first

        later.set()
        press(await opened("confirmDialog"), "goButton")
        assert await left[0] == QUESTION

    play(scene)


def test_a_question_whose_asker_is_cancelled_takes_all_above_it_away(
    window: QMainWindow, play: Callable[[Scene], None]
):
    async def scene() -> None:
        asker = Asker(window)

        async def attempt(form: Connect) -> Mapping[str, str]:
            await asker.ask(CERTIFICATE)
            return {}

        answer = asked(asker, FILLED, attempt)
        press(await opened("connectDialog"), "connectButton")
        await opened("certificateDialog")

        answer.cancel()
        await asyncio.gather(answer, return_exceptions=True)

        assert answer.cancelled()
        assert dialogs(window) == []
        assert QApplication.activeModalWidget() is None

    play(scene)


class News(QObject):
    """Tells that something in a pool changed."""

    changed = Signal(object)


def test_an_open_question_is_asked_anew_when_something_changes(window: QMainWindow, play: Callable[[Scene], None]):
    news, now = News(), [QUESTION]

    async def scene() -> None:
        answer = asyncio.ensure_future(Asker(window, news.changed).ask(QUESTION, anew=lambda: now[0]))
        dialog = await opened("confirmDialog")
        now[0] = replace(QUESTION, refusal="web is already off.")
        assert "web is already off." not in says(dialog)

        news.changed.emit({})
        assert "web is already off." in says(dialog)
        now[0] = QUESTION
        news.changed.emit({})
        press(dialog, "goButton")

        assert await answer == QUESTION

    play(scene)


def test_a_question_about_nothing_closes_without_an_answer(window: QMainWindow, play: Callable[[Scene], None]):
    news, now = News(), [QUESTION]

    async def scene() -> None:
        asker = Asker(window, news.changed)
        answer = asyncio.ensure_future(asker.ask(QUESTION, anew=lambda: now.pop() if now else None))
        await opened("confirmDialog")

        news.changed.emit({})

        assert await answer is None
        news.changed.emit({})  # nobody listens any more

    play(scene)


def test_a_question_that_is_moot_by_its_turn_is_not_asked(window: QMainWindow, play: Callable[[Scene], None]):
    async def scene() -> None:
        assert await Asker(window).ask(QUESTION, anew=lambda: None) is None
        assert dialogs(window) == []

    play(scene)


def test_a_server_that_is_gone_takes_its_dialog_and_what_stands_on_it_away(
    window: QMainWindow, play: Callable[[Scene], None]
):
    news, there = News(), [True]

    async def scene() -> None:
        asker = Asker(window, news.changed)

        async def attempt(_: Connect) -> Mapping[str, str]:
            await asker.ask(CERTIFICATE)
            return {}

        def anew() -> Connect | None:
            return FILLED if there[0] else None

        asking = asker.ask(FILLED, attempt, anew)
        answer = asyncio.ensure_future(asking)
        press(await opened("connectDialog"), "connectButton")
        await opened("certificateDialog")
        there[0] = False

        news.changed.emit({})

        assert await answer is None
        assert dialogs(window) == []

    play(scene)


def test_nothing_is_asked_once_the_window_is_gone(qapp):
    async def visit() -> object:
        asker = Asker(QMainWindow())
        asker.close()
        return await asker.ask(Connect())

    assert asyncio.run(visit()) is None
