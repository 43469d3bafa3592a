"""The header says which object is shown, how it is and where it is, and no name widens the window."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from tests.builders import NOW, a_connection, a_vm, pool_with
from xengui.queries.header import Header, header
from xengui.ui import theme
from xengui.ui.header_bar import HeaderBar
from xengui.ui.widgets.link import Link

WEB = Header(
    title="web",
    cls="VM",
    ref="OpaqueRef:web",
    pill="Running",
    tone="ok",
    state="vm-running",
    path=(("Stone", "OpaqueRef:the-pool"), ("granite", "OpaqueRef:granite")),
    colour="teal",
)


@pytest.fixture
def bar(qtbot: QtBot) -> HeaderBar:
    bar = HeaderBar()
    qtbot.addWidget(bar)
    bar.resize(900, 56)
    bar.show()
    return bar


def texts(bar: HeaderBar) -> list[str]:
    """All words, save the arrows between the steps."""
    QApplication.sendPostedEvents()
    return [label.text() for label in bar.findChildren(QLabel) if label.isVisible() and label.text().strip(" ›")]


def links(bar: HeaderBar) -> list[Link]:
    QApplication.sendPostedEvents()  # a layout shows what was added to it a moment later
    return [link for link in bar.findChildren(Link) if link.isVisible()]


def test_it_names_the_object_and_its_state(bar: HeaderBar):
    bar.show_header(replace(WEB, note="It has no guest tools."), power=True)

    assert texts(bar) == ["web", "Running", "It has no guest tools."]
    assert bar.accessibleName() == "web, Running, It has no guest tools."


def test_what_is_not_there_takes_no_place(bar: HeaderBar):
    bar.show_header(replace(WEB, pill=""), power=False)

    assert texts(bar) == ["web"]
    assert not bar.power.isVisible()
    assert not bar.connect_button.isVisible()
    assert bar.accessibleName() == "web"


def test_each_step_of_the_path_can_be_followed(bar: HeaderBar, qtbot: QtBot):
    bar.show_header(WEB, power=True)
    assert [link.text() for link in links(bar)] == ["Stone", "granite"]

    with qtbot.waitSignal(bar.step_wanted) as wanted:
        QTest.mouseClick(links(bar)[1], Qt.MouseButton.LeftButton)

    assert wanted.args == ["OpaqueRef:granite"]


def test_a_step_in_focus_stays_in_focus_when_the_object_changes(bar: HeaderBar):
    bar.show_header(WEB, power=True)
    (first, _) = links(bar)
    first.setFocus()

    bar.show_header(replace(WEB, pill="Shutting down", tone="busy"), power=True)

    assert links(bar)[0] is first
    assert bar.focusWidget() is first


def test_another_path_takes_the_place_of_the_first(bar: HeaderBar):
    bar.show_header(WEB, power=True)

    bar.show_header(replace(WEB, path=(("Stone", "OpaqueRef:the-pool"),)), power=True)

    assert [link.text() for link in links(bar)] == ["Stone"]


def test_a_pool_has_a_few_words_in_place_of_a_path(bar: HeaderBar):
    connection = a_connection(pool_with(a_vm()))
    top = header(connection, "OpaqueRef:the-pool", NOW)
    assert top is not None

    bar.show_header(top, power=False)

    assert links(bar) == []
    assert "1 server, coordinator granite" in texts(bar)


def test_a_server_out_of_reach_has_one_button(bar: HeaderBar):
    bar.show_header(WEB, power=False, connect="Try now")

    assert bar.connect_button.isVisible()
    assert bar.connect_button.text() == "Try now"


def test_names_are_shown_as_they_are(bar: HeaderBar):
    name = "<b>R&D</b>"

    bar.show_header(replace(WEB, title=name, note=name, path=((name, "OpaqueRef:x"),)), power=True)

    assert texts(bar) == [name, "Running", name]
    assert {label.textFormat() for label in bar.findChildren(QLabel)} == {Qt.TextFormat.PlainText}
    assert [link.text() for link in links(bar)] == ["<b>R&&D</b>"]
    assert [link.accessibleName() for link in links(bar)] == [name]


def test_long_names_do_not_widen_the_window(bar: HeaderBar):
    long = "shop-" * 100

    bar.show_header(replace(WEB, title=long, note=long, path=((long, "a"), (long, "b"))), power=True)

    assert bar.minimumSizeHint().width() < 900
    (first, _) = links(bar)
    assert first.accessibleName() == long
    assert long[:60] in first.toolTip().replace("\n", "")


def test_the_edge_has_the_colour_of_the_pool(bar: HeaderBar):
    bar.show_header(WEB, power=True)
    edge = bar.grab().toImage().pixelColor(1, 28)

    bar.show_header(replace(WEB, colour=""), power=True)
    plain = bar.grab().toImage().pixelColor(1, 28)

    assert edge == QColor(theme.POOL_LABELS["teal"])
    assert plain == theme.current().colour("base")


def test_the_icon_has_the_badge_of_what_needs_a_look(bar: HeaderBar):
    bar.show_header(WEB, power=True)
    well = bar.grab().toImage()

    bar.show_header(replace(WEB, flags=frozenset({"warning"})), power=True)

    assert bar.grab().toImage() != well
