"""The General tab shows what is known, in as many columns as fit, and leaves alone what a person is reading."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAction, QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QMenu, QScrollArea, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from tests.builders import NOW, a_connection, a_host, a_pbd, a_vm, an_sr, pool_with
from xengui.model.estate import Connection
from xengui.queries import general
from xengui.ui.folds import Folds
from xengui.ui.tabs.general import TWO_COLUMNS_FROM, GeneralTab
from xengui.ui.tabs.tab import Around
from xengui.ui.widgets.link import ActionLink
from xengui.ui.widgets.section import Section

WEB = "OpaqueRef:web"
MAIL = "OpaqueRef:mail"


def stone(**fields: object) -> Connection:
    made: dict[str, object] = {"name_label": "web", "resident_on": "granite", "memory_static_max": 8 << 30} | fields
    return a_connection(pool_with(a_vm(**made), a_vm(name_label="mail", resident_on="granite", tags=("keep",))))


@pytest.fixture
def tab(qtbot: QtBot) -> GeneralTab:
    tab = GeneralTab()
    qtbot.addWidget(tab)
    tab.resize(1_000, 600)
    tab.show()
    return tab


def sections(tab: GeneralTab) -> list[Section]:
    """Those on screen, as they are read: the left column first."""
    QApplication.sendPostedEvents()
    seen = [one for one in tab.findChildren(Section) if one.isVisible()]
    return sorted(seen, key=lambda one: (one.mapTo(tab, one.rect().topLeft()).x(), one.y()))


def titles(tab: GeneralTab) -> list[str]:
    return [section.title for section in sections(tab)]


def columns(tab: GeneralTab) -> int:
    return len({section.mapTo(tab, section.rect().topLeft()).x() for section in sections(tab)})


def caret(tab: GeneralTab, title: str) -> QToolButton:
    (section,) = [one for one in sections(tab) if one.title == title]
    return next(one for one in section.findChildren(QToolButton) if one.accessibleName() == title)


def is_open(tab: GeneralTab, title: str) -> bool:
    return next(one for one in sections(tab) if one.title == title).is_open()


def value(tab: GeneralTab, text: str) -> QLabel:
    return next(one for one in tab.findChildren(QLabel) if one.text() == text and one.isVisible())


def test_all_sections_are_shown_in_their_order(tab: GeneralTab):
    connection = stone()

    tab.show_object(connection, WEB, NOW)

    assert titles(tab) == [section.title for section in general.sections(connection, WEB, NOW)]
    assert len(titles(tab)) > 1


def test_there_are_two_columns_where_they_fit(tab: GeneralTab):
    tab.show_object(stone(), WEB, NOW)
    assert columns(tab) == 2

    tab.resize(TWO_COLUMNS_FROM - 1, 600)
    assert columns(tab) == 1

    tab.resize(TWO_COLUMNS_FROM, 600)
    assert columns(tab) == 2


def test_a_folded_section_stays_folded_for_its_class(tab: GeneralTab):
    tab.show_object(stone(), WEB, NOW)
    title = titles(tab)[0]
    QTest.mouseClick(caret(tab, title), Qt.MouseButton.LeftButton)
    assert not is_open(tab, title)

    tab.show_object(stone(), MAIL, NOW)
    assert not is_open(tab, title)

    tab.show_object(stone(), "OpaqueRef:granite", NOW)
    assert title in titles(tab)
    assert is_open(tab, title)

    tab.show_object(stone(), WEB, NOW)
    assert not is_open(tab, title)
    QTest.mouseClick(caret(tab, title), Qt.MouseButton.LeftButton)
    tab.show_object(stone(), MAIL, NOW)
    assert is_open(tab, title)


def test_what_is_selected_stays_selected_when_something_else_changes(tab: GeneralTab):
    tab.show_object(stone(uuid="1234-5678", name_description="before"), WEB, NOW)
    label = value(tab, "1234-5678")
    label.setSelection(0, 4)

    tab.show_object(stone(uuid="1234-5678", name_description="changed"), WEB, NOW)

    assert value(tab, "1234-5678") is label
    assert label.selectedText() == "1234"


def test_the_scroll_position_stays_for_one_object_and_starts_anew_for_the_next(tab: GeneralTab):
    tab.resize(500, 150)
    tab.show_object(stone(), WEB, NOW)
    area = tab.findChild(QScrollArea)
    assert area
    QApplication.sendPostedEvents()
    bar = area.verticalScrollBar()
    bar.setValue(60)
    assert bar.value() == 60

    tab.show_object(stone(name_description="changed"), WEB, NOW)
    assert bar.value() == 60

    tab.show_object(stone(), MAIL, NOW)
    assert bar.value() == 0


def test_a_section_that_is_over_goes(tab: GeneralTab, qtbot: QtBot):
    tab.show_object(stone(), WEB, NOW)
    before = titles(tab)

    tab.show_object(a_connection(key="granite.example"), "granite.example", NOW)

    assert titles(tab) != before
    assert titles(tab) == [
        section.title for section in general.sections(a_connection(key="granite.example"), "granite.example", NOW)
    ]


def test_an_object_that_is_gone_leaves_nothing(tab: GeneralTab):
    tab.show_object(stone(), WEB, NOW)

    tab.show_object(stone(), "OpaqueRef:gone", NOW)

    assert titles(tab) == []


def test_no_section_is_ever_a_window_of_its_own(qapp: QApplication, qtbot: QtBot):
    class Watch(QObject):
        """Notes every window that opens."""

        def __init__(self) -> None:
            super().__init__()
            self.opened: list[str] = []

        def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
            if event.type() is QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
                self.opened.append(type(watched).__name__)
            return False

    tab = GeneralTab()
    qtbot.addWidget(tab)
    watch = Watch()
    qapp.installEventFilter(watch)
    try:
        tab.resize(1_000, 600)
        tab.show()
        tab.show_object(stone(), WEB, NOW)
        tab.show_object(stone(), "OpaqueRef:granite", NOW)
    finally:
        qapp.removeEventFilter(watch)

    assert watch.opened == ["GeneralTab"]


def test_values_are_shown_as_they_are(tab: GeneralTab):
    tab.show_object(stone(name_description="<b>bold</b> & more"), WEB, NOW)

    assert value(tab, "<b>bold</b> & more").textFormat() is Qt.TextFormat.PlainText


def test_a_long_value_does_not_widen_the_page(tab: GeneralTab):
    tab.show_object(stone(name_description="words " * 300), WEB, NOW)
    QApplication.sendPostedEvents()

    assert tab.minimumSizeHint().width() < 500
    assert all(section.width() <= tab.width() for section in sections(tab))


def test_everything_that_can_be_reached_has_a_name(tab: GeneralTab):
    tab.show_object(stone(), WEB, NOW)
    QApplication.sendPostedEvents()

    reached = [
        one for one in tab.findChildren(QWidget) if one.isVisible() and one.focusPolicy() & Qt.FocusPolicy.TabFocus
    ]
    assert len(reached) > 5
    for one in reached:
        assert one.accessibleName(), one


def fold_all(tab: GeneralTab) -> QToolButton:
    return next(one for one in tab.findChildren(QToolButton) if one.objectName() == "foldAllButton")


def test_all_sections_fold_and_open_with_one_button_which_is_remembered_for_the_class(tab: GeneralTab):
    tab.show_object(stone(), WEB, NOW)
    assert fold_all(tab).toolTip() == "Collapse all"

    QTest.mouseClick(fold_all(tab), Qt.MouseButton.LeftButton)
    assert not any(section.is_open() for section in sections(tab))
    assert fold_all(tab).toolTip() == fold_all(tab).accessibleName() == "Expand all"
    tab.show_object(stone(), MAIL, NOW)
    assert not any(section.is_open() for section in sections(tab))

    QTest.mouseClick(fold_all(tab), Qt.MouseButton.LeftButton)
    assert all(section.is_open() for section in sections(tab))


def test_the_button_outlives_a_page_without_sections(tab: GeneralTab):
    tab.show_object(stone(), WEB, NOW)
    tab.show_object(stone(), "OpaqueRef:gone", NOW)
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert not fold_all(tab).isVisible()

    tab.show_object(stone(), WEB, NOW)

    assert fold_all(tab).isVisible()


def opened(widget: QWidget, reason: QContextMenuEvent.Reason = QContextMenuEvent.Reason.Mouse) -> QMenu:
    """The context menu that opens on a widget."""
    at = widget.rect().center()
    QApplication.sendEvent(widget, QContextMenuEvent(reason, at, widget.mapToGlobal(at)))
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    return menu


def menu_at(
    tab: GeneralTab, widget: QWidget, reason: QContextMenuEvent.Reason = QContextMenuEvent.Reason.Mouse
) -> dict[str, QAction]:
    menu = opened(widget, reason)
    found = {action.text(): action for action in menu.actions()}
    menu.hide()
    return found


def test_the_menu_beside_the_rows_opens_and_folds_everything(tab: GeneralTab):
    tab.show_object(stone(), WEB, NOW)
    caption = next(one for one in tab.findChildren(QLabel) if one.text() == "General" and one.isVisible())

    menu = menu_at(tab, caption)
    assert (menu["Expand all"].isEnabled(), menu["Collapse all"].isEnabled()) == (False, True)
    menu["Collapse all"].trigger()

    assert not any(section.is_open() for section in sections(tab))


def test_a_row_is_copied_from_its_menu(tab: GeneralTab):
    tab.show_object(stone(uuid="1234-5678"), WEB, NOW)

    menu = menu_at(tab, value(tab, "1234-5678"))

    assert list(menu) == ["Copy"]
    menu["Copy"].trigger()
    assert QApplication.clipboard().text() == "1234-5678"


def test_of_a_value_that_is_partly_selected_that_part_is_copied(tab: GeneralTab):
    tab.show_object(stone(uuid="1234-5678"), WEB, NOW)
    value(tab, "1234-5678").setSelection(5, 4)

    menu_at(tab, value(tab, "1234-5678"))["Copy"].trigger()

    assert QApplication.clipboard().text() == "5678"


def test_tags_are_copied_all_together(tab: GeneralTab):
    tab.show_object(stone(tags=("web", "gold")), WEB, NOW)

    menu_at(tab, value(tab, "gold"))["Copy"].trigger()

    assert QApplication.clipboard().text() == "gold, web"


@pytest.mark.parametrize("way", ["mouse", "Enter", "menu"])
def test_a_value_that_names_another_object_leads_to_it(tab: GeneralTab, qtbot: QtBot, way: str):
    tab.show_object(stone(affinity="OpaqueRef:granite"), WEB, NOW)
    QApplication.sendPostedEvents()
    label = next(one for one in tab.findChildren(QLabel) if one.accessibleName() == "Home server: granite")

    with qtbot.waitSignal(tab.step_wanted) as followed:
        if way == "mouse":
            QTest.mouseClick(label, Qt.MouseButton.LeftButton)
        elif way == "Enter":
            label.setFocus()
            QTest.keyClick(label, Qt.Key.Key_Return)
        else:
            menu_at(tab, label)["Go to granite"].trigger()

    assert followed.args == ["OpaqueRef:granite"]


def test_a_row_about_another_object_has_the_way_there_in_its_menu(tab: GeneralTab, qtbot: QtBot):
    granite = a_host()
    sr = an_sr(name_label="fast", shared=True, PBDs=("p",))
    link = a_pbd(ref="p", SR="fast", host="granite", currently_attached=True)
    tab.show_object(a_connection(pool_with(granite, sr, link)), sr.ref, NOW)
    QApplication.sendPostedEvents()

    with qtbot.waitSignal(tab.step_wanted) as followed:
        menu_at(tab, value(tab, "Connected"))["Go to granite"].trigger()

    assert followed.args == [granite.ref]


def test_an_object_that_a_row_leads_to_may_become_another_or_none(tab: GeneralTab):
    tab.show_object(stone(affinity="OpaqueRef:granite"), WEB, NOW)
    tab.show_object(stone(affinity="OpaqueRef:NULL"), WEB, NOW)
    assert value(tab, "None").focusPolicy() is Qt.FocusPolicy.ClickFocus

    tab.show_object(stone(affinity="OpaqueRef:granite"), WEB, NOW)
    assert any(one.accessibleName() == "Home server: granite" for one in tab.findChildren(QLabel))


class Board:
    """Actions by id, as the window has them; those that are not there are not meant for the object."""

    def __init__(self, *ids: str) -> None:
        self.folds = Folds()
        self.ran: list[str] = []
        self.actions = {id_: QAction(id_.partition(".")[2].capitalize() + "…") for id_ in ids}
        for id_, action in self.actions.items():
            action.triggered.connect(lambda _=False, id_=id_: self.ran.append(id_))

    def tab(self, qtbot: QtBot) -> GeneralTab:
        tab = GeneralTab(around=Around(self.actions.get, self.folds))
        qtbot.addWidget(tab)
        tab.resize(1_000, 600)
        tab.show()
        return tab

    def refuse(self, id_: str, tip: str) -> None:
        self.actions[id_].setEnabled(False)
        self.actions[id_].setToolTip(tip)


def links(tab: GeneralTab) -> list[ActionLink]:
    QApplication.sendPostedEvents()
    return [link for link in tab.findChildren(ActionLink) if link.isVisible()]


def test_properties_are_the_one_link_beside_the_first_title(qtbot: QtBot):
    board = Board("vm.properties")
    tab = board.tab(qtbot)
    tab.show_object(stone(), WEB, NOW)

    (link,) = links(tab)
    assert (link.text(), link.accessibleName()) == ("Properties…", "General: Properties…")
    assert link.mapTo(tab, link.rect().topRight()).x() < fold_all(tab).mapTo(tab, fold_all(tab).rect().topLeft()).x()

    QTest.mouseClick(link, Qt.MouseButton.LeftButton)
    link.setFocus()
    QTest.keyClick(link, Qt.Key.Key_Space)

    assert board.ran == ["vm.properties", "vm.properties"]
    assert is_open(tab, "General")


def test_an_object_without_properties_has_no_link_to_them(qtbot: QtBot):
    board = Board("vm.properties")
    tab = board.tab(qtbot)
    tab.show_object(stone(), WEB, NOW)

    tab.show_object(stone(), "OpaqueRef:granite", NOW)
    assert links(tab) == []

    del board.actions["vm.properties"]
    tab.show_object(stone(), WEB, NOW)
    assert links(tab) == []


def test_a_refused_link_is_grey_tells_why_and_folds_nothing(qtbot: QtBot):
    board = Board("vm.properties")
    tab = board.tab(qtbot)
    tab.show_object(stone(), WEB, NOW)
    (link,) = links(tab)

    board.refuse("vm.properties", "Properties: there is no connection.")

    assert (link.isEnabled(), link.toolTip()) == (False, "Properties: there is no connection.")
    handle = tab.windowHandle()
    assert handle  # a click as the screen tells it: one on the widget itself would not reach what lies below
    at = link.mapTo(tab, link.rect().center())
    QTest.mouseClick(handle, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)
    assert (board.ran, is_open(tab, "General")) == ([], True)


def test_the_menu_of_a_row_has_the_commands_that_change_what_it_tells(qtbot: QtBot):
    board = Board("object.rename", "vm.properties")
    tab = board.tab(qtbot)
    tab.show_object(stone(name_description="front", tags=("gold",), uuid="1234-5678"), WEB, NOW)
    QApplication.sendPostedEvents()

    menu = menu_at(tab, value(tab, "web"))
    assert list(menu) == ["Copy", "", "Rename…"]
    menu["Rename…"].trigger()
    assert board.ran == ["object.rename"]

    assert list(menu_at(tab, value(tab, "front"))) == ["Copy", "", "Properties…"]
    assert list(menu_at(tab, value(tab, "gold"))) == ["Copy", "", "Properties…"]
    assert list(menu_at(tab, value(tab, "1234-5678"))) == ["Copy"]


def test_a_refused_command_stands_in_the_menu_of_its_row_with_the_reason(qtbot: QtBot):
    board = Board("object.rename")
    board.refuse("object.rename", "Rename: there is no connection.")
    tab = board.tab(qtbot)
    tab.show_object(stone(), WEB, NOW)

    action = menu_at(tab, value(tab, "web"))["Rename…"]

    assert (action.isEnabled(), action.toolTip()) == (False, "Rename: there is no connection.")


def test_properties_are_in_the_menu_beside_the_rows_too(qtbot: QtBot):
    tab = Board("vm.properties").tab(qtbot)
    tab.show_object(stone(), WEB, NOW)
    caption = next(one for one in tab.findChildren(QLabel) if one.text() == "General" and one.isVisible())

    assert list(menu_at(tab, caption)) == ["Properties…", "", "Expand all", "Collapse all"]


@pytest.mark.parametrize("what", ["Name", "Tags"])
def test_the_menu_key_opens_the_menu_of_the_row_in_focus(qtbot: QtBot, what: str):
    tab = Board("object.rename", "vm.properties").tab(qtbot)
    tab.show_object(stone(tags=("gold",)), WEB, NOW)
    tab.activateWindow()
    qtbot.waitUntil(tab.isActiveWindow)
    button = next(one for one in tab.findChildren(QToolButton) if one.accessibleName() == f"Copy {what}")
    assert button.focusPolicy() & Qt.FocusPolicy.TabFocus
    button.setFocus()

    menu = menu_at(tab, button, QContextMenuEvent.Reason.Keyboard)

    assert list(menu) == ["Copy", "", "Rename…" if what == "Name" else "Properties…"]


@pytest.mark.parametrize("left", [False, True])
def test_a_menu_about_an_object_closes_when_the_object_is_left(qtbot: QtBot, left: bool):
    tab = Board("object.rename").tab(qtbot)
    tab.show_object(stone(name_description="before"), WEB, NOW)
    menu = opened(value(tab, "web"))

    tab.show_object(stone(name_description="changed"), WEB, NOW)
    assert menu.isVisible()

    if left:
        tab.hide()
    else:
        tab.show_object(stone(), MAIL, NOW)
    assert QApplication.activePopupWidget() is None


def test_what_is_folded_is_told_to_whoever_keeps_it(qtbot: QtBot):
    board = Board()
    tab = board.tab(qtbot)
    tab.show_object(stone(), WEB, NOW)

    QTest.mouseClick(caret(tab, "Processors and memory"), Qt.MouseButton.LeftButton)
    assert board.folds.kept == ("VM Processors and memory",)

    another = GeneralTab(around=Around(folds=board.folds))
    qtbot.addWidget(another)
    another.show()
    another.show_object(stone(), MAIL, NOW)
    assert (is_open(another, "Processors and memory"), is_open(another, "General")) == (False, True)
