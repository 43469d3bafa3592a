"""The rail and its pages: what is chosen, what is shown at once, what Cancel takes back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QListWidget, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from xengui.commands.bindings import bindings, menu_keys
from xengui.forms.options import Options
from xengui.ui import theme
from xengui.ui.dialogs.options import OptionsDialog
from xengui.ui.item_view import Density, ItemView, density, set_density

SHIPPED = Options(bindings=bindings(), menus=menu_keys(), appearance="light")
START = next(binding for binding in SHIPPED.bindings if binding.id == "vm.start")


@pytest.fixture(autouse=True)
def _dressed_as_before(qapp: QApplication) -> Iterator[None]:
    theme.choose(qapp, theme.Appearance.LIGHT)
    set_density(Density.COMPACT)
    yield
    theme.choose(qapp, theme.Appearance.LIGHT)
    set_density(Density.COMPACT)


def shown(qtbot: QtBot, form: Options = SHIPPED) -> OptionsDialog:
    dialog = OptionsDialog(form)
    qtbot.addWidget(dialog)
    dialog.open()
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    return dialog


def click(dialog: OptionsDialog, name: str) -> None:
    button = dialog.findChild(QAbstractButton, name)
    assert button, f"there is no {name}"
    button.click()


def rail(dialog: OptionsDialog) -> QListWidget:
    found = dialog.findChild(QListWidget, "optionsRail")
    assert found
    return found


def test_the_rail_leads_to_every_page_by_keyboard(qtbot: QtBot):
    dialog = shown(qtbot)
    captions = []

    for _ in range(rail(dialog).count()):
        captions.append(rail(dialog).currentItem().text())
        page = dialog._pages.currentWidget()
        assert page
        assert page.accessibleName() == captions[-1]
        QTest.keyClick(rail(dialog), Qt.Key.Key_Down)

    assert captions == ["Appearance", "Shortcuts", "Confirmations", "Connection", "Certificates"]


def test_theme_and_density_are_shown_at_once(qtbot: QtBot):
    view = ItemView()
    qtbot.addWidget(view)
    low = view.row_height()
    dialog = shown(qtbot)

    click(dialog, "themeDark")
    click(dialog, "densityComfortable")

    assert theme.current() is theme.DARK
    assert density() is Density.COMFORTABLE
    assert view.row_height() > low
    assert (dialog.form.appearance, dialog.form.density) == ("dark", "comfortable")


def test_esc_takes_back_what_was_shown(qtbot: QtBot):
    dialog = shown(qtbot)
    click(dialog, "themeDark")
    click(dialog, "densityComfortable")

    QTest.keyClick(dialog, Qt.Key.Key_Escape)

    assert not dialog.isVisible()
    assert theme.current() is theme.LIGHT
    assert density() is Density.COMPACT


def test_save_hands_in_what_was_chosen(qtbot: QtBot):
    dialog = shown(qtbot)
    click(dialog, "themeDark")

    with qtbot.waitSignal(dialog.submitted):
        click(dialog, "saveButton")
    dialog.close_as(True)

    assert theme.current() is theme.DARK
    assert dialog.form == replace(SHIPPED, appearance="dark")


def test_keys_that_clash_keep_it_open_and_lead_to_their_page(qtbot: QtBot):
    dialog = shown(qtbot, SHIPPED.with_key(START, "Ctrl+E"))

    click(dialog, "saveButton")

    assert dialog.isVisible()
    assert rail(dialog).currentItem().text() == "Shortcuts"
    assert dialog._fact.text() == "Start: Ctrl+E is the key of “Shut down”."


def test_what_was_chosen_on_one_page_stays_when_another_changes(qtbot: QtBot):
    dialog = shown(qtbot)

    click(dialog, "themeDark")
    click(dialog, "reconnectBox")

    assert (dialog.form.appearance, dialog.form.reconnect) == ("dark", False)


def test_everything_that_can_be_reached_has_a_name(qtbot: QtBot):
    dialog = shown(qtbot)
    reached: list[QWidget] = []
    for row in range(rail(dialog).count()):
        rail(dialog).setCurrentRow(row)
        reached += [one for one in dialog.findChildren(QWidget) if one.isVisible() and _tabbed(one)]

    nameless = [
        one for one in reached if not (one.accessibleName() or (isinstance(one, QAbstractButton) and one.text()))
    ]
    assert nameless == []
    assert any(isinstance(one, QPushButton) for one in reached)


def _tabbed(widget: QWidget) -> bool:
    return bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
