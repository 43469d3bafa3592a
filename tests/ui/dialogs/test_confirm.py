"""The question before an act: what Enter does, and what stands between a person and the button."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QFrame, QLabel, QLineEdit, QPushButton, QScrollArea
from pytestqt.qtbot import QtBot

from tests.forms.test_confirm import HEAVY
from xengui.forms.confirm import Check, Confirm, Fate, Guard
from xengui.ui.dialogs.confirm import ConfirmDialog
from xengui.ui.widgets.elided import Elided

BARE = Confirm(
    title="Shut down",
    heading="Shut down web?",
    sentence="The guest is asked to stop by itself.",
    fates=(Fate("OpaqueRef:web", "web", "asked to stop"),),
    verb="Shut down",
    quiet_key="vm.shutdown",
)
WEIGHTY = replace(BARE, title="Force shut down", verb="Force shut down", guard=Guard.LIST, tick="I know", quiet_key="")


def shown(qtbot: QtBot, form: Confirm) -> ConfirmDialog:
    dialog = ConfirmDialog(form)
    qtbot.addWidget(dialog)
    dialog.open()
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    return dialog


def button(dialog: ConfirmDialog) -> QPushButton:
    found = dialog.findChild(QPushButton, "goButton")
    assert found
    return found


def box(dialog: ConfirmDialog, name: str) -> QCheckBox | None:
    return next((one for one in dialog.findChildren(QCheckBox, name) if one.isVisible()), None)


def texts(dialog: ConfirmDialog) -> list[str]:
    return [label.text() for label in dialog.findChildren(QLabel) if label.isVisible() and label.text()]


def test_a_bare_question_says_what_will_happen(qtbot: QtBot):
    dialog = shown(qtbot, BARE)

    assert dialog.windowTitle() == "Shut down"
    assert texts(dialog) == ["Shut down web?", "The guest is asked to stop by itself."]
    assert button(dialog).text() == "Shut down"
    assert button(dialog).isEnabled()
    assert box(dialog, "tickBox") is None


def test_a_bare_question_has_cancel_in_focus_and_enter_is_no(qtbot: QtBot):
    dialog = shown(qtbot, BARE)

    assert dialog.cancel.hasFocus()
    assert dialog.cancel.isDefault()
    assert not button(dialog).isDefault()
    with qtbot.waitSignal(dialog.rejected):
        QTest.keyClick(dialog.focusWidget(), Qt.Key.Key_Return)


def test_a_bare_question_is_submitted_by_its_button(qtbot: QtBot):
    dialog = shown(qtbot, BARE)

    with qtbot.waitSignal(dialog.submitted):
        QTest.mouseClick(button(dialog), Qt.MouseButton.LeftButton)

    assert dialog.form == BARE


def test_a_bare_question_may_be_told_to_be_quiet(qtbot: QtBot):
    dialog = shown(qtbot, BARE)
    quiet = box(dialog, "quietBox")
    assert quiet

    QTest.keyClick(quiet, Qt.Key.Key_Space)

    assert quiet.text() == "Don’t ask again before “Shut down”"
    assert dialog.form.quiet


def test_a_question_without_a_name_to_be_silenced_by_offers_no_silence(qtbot: QtBot):
    assert box(shown(qtbot, replace(BARE, quiet_key="")), "quietBox") is None


def test_a_weighty_question_waits_for_its_tick(qtbot: QtBot):
    dialog = shown(qtbot, WEIGHTY)
    tick = box(dialog, "tickBox")
    assert tick

    assert box(dialog, "quietBox") is None
    assert not button(dialog).isEnabled()
    assert button(dialog).toolTip() == "Tick the box first."
    assert button(dialog).accessibleDescription() == "Tick the box first."

    QTest.keyClick(tick, Qt.Key.Key_Space)
    assert button(dialog).isEnabled()
    assert button(dialog).toolTip() == ""
    assert dialog.form.ticked

    QTest.keyClick(tick, Qt.Key.Key_Space)
    assert not button(dialog).isEnabled()


def test_the_button_of_a_weighty_question_is_never_the_default(qtbot: QtBot):
    dialog = shown(qtbot, WEIGHTY)
    tick = box(dialog, "tickBox")
    assert tick
    QTest.keyClick(tick, Qt.Key.Key_Space)

    button(dialog).setFocus()

    assert button(dialog).property("danger")
    assert not button(dialog).isDefault()
    assert not button(dialog).autoDefault()
    assert dialog.cancel.isDefault()
    with qtbot.assertNotEmitted(dialog.submitted), qtbot.waitSignal(dialog.rejected):
        QTest.keyClick(tick, Qt.Key.Key_Return)


def test_enter_cannot_get_round_the_tick(qtbot: QtBot):
    dialog = shown(qtbot, WEIGHTY)

    with qtbot.assertNotEmitted(dialog.submitted):
        dialog.accept()

    assert dialog.isVisible()
    assert "Tick the box first." in texts(dialog)


@pytest.mark.parametrize("form", [BARE, WEIGHTY])
def test_escape_is_no(qtbot: QtBot, form: Confirm):
    dialog = shown(qtbot, form)

    with qtbot.waitSignal(dialog.rejected):
        QTest.keyClick(dialog, Qt.Key.Key_Escape)


def test_many_objects_are_listed_with_what_becomes_of_each(qtbot: QtBot):
    fates = (Fate("a", "web", "asked to stop"), Fate("b", "mail", "left as it is: it is off", spared=True))

    dialog = shown(qtbot, replace(BARE, fates=fates))

    assert texts(dialog)[2:] == ["web", "asked to stop", "mail", "left as it is: it is off"]


def test_very_many_objects_scroll_and_the_keyboard_can_reach_them(qtbot: QtBot):
    fates = tuple(Fate(str(at), f"web-{at:02}", "asked to stop") for at in range(40))

    dialog = shown(qtbot, replace(BARE, fates=fates))

    area = dialog.findChild(QScrollArea)
    assert area
    assert area.accessibleName() == "What becomes of each"
    assert area.focusPolicy() & Qt.FocusPolicy.TabFocus
    assert dialog.height() < 600


def test_names_are_shown_as_they_are_typed(qtbot: QtBot):
    name = "<b>R&D</b>"
    fates = (Fate("a", name, "asked to stop"), Fate("b", "mail", "asked to stop"))

    dialog = shown(qtbot, replace(BARE, heading=f"Shut down {name}?", fates=fates))

    assert f"Shut down {name}?" in texts(dialog)
    assert name in texts(dialog)
    assert {label.textFormat() for label in dialog.findChildren(QLabel)} == {Qt.TextFormat.PlainText}


def test_a_long_name_in_the_list_does_not_widen_the_dialog(qtbot: QtBot):
    usual = (Fate("a", "web", "asked to stop"), Fate("b", "mail", "asked to stop"))
    long = (Fate("a", "web-" * 100, "asked to stop"), usual[1])

    dialog = shown(qtbot, replace(BARE, fates=long))

    assert dialog.minimumSizeHint().width() <= shown(qtbot, replace(BARE, fates=usual)).minimumSizeHint().width() + 80
    assert any(label.text() == "web-" * 100 for label in dialog.findChildren(Elided))


def heavy(qtbot: QtBot) -> tuple[ConfirmDialog, QPushButton, QLineEdit, QCheckBox]:
    dialog = ConfirmDialog(HEAVY)
    qtbot.addWidget(dialog)
    dialog.show()
    button, field = dialog.findChild(QPushButton, "goButton"), dialog.findChild(QLineEdit, "typeField")
    box = dialog.findChild(QCheckBox, "checkBox1")
    assert button
    assert field
    assert box
    return dialog, button, field, box


def test_the_heaviest_question_wants_the_name_and_a_tick_for_what_did_not_pass(qtbot: QtBot):
    dialog, button, field, box = heavy(qtbot)
    assert dialog.findChild(QCheckBox, "checkBox0") is None
    assert not button.isEnabled()

    QTest.keyClicks(field, "web")
    assert not button.isEnabled()
    assert "did not pass" in button.accessibleDescription()

    box.click()
    assert button.isEnabled()
    assert dialog.form.problems() == {}


def test_enter_in_the_field_neither_goes_on_nor_gives_up(qtbot: QtBot):
    dialog, _, field, box = heavy(qtbot)
    box.click()
    QTest.keyClicks(field, "web")

    with qtbot.assertNotEmitted(dialog.submitted, wait=0), qtbot.assertNotEmitted(dialog.finished, wait=0):
        QTest.keyClick(field, Qt.Key.Key_Return)

    assert dialog.isVisible()


def listed(dialog: ConfirmDialog) -> list[str]:
    """The names in the list, and what becomes of each."""
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    return [
        label.text()
        for card in dialog.findChildren(QFrame)
        if card.property("surface") == "card"
        for label in card.findChildren(QLabel)
    ]


def test_a_question_that_changes_shows_what_becomes_of_each_now_and_keeps_the_tick(qtbot: QtBot):
    two = (Fate("OpaqueRef:a", "a", "power cut"), Fate("OpaqueRef:b", "b", "power cut"))
    dialog = shown(qtbot, replace(WEIGHTY, heading="Both?", verb="Force shut down 2 VMs", fates=two))
    ticked = box(dialog, "tickBox")
    assert ticked
    ticked.setChecked(True)

    spared = replace(two[1], words="left as it is: b is off", spared=True)
    dialog.renew(replace(WEIGHTY, heading="One of two?", verb="Force shut down 1 VM", fates=(two[0], spared)))

    assert "One of two?" in texts(dialog)
    assert listed(dialog) == ["a", "power cut", "b", "left as it is: b is off"]
    assert (button(dialog).text(), button(dialog).isEnabled()) == ("Force shut down 1 VM", True)
    assert dialog.form.ticked


def test_a_question_whose_act_is_impossible_for_now_says_so_and_has_its_button_off(qtbot: QtBot):
    dialog = shown(qtbot, BARE)

    dialog.renew(replace(BARE, refusal="web is already off."))
    assert "web is already off." in texts(dialog)
    assert (button(dialog).isEnabled(), button(dialog).toolTip()) == (False, "web is already off.")

    dialog.renew(BARE)
    assert "web is already off." not in texts(dialog)
    assert button(dialog).isEnabled()


def test_checks_that_come_out_differently_are_looked_at_again_and_the_others_stay_ticked(qtbot: QtBot):
    live = Check("The server does not respond.", passed=True)
    dialog = shown(qtbot, replace(WEIGHTY, checks=(live,)))
    ticked = box(dialog, "tickBox")
    assert ticked
    ticked.setChecked(True)
    assert button(dialog).isEnabled()

    dialog.renew(replace(WEIGHTY, checks=(Check("The server responds again.", passed=False),)))
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    assert "The server responds again." in texts(dialog)
    assert "The server does not respond." not in texts(dialog)
    assert not button(dialog).isEnabled()
    sure = box(dialog, "checkBox0")
    assert sure
    sure.setChecked(True)
    assert button(dialog).isEnabled()
    dialog.renew(replace(WEIGHTY, checks=(Check("The server responds again.", passed=False),)))
    assert sure.isChecked()


def test_what_is_to_be_typed_follows_the_number_of_objects(qtbot: QtBot):
    many = replace(WEIGHTY, guard=Guard.TYPE, tick="", to_type="3")
    dialog = shown(qtbot, many)
    field = dialog.findChild(QLineEdit, "typeField")
    assert field
    field.setText("3")
    assert button(dialog).isEnabled()

    dialog.renew(replace(many, to_type="2"))

    assert "To go on, type 2" in texts(dialog)
    assert not button(dialog).isEnabled()
