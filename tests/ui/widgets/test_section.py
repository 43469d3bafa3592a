"""A section folds, keeps its rows, and hides when it is empty."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from xengui.ui.widgets.fact_row import FactRow
from xengui.ui.widgets.link import ActionLink
from xengui.ui.widgets.section import Fact, Section


def a_section(qtbot: QtBot) -> Section:
    section = Section("General", link="Properties…")
    qtbot.addWidget(section)
    section.show_facts([Fact("Name", "web-01"), Fact("Folder", "Production")])
    section.resize(500, 100)
    section.show()
    return section


def left(widget: QWidget, inside: QWidget) -> int:
    return widget.mapTo(inside, QPoint(0, 0)).x()


def test_title_and_labels_stand_on_the_line(qtbot: QtBot):
    section = a_section(qtbot)
    title, name = section.findChildren(QLabel)[:2]

    assert (left(title, section), left(name, section)) == (20, 20)
    assert left(section.findChildren(QToolButton)[0], section) < 20


def test_the_caret_and_the_title_fold_it(qtbot: QtBot):
    section = a_section(qtbot)
    caret = section.findChildren(QToolButton)[0]

    QTest.mouseClick(caret, Qt.MouseButton.LeftButton)

    assert not section.is_open()
    assert not section.findChildren(FactRow)[0].isVisible()
    assert caret.accessibleName() == "General"

    with qtbot.waitSignal(section.opened):
        head = section.childAt(200, 10)
        assert head is not None
        QTest.mouseClick(head, Qt.MouseButton.LeftButton)

    assert section.is_open()


def test_rows_that_keep_their_label_stay(qtbot: QtBot):
    section = a_section(qtbot)
    before = section.findChildren(FactRow)

    section.show_facts([Fact("Name", "web-02"), Fact("Folder", "Lab")])

    assert section.findChildren(FactRow) == before
    assert [fact.value for fact in section.facts()] == ["web-02", "Lab"]


def test_other_facts_make_other_rows(qtbot: QtBot):
    section = a_section(qtbot)

    section.show_facts([Fact("Tags", tags=("web",))])

    assert [row.fact.label for row in section.findChildren(FactRow)] == ["Tags"]


def test_an_empty_section_is_not_shown(qtbot: QtBot):
    section = a_section(qtbot)

    section.show_facts([])

    assert section.isHidden()

    section.show_facts([Fact("Name", "web-01")])

    assert not section.isHidden()


def test_rows_that_come_while_it_is_shown_have_their_height_at_once(qtbot: QtBot):
    section = a_section(qtbot)
    qtbot.waitExposed(section)

    section.show_facts([Fact("Coordinator", "granite"), Fact("Servers", "3"), Fact("Version", "8.4")])

    assert section.heightForWidth(500) >= 3 * section.fontMetrics().height()


def test_the_link_in_its_line_stands_for_an_action(qtbot: QtBot):
    section = Section("General")
    qtbot.addWidget(section)
    section.show_facts([Fact("Name", "web-01")])
    section.show()
    (link,) = section.findChildren(ActionLink)
    assert not link.isVisible()

    section.offer(QAction("Properties…", section))
    assert (link.isVisible(), link.text()) == (True, "Properties…")

    section.offer(None)
    assert not link.isVisible()
