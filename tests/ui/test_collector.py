"""Forgotten cycles are collected on the thread of the widgets, and on no other."""

from __future__ import annotations

import gc
import threading
import weakref
from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from xengui.ui import collector as room
from xengui.ui.collector import Collector


@pytest.fixture
def collector(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> Iterator[Collector]:
    monkeypatch.setattr(room, "LOOK_MS", 1)
    thresholds = gc.get_threshold()
    gc.set_threshold(50, 2, 2)
    collector = Collector()
    yield collector
    collector.stop()
    gc.set_threshold(*thresholds)


class Cycle(QWidget):
    """A widget that keeps itself alive, and notes on which thread it ends."""

    def __init__(self, ended: list[int]) -> None:
        super().__init__()
        self.itself = self
        weakref.finalize(self, lambda: ended.append(threading.get_ident()))


def litter() -> list[list[object]]:
    return [[] for _ in range(1_000)]


def test_the_automatic_collector_is_off_while_it_lives(collector: Collector):
    assert not gc.isenabled()

    collector.stop()

    assert gc.isenabled()


def test_a_widget_in_a_cycle_ends_on_the_thread_of_the_widgets(qtbot: QtBot, collector: Collector):
    ended: list[int] = []
    Cycle(ended)
    thread = threading.Thread(target=lambda: [litter() for _ in range(100)])
    thread.start()
    thread.join()
    assert ended == []
    kept = litter()

    qtbot.waitUntil(lambda: bool(ended))

    assert ended == [threading.get_ident()]
    assert kept


def test_nothing_is_collected_while_there_is_little_to_collect(collector: Collector):
    gc.set_threshold(100_000, 1_000, 1_000)
    gc.collect()
    ended: list[int] = []
    Cycle(ended)

    collector.look()
    assert ended == []

    gc.set_threshold(1, 1_000, 1_000)
    collector.look()
    assert ended == [threading.get_ident()]


def test_a_threshold_of_nothing_means_never(collector: Collector):
    gc.set_threshold(0, 0, 0)
    ended: list[int] = []
    Cycle(ended)
    kept = litter()

    collector.look()

    assert ended == []
    assert kept
