"""The line at the bottom says how the connections fare and what runs, and jumps for no name."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPixmap
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from tests.builders import NOW, a_connection, a_vm, pool_with
from xengui.model.estate import Connection, Status
from xengui.operations.jobs import Job, Outcome
from xengui.ui import glyphs, theme
from xengui.ui.status_line import StatusLine

STONE = a_connection(pool_with(a_vm()), key="stone", name="Stone")


@pytest.fixture
def line(qtbot: QtBot) -> StatusLine:
    line = StatusLine()
    qtbot.addWidget(line)
    line.resize(800, 26)
    line.show()
    return line


def texts(line: StatusLine) -> list[str]:
    return [label.text() for label in line.findChildren(QLabel) if label.isVisible() and label.text()]


def dot(line: StatusLine) -> str:
    """The colour in the middle of the dot."""
    (label,) = [label for label in line.findChildren(QLabel) if not label.pixmap().isNull()]
    image = label.pixmap().toImage()
    return image.pixelColor(image.width() // 2, image.height() // 2).name()


def a_job(number: int, outcome: Outcome = Outcome.RUNNING) -> Job:
    return Job(number=number, title="Start web", connection="stone", outcome=outcome, started=NOW)


def colour(token: str) -> str:
    return QColor(theme.current().colour(token)).name()


def test_no_server_is_said_so(line: StatusLine):
    line.show_connections((), NOW, NOW)

    assert texts(line) == ["No servers"]
    assert dot(line) == colour("idle")


def test_the_connection_and_the_last_change_are_told(line: StatusLine):
    line.show_connections((STONE,), NOW - timedelta(seconds=3.21), NOW)

    assert texts(line) == ["Connected to Stone", "last change 3.2 s ago"]
    assert dot(line) == colour("ok")


@pytest.mark.parametrize(
    ("seconds", "said"), [(-5, "0.0 s ago"), (9.94, "9.9 s ago"), (10, "10 s ago"), (80, "1 min 20 s ago")]
)
def test_ages_are_told_in_units_that_fit(line: StatusLine, seconds: float, said: str):
    line.show_connections((STONE,), NOW - timedelta(seconds=seconds), NOW)

    assert texts(line)[1] == f"last change {said}"


def test_a_lost_connection_counts_more_than_those_that_are_well(line: StatusLine):
    lost: Connection = replace(STONE, key="wood", status=Status.LOST)

    line.show_connections((STONE, lost), None, NOW)

    assert texts(line) == ["Connected to 1 of 2 pools"]
    assert dot(line) == colour("error")


@pytest.mark.parametrize(
    ("outcomes", "said"),
    [
        ([], []),
        ([Outcome.RUNNING], ["1 task"]),
        ([Outcome.RUNNING, Outcome.RUNNING, Outcome.DONE], ["2 tasks"]),
        ([Outcome.FAILED, Outcome.RUNNING, Outcome.CANCELLED], ["1 task", "1 failed"]),
    ],
)
def test_running_and_failed_tasks_are_counted(line: StatusLine, outcomes: list[Outcome], said: list[str]):
    line.show_jobs([a_job(at, outcome) for at, outcome in enumerate(outcomes)])

    assert texts(line) == said


def test_a_name_is_no_markup(line: StatusLine):
    line.show_connections((a_connection(pool_with(a_vm(), name="<h1>Stone</h1>")),), None, NOW)

    assert texts(line) == ["Connected to <h1>Stone</h1>"]
    assert {label.textFormat() for label in line.findChildren(QLabel) if label.text()} == {Qt.TextFormat.PlainText}


def test_a_long_name_does_not_widen_the_window(line: StatusLine):
    line.show_connections((a_connection(pool_with(a_vm(), name="stone-" * 100)),), None, NOW)

    assert line.minimumSizeHint().width() < 300


def test_the_dot_is_in_the_colours_of_the_moment(line: StatusLine, qapp: QApplication):
    line.show_connections((STONE,), None, NOW)
    light = dot(line)

    theme.choose(qapp, theme.Appearance.DARK)

    assert dot(line) == colour("ok") != light


def test_a_dot_that_stays_as_it_is_is_not_made_again(line: StatusLine, monkeypatch: pytest.MonkeyPatch):
    line.show_connections((STONE,), NOW, NOW)
    made: list[str] = []
    pixmap = glyphs.pixmap

    def noted(name: str, size: int, colour: str, ratio: float = 1.0) -> QPixmap:
        made.append(name)
        return pixmap(name, size, colour, ratio)

    monkeypatch.setattr(glyphs, "pixmap", noted)

    line.show_connections((STONE,), NOW, NOW + timedelta(seconds=1))

    assert made == []
    line.show_connections((replace(STONE, status=Status.LOST),), NOW, NOW)
    assert made == ["circle-fill"]
