"""Asks for another name."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtWidgets import QLineEdit, QWidget

from xengui.forms.rename import Rename
from xengui.ui.dialogs.form_dialog import FormDialog
from xengui.ui.widgets.dialog import refuse
from xengui.ui.widgets.plain import plain_label


class RenameDialog(FormDialog):
    form: Rename

    def __init__(self, form: Rename, parent: QWidget | None = None) -> None:
        super().__init__("Rename", f"Rename {form.before}", parent=parent)
        self.setObjectName("renameDialog")
        self.form = form
        self._name = QLineEdit(form.name)
        self._name.setObjectName("nameField")
        self.fields = {"name": self._name}
        self.add_row("Name", self._name)
        self._warning = plain_label("", wraps=True, type_="secondary", tone="warn")
        self.add_widget(self._warning)
        self._button = self.add_button("Rename", primary=True)
        self._button.setObjectName("renameButton")
        self._name.textChanged.connect(self._read)
        self._name.setFocus()
        self._name.selectAll()
        self._read()

    def _read(self) -> None:
        self.form = replace(self.form, name=self._name.text())
        refuse(self._button, self.form.problems().get("name", ""))
        self._warning.setText(self.form.warning)
        self._warning.setVisible(bool(self.form.warning))
        self.grow()
