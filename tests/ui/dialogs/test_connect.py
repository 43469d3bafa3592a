"""Asking for a server: what is typed, what is wrong with it, and how it looks while it is tried."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QCheckBox, QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from xengui.forms.connect import Connect
from xengui.ui.dialogs.connect import ConnectDialog

TABBED = Qt.FocusPolicy.TabFocus
FIXED = Connect(host="granite", user="root", fixed=True)


def shown(qtbot: QtBot, form: Connect) -> ConnectDialog:
    dialog = ConnectDialog(form)
    qtbot.addWidget(dialog)
    dialog.open()
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    return dialog


def field(dialog: ConnectDialog, name: str) -> QLineEdit:
    found = dialog.findChild(QLineEdit, f"{name}Field")
    assert found
    return found


def button(dialog: ConnectDialog) -> QPushButton:
    found = dialog.findChild(QPushButton, "connectButton")
    assert found
    return found


def texts(dialog: ConnectDialog) -> list[str]:
    return [label.text() for label in dialog.findChildren(QLabel) if label.isVisible() and label.text()]


def in_focus(dialog: ConnectDialog) -> str:
    found = dialog.focusWidget()
    return found.objectName() if found else ""


def test_a_new_server_starts_with_its_address(qtbot: QtBot):
    dialog = shown(qtbot, Connect())

    assert dialog.windowTitle() == "Add server"
    assert in_focus(dialog) == "hostField"
    assert field(dialog, "port").text() == "443"
    assert field(dialog, "user").text() == "root"
    assert button(dialog).text() == "Add server"


def test_a_known_server_starts_with_the_password(qtbot: QtBot):
    dialog = shown(qtbot, FIXED)

    assert dialog.windowTitle() == "Connect"
    assert "Connect to granite" in texts(dialog)
    assert in_focus(dialog) == "passwordField"
    assert not field(dialog, "host").isEnabled()
    assert not field(dialog, "port").isEnabled()
    assert button(dialog).text() == "Connect"


def test_what_is_typed_is_in_the_form(qtbot: QtBot):
    dialog = shown(qtbot, Connect())

    for name, text in (("host", "granite"), ("port", "8443"), ("user", "ops"), ("password", "secret")):
        field(dialog, name).selectAll()
        QTest.keyClicks(field(dialog, name), text)

    assert dialog.form == Connect(host="granite", port="8443", user="ops", password="secret")
    assert field(dialog, "password").echoMode() is QLineEdit.EchoMode.Password


def test_enter_in_any_field_submits_a_form_that_is_filled_in(qtbot: QtBot):
    dialog = shown(qtbot, Connect(host="granite", password="secret"))
    assert button(dialog).isDefault()

    with qtbot.waitSignal(dialog.submitted):
        QTest.keyClick(field(dialog, "user"), Qt.Key.Key_Return)


def test_another_enter_while_it_is_tried_does_not_cancel(qtbot: QtBot):
    dialog = shown(qtbot, Connect(host="granite", password="secret"))
    field(dialog, "password").setFocus()
    QTest.keyClick(field(dialog, "password"), Qt.Key.Key_Return)

    with qtbot.assertNotEmitted(dialog.rejected):
        QTest.keyClick(dialog.focusWidget() or dialog, Qt.Key.Key_Return)


def test_what_is_missing_stands_under_its_field_and_the_first_is_in_focus(qtbot: QtBot):
    dialog = shown(qtbot, Connect(user=""))
    field(dialog, "password").setFocus()

    with qtbot.assertNotEmitted(dialog.submitted):
        QTest.keyClick(field(dialog, "password"), Qt.Key.Key_Return)

    assert "Type the name or the address of any server of the pool." in texts(dialog)
    assert "Type a user name; root is the usual one." in texts(dialog)
    assert "Type the password." in texts(dialog)
    assert field(dialog, "host").property("tone") == "error"
    assert in_focus(dialog) == "hostField"


def test_a_wrong_port_is_said_under_the_line_it_shares(qtbot: QtBot):
    dialog = shown(qtbot, Connect(host="granite", port="0", password="secret"))

    dialog.accept()

    assert "A port is a number from 1 to 65535." in texts(dialog)
    assert field(dialog, "port").property("tone") == "error"
    assert field(dialog, "host").property("tone") == ""
    assert in_focus(dialog) == "portField"


def test_a_problem_goes_once_it_is_mended(qtbot: QtBot):
    dialog = shown(qtbot, Connect(host="granite"))
    dialog.accept()
    assert "Type the password." in texts(dialog)

    QTest.keyClicks(field(dialog, "password"), "secret")
    dialog.accept()

    assert "Type the password." not in texts(dialog)


def test_a_try_says_so_and_lets_nothing_be_changed(qtbot: QtBot):
    dialog = shown(qtbot, Connect(host="granite", port="8443", password="secret"))

    dialog.accept()

    assert "Connecting to granite:8443 …" in texts(dialog)
    assert not any(field(dialog, name).isEnabled() for name in ("host", "port", "user", "password"))
    assert not button(dialog).isEnabled()
    assert dialog.cancel.isEnabled()


def test_a_try_that_failed_gives_the_fields_back(qtbot: QtBot):
    dialog = shown(qtbot, Connect(host="granite", password="secret"))
    dialog.accept()

    dialog.tried({"password": "Wrong user name or password. Nothing has been saved."})

    assert "Wrong user name or password. Nothing has been saved." in texts(dialog)
    assert "Connecting to granite …" not in texts(dialog)
    assert in_focus(dialog) == "passwordField"
    assert field(dialog, "password").selectedText() != ""
    assert button(dialog).isEnabled()


def test_a_known_server_that_does_not_answer_leaves_the_keyboard_at_the_password(qtbot: QtBot):
    dialog = shown(qtbot, Connect(host="granite", password="secret", fixed=True))
    dialog.accept()

    dialog.tried({"host": "granite does not answer."})

    assert "granite does not answer." in texts(dialog)
    assert not field(dialog, "host").isEnabled()
    assert in_focus(dialog) == "passwordField"


def test_what_was_wrong_with_the_last_try_is_there_from_the_start(qtbot: QtBot):
    dialog = shown(qtbot, Connect(host="granite", user="root", fixed=True, wrong={"password": "Wrong password."}))

    assert "Wrong password." in texts(dialog)
    assert in_focus(dialog) == "passwordField"


def test_a_try_that_went_well_closes(qtbot: QtBot):
    dialog = shown(qtbot, Connect(host="granite", password="secret"))
    dialog.accept()

    with qtbot.waitSignal(dialog.accepted):
        dialog.tried({})


def test_the_tab_key_goes_from_top_to_bottom(qtbot: QtBot):
    dialog = shown(qtbot, Connect())
    order = [in_focus(dialog)]

    for _ in range(5):
        QTest.keyClick(dialog.focusWidget(), Qt.Key.Key_Tab)
        order.append(in_focus(dialog))

    assert order[:4] == ["hostField", "portField", "userField", "passwordField"]
    assert "connectButton" in order[4:]


@pytest.mark.parametrize("form", [Connect(), FIXED])
def test_everything_that_can_be_reached_has_a_name(qtbot: QtBot, form: Connect):
    dialog = shown(qtbot, form)

    reached = [one for one in dialog.findChildren(QWidget) if one.isVisible() and one.focusPolicy() & TABBED]
    assert reached
    for one in reached:
        assert one.accessibleName() or (isinstance(one, QAbstractButton) and one.text()), one


def test_an_address_is_shown_as_it_is(qtbot: QtBot):
    dialog = shown(qtbot, Connect(host="granite", user="<b>root</b>", fixed=True, wrong={"host": "<i>no</i>"}))

    assert "<i>no</i>" in texts(dialog)
    assert {label.textFormat() for label in dialog.findChildren(QLabel)} == {Qt.TextFormat.PlainText}


OUTDATED = "granite speaks only TLS 1.0, which is outdated."


def outdated_box(dialog: ConnectDialog) -> QCheckBox:
    found = dialog.findChild(QCheckBox, "outdatedTlsBox")
    assert found
    return found


@pytest.mark.parametrize("form", [Connect(), FIXED])
def test_outdated_tls_is_not_offered_without_need(qtbot: QtBot, form: Connect):
    dialog = shown(qtbot, form)

    assert not outdated_box(dialog).isVisible()
    assert not dialog.form.outdated_tls


@pytest.mark.parametrize("fixed", [False, True])
def test_outdated_tls_is_offered_where_a_server_speaks_nothing_else(qtbot: QtBot, fixed: bool):
    dialog = shown(qtbot, Connect(host="granite", password="secret", fixed=fixed))
    dialog.accept()

    dialog.tried({"outdated_tls": OUTDATED})

    assert outdated_box(dialog).isVisible()
    assert in_focus(dialog) == "outdatedTlsBox"
    assert OUTDATED in texts(dialog)
    QTest.keyClick(outdated_box(dialog), Qt.Key.Key_Space)
    assert dialog.form.outdated_tls


def test_outdated_tls_is_offered_from_the_start_where_the_last_try_needed_it(qtbot: QtBot):
    dialog = shown(qtbot, replace(FIXED, wrong={"outdated_tls": OUTDATED}))

    assert outdated_box(dialog).isVisible()
    assert OUTDATED in texts(dialog)


def test_what_was_chosen_for_a_server_can_be_taken_back(qtbot: QtBot):
    dialog = shown(qtbot, replace(FIXED, outdated_tls=True))
    assert outdated_box(dialog).isVisible()
    assert outdated_box(dialog).isChecked()

    outdated_box(dialog).click()

    assert not dialog.form.outdated_tls


def test_what_was_allowed_for_one_server_does_not_count_for_another(qtbot: QtBot):
    dialog = shown(qtbot, Connect(host="granite", password="secret"))
    dialog.accept()
    dialog.tried({"outdated_tls": OUTDATED})
    outdated_box(dialog).click()

    QTest.keyClicks(field(dialog, "host"), ".example")

    assert not outdated_box(dialog).isVisible()
    assert OUTDATED not in texts(dialog)
    assert not dialog.form.outdated_tls


def test_a_password_is_remembered_only_if_it_is_ticked(qtbot: QtBot):
    dialog = shown(qtbot, Connect())
    box = dialog.findChild(QAbstractButton, "rememberBox")
    assert box

    assert not dialog.form.remember
    box.click()
    assert dialog.form.remember


def test_without_a_keyring_there_is_a_sentence_and_no_tick(qtbot: QtBot):
    dialog = shown(qtbot, Connect(remember=True, no_keyring="There is no system keyring here."))
    box = dialog.findChild(QAbstractButton, "rememberBox")

    assert "There is no system keyring here." in texts(dialog)
    assert box is None or not box.isVisible()
    field(dialog, "host").setText("granite")
    assert not dialog.form.remember
