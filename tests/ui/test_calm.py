from __future__ import annotations

from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from xengui.ui.calm import Calm


def test_the_first_call_acts_at_once_and_the_rest_is_one_act(qtbot: QtBot):
    owner, acts = QObject(), list[int]()
    calm = Calm(lambda: acts.append(1), owner)

    for _ in range(100):
        calm()

    assert len(acts) == 1
    qtbot.waitUntil(lambda: len(acts) == 2)


def test_after_a_quiet_pause_it_acts_at_once_again(qtbot: QtBot):
    owner, acts = QObject(), list[int]()
    calm = Calm(lambda: acts.append(1), owner)
    calm()
    qtbot.waitUntil(lambda: not calm._pause.isActive())

    calm()

    assert len(acts) == 2


def test_what_is_told_while_it_acts_is_not_lost(qtbot: QtBot):
    owner, acts = QObject(), list[int]()

    def act() -> None:
        acts.append(1)
        if len(acts) == 1:
            calm()

    calm = Calm(act, owner)
    calm()

    qtbot.waitUntil(lambda: len(acts) == 2)
