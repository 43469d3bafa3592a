"""Views hear of what changed together, not of each thing, and of nothing when nothing did."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QElapsedTimer
from PySide6.QtTest import QSignalSpy
from pytestqt.qtbot import QtBot

from tests.builders import a_connection, a_vm, pool_with
from xengui.model.classes import SR, VM
from xengui.model.estate import Connection, Status
from xengui.model.record import Record
from xengui.model.store import Delta
from xengui.ui.bridge import BUSY_MS, FLUSH_MS, SERIES, Bridge, Changed

STONE = a_connection(pool_with(a_vm()), key="stone")
WOOD = a_connection(pool_with(a_vm()), key="wood")


def delta(connection: Connection, *kinds: type[Record]) -> Delta:
    return Delta(connection.snapshot, {kind: frozenset({"OpaqueRef:any"}) for kind in kinds})


def heard(spy: QSignalSpy) -> list[object]:
    return [spy.at(at)[0] for at in range(spy.count())]


def test_what_comes_close_together_is_told_as_one(qtbot: QtBot):
    bridge = Bridge()
    spy = QSignalSpy(bridge.changed)

    bridge.publish(STONE, delta(STONE, VM))
    bridge.publish(STONE, delta(STONE, SR))
    bridge.publish(WOOD, delta(WOOD, VM))
    assert heard(spy) == []
    qtbot.waitUntil(lambda: spy.count() > 0)

    assert heard(spy) == [{"stone": {VM, SR}, "wood": {VM}}]


def test_a_steady_stream_is_told_twenty_times_a_second_at_most(qtbot: QtBot):
    bridge = Bridge()
    spy = QSignalSpy(bridge.changed)
    passed = QElapsedTimer()
    passed.start()

    def pour() -> bool:
        bridge.publish(STONE, delta(STONE, VM))
        return spy.count() >= 5

    qtbot.waitUntil(pour)

    assert FLUSH_MS == 50
    assert passed.elapsed() >= 5 * FLUSH_MS * 0.9  # Qt's coarse timers are right to within a twentieth


def test_a_stream_that_does_not_cease_is_told_less_often_and_never_later(qtbot: QtBot):
    bridge = Bridge()
    spy = QSignalSpy(bridge.changed)
    waits: list[int] = []

    def pour() -> bool:
        bridge.publish(STONE, delta(STONE, VM))
        waits.append(bridge._timer.interval())
        return spy.count() >= SERIES + 3

    qtbot.waitUntil(pour, timeout=20_000)

    assert waits[0] == FLUSH_MS
    assert waits[-1] == BUSY_MS
    assert set(waits) == {FLUSH_MS, BUSY_MS}


def test_a_signal_has_what_changed_and_between_which_pictures(qtbot: QtBot):
    bridge = Bridge()
    told: list[Changed] = []
    bridge.changed.connect(lambda changes: told.append(changes["stone"]))
    bridge.publish(STONE, None)
    qtbot.waitUntil(lambda: len(told) == 1)
    pictures = [pool_with(a_vm(name_label=name)) for name in ("db", "shop")]

    for name, picture in zip(("db", "shop"), pictures, strict=True):
        bridge.publish(replace(STONE, snapshot=picture), Delta(picture, {VM: frozenset({name})}))
    qtbot.waitUntil(lambda: len(told) == 2)

    assert told[1].pictures == (STONE.snapshot, pictures[-1])
    assert told[1].refs == {VM: {"db", "shop"}}


def test_nothing_new_is_not_told(qtbot: QtBot):
    bridge = Bridge()
    spy = QSignalSpy(bridge.changed)
    bridge.publish(STONE, None)
    qtbot.waitUntil(lambda: spy.count() == 1)

    bridge.publish(replace(STONE, user="ops"), delta(STONE))
    bridge.publish(WOOD, delta(WOOD, VM))
    qtbot.waitUntil(lambda: spy.count() == 2)

    assert heard(spy)[1] == {"wood": {VM}}
    latest = bridge.connection("stone")
    assert latest is not None
    assert latest.user == "ops"


def test_a_connection_that_fares_otherwise_is_told_as_such(qtbot: QtBot):
    bridge = Bridge()
    spy = QSignalSpy(bridge.changed)

    bridge.publish(replace(STONE, status=Status.LOST), None)
    qtbot.waitUntil(lambda: spy.count() > 0)

    assert heard(spy) == [{"stone": {Connection}}]


def test_the_estate_is_what_was_heard_last(qtbot: QtBot):
    bridge = Bridge()

    bridge.publish(STONE, None)
    bridge.publish(WOOD, None)
    lost = replace(STONE, status=Status.LOST)
    bridge.publish(lost, None)

    assert bridge.estate == (lost, WOOD)
    assert bridge.connection("stone") is lost
    assert bridge.connection("granite") is None


def test_a_forgotten_server_is_gone_at_once_and_told_a_moment_later(qtbot: QtBot):
    bridge = Bridge()
    spy = QSignalSpy(bridge.changed)
    bridge.publish(STONE, None)
    qtbot.waitUntil(lambda: spy.count() == 1)

    bridge.forget("stone")
    assert bridge.estate == ()
    qtbot.waitUntil(lambda: spy.count() == 2)

    assert heard(spy)[1] == {"stone": {Connection}}


def test_forgetting_what_was_never_known_says_nothing(qtbot: QtBot):
    bridge = Bridge()
    spy = QSignalSpy(bridge.changed)

    bridge.forget("granite")
    bridge.publish(STONE, None)
    qtbot.waitUntil(lambda: spy.count() > 0)

    assert heard(spy) == [{"stone": {Connection}}]


def test_what_a_listener_publishes_is_told_next_time(qtbot: QtBot):
    bridge = Bridge()
    spy = QSignalSpy(bridge.changed)
    bridge.changed.connect(lambda changes: bridge.publish(WOOD, None) if "stone" in changes else None)

    bridge.publish(STONE, None)
    qtbot.waitUntil(lambda: spy.count() == 2)

    assert heard(spy) == [{"stone": {Connection}}, {"wood": {Connection}}]


def test_a_connection_and_its_records_are_told_together(qtbot: QtBot):
    bridge = Bridge()
    spy = QSignalSpy(bridge.changed)

    bridge.publish(STONE, delta(STONE, VM))
    bridge.publish(replace(STONE, name="Stone"), None)
    qtbot.waitUntil(lambda: spy.count() > 0)

    assert heard(spy) == [{"stone": {VM, Connection}}]
