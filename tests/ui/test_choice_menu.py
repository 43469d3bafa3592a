from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tests.builders import a_connection, a_vm, pool_with
from xengui.commands.command import Choice, Choices, Chosen, Command
from xengui.model.classes import VM
from xengui.ui.choice_menu import ChoiceMenu

WEB = a_vm()
SELECTION = [Chosen(a_connection(pool_with(WEB)), WEB)]


class Opened:
    """A menu of three hosts, one of which the picture rules out; `answer` is the pool's way to tell more."""

    def __init__(self, qtbot: QtBot) -> None:
        self.running = False
        self.ran: list[tuple[str, str]] = []
        self.answers: list[Callable[[str, str], None]] = []
        self.owner = owner = QWidget()
        qtbot.addWidget(owner)
        choices = Choices(
            offered=lambda pool: [Choice(name, name, "hard-drives") for name in ("R&D", "basalt", "mica")],
            refuses=lambda vm, pool, host: "mica does not answer." if host == "mica" else None,
            probe=never,
        )
        command = Command(
            id="vm.start_on",
            text="Start on",
            icon="play",
            applies_to=VM,
            choices=choices,
            refuses=lambda vm, pool: "It runs." if self.running else None,
        )
        self.menu = ChoiceMenu(command, self._run, lambda: SELECTION, self._probe, owner)
        self.menu.open_for_selection()

    def _run(self, command: Command, selection: Sequence[Chosen], choice: str = "") -> None:
        self.ran.append((command.id, choice))

    def _probe(self, command: Command, selection: Sequence[Chosen], tell: Callable[[str, str], None]) -> None:
        self.answers.append(tell)


async def never(*_: object) -> str:
    raise AssertionError


@pytest.fixture
def opened(qtbot: QtBot) -> Opened:
    return Opened(qtbot)


def test_a_menu_without_choices_says_why(opened: Opened):
    opened.running = True
    opened.menu.open_for_selection()

    (entry,) = opened.menu.actions()
    assert (entry.text(), entry.isEnabled()) == ("It runs.", False)


def test_every_choice_is_there_and_one_that_cannot_be_says_why(opened: Opened):
    assert [action.text() for action in opened.menu.actions()] == ["R&&D", "basalt", "mica (does not answer)"]
    assert [action.isEnabled() for action in opened.menu.actions()] == [True, True, False]


def test_a_choice_runs_the_command_with_it(opened: Opened):
    opened.menu.entry("basalt").trigger()

    assert opened.ran == [("vm.start_on", "basalt")]


def test_the_answer_of_the_pool_greys_a_choice(opened: Opened):
    opened.answers[0]("basalt", "basalt is full.")

    assert opened.menu.entry("basalt").text() == "basalt (is full)"
    assert not opened.menu.entry("basalt").isEnabled()
    assert opened.menu.entry("basalt").statusTip() == "basalt is full."


def test_an_answer_that_comes_late_is_for_another_menu(opened: Opened):
    opened.menu.open_for_selection()

    opened.answers[0]("basalt", "basalt is full.")

    assert opened.menu.entry("basalt").isEnabled()


def test_opening_it_again_does_not_double_it(opened: Opened):
    opened.menu.open_for_selection()

    assert len(opened.menu.actions()) == 3


def test_an_answer_that_comes_when_the_menu_is_gone_is_nobodys(opened: Opened, qtbot: QtBot):
    with qtbot.waitSignal(opened.menu.destroyed):
        opened.menu.popup(opened.owner.mapToGlobal(opened.owner.rect().center()))
        opened.menu.aboutToHide.connect(opened.menu.deleteLater)
        opened.menu.hide()

    for answer in opened.answers:
        answer("basalt", "basalt is full.")
