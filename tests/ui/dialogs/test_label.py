from PySide6.QtWidgets import QLineEdit, QPushButton, QRadioButton
from pytestqt.qtbot import QtBot

from xengui.forms.label import LONGEST, Label
from xengui.queries.labels import COLOURS, PoolLabel
from xengui.ui.dialogs.label import LabelDialog
from xengui.ui.widgets.pool_line import PoolLine


def shown(qtbot: QtBot, form: Label) -> LabelDialog:
    dialog = LabelDialog(form)
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def radio(dialog: LabelDialog, colour: str) -> QRadioButton:
    found = dialog.findChild(QRadioButton, f"colour-{colour}")
    assert found
    return found


def line(dialog: LabelDialog) -> PoolLabel:
    found = dialog.findChild(PoolLine)
    assert found
    return found.label


def test_what_is_chosen_is_shown_at_once_and_is_what_is_asked_for(qtbot: QtBot):
    dialog = shown(qtbot, Label(pool="Stone", automatic="teal"))
    field = dialog.findChild(QLineEdit, "labelField")
    assert field
    assert radio(dialog, "automatic").isChecked()
    assert line(dialog) == PoolLabel("Stone", "", "teal")

    field.setText("Production")
    radio(dialog, "red").click()

    assert line(dialog) == PoolLabel("Stone", "Production", "red")
    assert (dialog.form.colour, dialog.form.label) == ("red", "Production")
    radio(dialog, "automatic").click()
    assert (dialog.form.colour, line(dialog).colour) == ("", "teal")
    save = dialog.findChild(QPushButton, "saveButton")
    assert save
    with qtbot.waitSignal(dialog.submitted):
        save.click()


def test_every_color_has_its_name_in_words_and_all_of_it_is_seen(qtbot: QtBot):
    dialog = shown(qtbot, Label(pool="Stone", colour="pink", label="Lab"))

    radios = [radio(dialog, colour) for colour in COLOURS]

    assert [one.text() for one in radios] == [
        *("Red", "Orange", "Yellow", "Green", "Teal", "Blue", "Violet", "Pink", "Gray")
    ]
    assert [one.text() for one in radios if one.isChecked()] == ["Pink"]
    assert all(one.width() >= one.minimumWidth() for one in radios)
    places = [one.geometry() for one in radios]
    assert not any(one.intersects(other) for one in places for other in places if one is not other)


def test_a_label_cannot_be_longer_than_there_is_room(qtbot: QtBot):
    dialog = shown(qtbot, Label(pool="Stone"))
    field = dialog.findChild(QLineEdit, "labelField")
    assert field

    field.insert("x" * 100)

    assert dialog.form.label == "x" * LONGEST


def test_a_lock_is_told_on_while_the_label_changes(qtbot: QtBot):
    dialog = shown(qtbot, Label(pool="Stone"))
    dialog.show_pool(PoolLabel("Stone", locked=True))

    radio(dialog, "red").click()

    assert line(dialog).locked
