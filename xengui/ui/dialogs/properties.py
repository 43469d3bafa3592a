"""Shows and changes what people write about a machine."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from xengui.forms.properties import MOST_NOTES, Properties
from xengui.ui.dialogs.form_dialog import FormDialog
from xengui.ui.widgets.dialog import refuse
from xengui.ui.widgets.tags_field import TagsField


class PropertiesDialog(FormDialog):
    """Writes nothing itself: the form says what is different."""

    form: Properties

    def __init__(self, form: Properties, parent: QWidget | None = None) -> None:
        super().__init__("Properties", f"Properties of {form.before[0]}", parent=parent)
        self.setObjectName("propertiesDialog")
        self.form = form
        self._name = QLineEdit(form.name)
        self._name.setObjectName("nameField")
        self._description = _text("descriptionField", form.description, 3)
        self._tags = TagsField(form.tags, form.known_tags)
        self._notes = _text("notesField", form.notes, 6)
        self._notes.setPlaceholderText("For everybody who works with this pool")
        self.fields = {"name": self._name, "tags": self._tags, "notes": self._notes}
        self.add_row("Name", self._name)
        self.add_row("Description", self._description)
        self.add_row("Tags", self._tags)
        self.add_row("Notes", self._notes)
        self._button = self.add_button("Save", primary=True)
        self._button.setObjectName("saveButton")
        self._name.textChanged.connect(self._read)
        self._description.textChanged.connect(self._read)
        self._notes.textChanged.connect(self._read)
        self._tags.changed.connect(self._read)
        self._tags.changed.connect(self._order)
        self._tags.changed.connect(self.grow)
        self._name.setFocus()
        self._order()
        self._read()

    def _order(self) -> None:
        stops = (self._name, self._description, *self._tags.stops, self._notes)
        for before, after in pairwise((*stops, self._button, self.cancel)):
            QWidget.setTabOrder(before, after)

    def _read(self) -> None:
        self.form = replace(
            self.form,
            name=self._name.text(),
            description=self._description.toPlainText(),
            tags=self._tags.tags,
            notes=self._notes.toPlainText(),
        )
        problems = self.form.problems()
        nothing = "" if problems or self.form.changes() else "Nothing is changed yet."
        refuse(self._button, next(iter(problems.values()), nothing))
        written = len(self.form.notes)
        self.show_fact(f"{written:,} of {MOST_NOTES:,} characters of notes" if written > MOST_NOTES * 0.8 else "")


def _text(name: str, text: str, lines: int) -> QPlainTextEdit:
    field = QPlainTextEdit(text)
    field.setObjectName(name)
    field.setTabChangesFocus(True)
    field.setFixedHeight(field.fontMetrics().lineSpacing() * lines + 16)
    return field
