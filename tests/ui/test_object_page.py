"""The page shows the selected object, its notice and its tabs, or the start page."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from tests.builders import NOW, a_connection, a_template, a_vm, pool_with
from xengui.model.estate import Connection, Status
from xengui.ui.object_page import ObjectPage
from xengui.ui.widgets.banner import Banner
from xengui.ui.widgets.section import Section

STONE = a_connection(pool_with(a_vm(name_label="web", resident_on="granite"), a_template(name_label="Debian")))
LOST = replace(
    STONE,
    status=Status.LOST,
    heard=NOW - timedelta(minutes=4),
    next_try=NOW + timedelta(seconds=8),
    problem="granite does not answer.",
)
WEB = "OpaqueRef:web"


class Page:
    def __init__(self, qtbot: QtBot) -> None:
        self.start = QWidget()
        self.page = ObjectPage(self.start)
        qtbot.addWidget(self.page)
        self.page.resize(1_000, 600)
        self.page.show()

    def show(self, connection: Connection | None, cls: str = "VM", ref: str = WEB) -> None:
        self.page.show_object(connection, cls, ref, NOW)
        QApplication.sendPostedEvents()

    @property
    def banner(self) -> Banner:
        found = self.page.findChild(Banner, "offlineBanner")
        assert found
        return found

    def texts(self) -> list[str]:
        return [label.text() for label in self.page.findChildren(QLabel) if label.isVisible()]

    def sections(self) -> list[str]:
        return [section.title for section in self.page.findChildren(Section) if section.isVisible()]


@pytest.fixture
def page(qtbot: QtBot) -> Page:
    return Page(qtbot)


def test_with_nothing_selected_there_is_the_start_page(page: Page):
    page.show(None)

    assert page.start.isVisible()
    assert page.page.title == ""
    assert not page.page.header.isVisible()


def test_an_object_is_shown_with_its_tabs(page: Page):
    page.show(STONE)

    assert not page.start.isVisible()
    assert page.page.title == "web"
    assert page.page.tabs.tabText(0) == "General"
    assert page.sections()
    assert not page.banner.isVisible()


def test_an_object_that_is_gone_leaves_the_start_page(page: Page):
    page.show(STONE)

    page.show(a_connection(pool_with()))

    assert page.start.isVisible()
    assert page.page.title == ""


def test_a_class_without_tabs_does_not_show_the_last_objects(page: Page):
    page.show(STONE)

    page.show(STONE, "folder")

    assert page.page.tabs.count() == 0
    assert page.sections() == []


def test_a_lost_connection_is_told_with_its_age(page: Page):
    page.show(LOST)

    assert page.banner.isVisible()
    assert page.banner.accessibleName().startswith("Connection lost 4 min ago. What you see is from")
    assert "Trying again in 8 s." in page.banner.accessibleName()

    page.show(STONE)
    assert not page.banner.isVisible()


@pytest.mark.parametrize(("cls", "ref"), [("VM", WEB), ("host", "OpaqueRef:granite"), ("pool", "OpaqueRef:the-pool")])
def test_whatever_is_shown_of_a_lost_pool_leads_back_to_it(page: Page, qtbot: QtBot, cls: str, ref: str):
    page.show(LOST, cls, ref)
    assert page.page.header.connect_button.text() == "Reconnect"

    with qtbot.waitSignal(page.page.connect_wanted) as wanted:
        QTest.mouseClick(page.page.header.connect_button, Qt.MouseButton.LeftButton)

    assert wanted.args == [LOST]


def test_a_server_without_a_known_pool_can_be_connected_to(page: Page):
    page.show(a_connection(key="granite.example"), "host", "granite.example")

    assert page.page.title == "granite.example"
    assert page.page.header.connect_button.isVisible()
    assert page.page.header.connect_button.text() == "Connect"


@pytest.mark.parametrize(
    ("connection", "cls", "ref", "there"),
    [
        (STONE, "VM", WEB, True),
        (STONE, "VM", "OpaqueRef:Debian", False),
        (STONE, "host", "OpaqueRef:granite", False),
        (LOST, "VM", WEB, False),
    ],
)
def test_the_power_menu_is_for_machines_in_reach(page: Page, connection: Connection, cls: str, ref: str, there: bool):
    page.show(connection, cls, ref)

    assert page.page.header.power.isVisible() == there


def test_a_step_of_the_path_is_passed_on(page: Page, qtbot: QtBot):
    with qtbot.waitSignal(page.page.step_wanted) as wanted:
        page.page.header.step_wanted.emit("OpaqueRef:granite")

    assert wanted.args == ["OpaqueRef:granite"]


def test_a_change_of_the_object_is_shown_without_turning_the_page(page: Page):
    page.show(STONE)

    page.show(a_connection(pool_with(a_vm(ref=WEB, name_label="web-renamed", resident_on="granite"))))

    assert page.page.title == "web-renamed"
    assert "web-renamed" in page.texts()
