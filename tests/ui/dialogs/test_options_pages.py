from __future__ import annotations

from PySide6.QtWidgets import QCheckBox, QLabel, QWidget
from pytestqt.qtbot import QtBot

from xengui.forms.options import Options, Question, Remembered
from xengui.ui.dialogs.options_pages import ConfirmationsPage, ConnectionPage, OptionsPage

STONE = Remembered("granite", "Stone", "root")


def made(qtbot: QtBot, page: OptionsPage) -> OptionsPage:
    qtbot.addWidget(page)
    return page


def box(page: QWidget, name: str) -> QCheckBox:
    found = page.findChild(QCheckBox, name)
    assert found
    return found


def words(page: QWidget) -> str:
    return " ".join(label.text() for label in page.findChildren(QLabel))


def test_a_silenced_question_is_asked_again_once_it_is_ticked(qtbot: QtBot):
    page = made(qtbot, ConfirmationsPage(Options(silenced=(Question("vm.shutdown", "Shut down"),))))

    assert box(page, "ask-vm.shutdown").text() == "Ask before “Shut down”"
    assert not box(page, "ask-vm.shutdown").isChecked()
    box(page, "ask-vm.shutdown").click()
    assert page.form.ask_again == {"vm.shutdown"}
    box(page, "ask-vm.shutdown").click()
    assert page.form.ask_again == frozenset()


def test_without_silenced_questions_the_page_says_where_they_come_from(qtbot: QtBot):
    page = made(qtbot, ConfirmationsPage(Options()))

    assert "Every question is asked." in words(page)
    assert page.findChildren(QCheckBox) == []


def test_remembered_passwords_are_listed_and_can_be_forgotten(qtbot: QtBot):
    page = made(qtbot, ConnectionPage(Options(remembered=(STONE,))))

    assert box(page, "keep-granite").text() == "root at Stone (granite)"
    box(page, "keep-granite").click()
    assert page.form.forget == {"granite"}


def test_a_system_without_a_keyring_is_told_and_offers_nothing(qtbot: QtBot):
    page = made(qtbot, ConnectionPage(Options(remembered=(STONE,), no_keyring="There is no keyring.")))

    assert "There is no keyring." in words(page)
    assert not box(page, "reconnectBox").isEnabled()
    assert not box(page, "rememberBox").isEnabled()
    assert page.findChild(QCheckBox, "keep-granite") is None


def test_what_is_chosen_for_connections_is_in_the_form(qtbot: QtBot):
    page = made(qtbot, ConnectionPage(Options()))

    box(page, "reconnectBox").click()
    box(page, "rememberBox").click()

    assert (page.form.reconnect, page.form.remember_passwords) == (False, True)
