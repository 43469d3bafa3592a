"""Shows what became of one piece of work."""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialogButtonBox, QPlainTextEdit, QWidget

from xengui.forms.details import Details
from xengui.ui.dialogs.form_dialog import FormDialog
from xengui.ui.stylesheet import mono_font
from xengui.ui.widgets.elided import Elided
from xengui.ui.widgets.plain import plain_label

_COLUMNS = 72
_LEAST_LINES, _MOST_LINES = 2, 10


class DetailsDialog(FormDialog):
    """Nothing to fill in: what was said in sentences, the facts, the server's own words, and a button that copies."""

    form: Details

    def __init__(self, form: Details, parent: QWidget | None = None) -> None:
        super().__init__("Details", form.title, form.said, glyph="x-circle-fill", glyph_colour="error", parent=parent)
        self.setObjectName("detailsDialog")
        self.form = form
        for label, value in form.facts:
            self.add_row(label, Elided(value))
        raw = QPlainTextEdit(form.raw)
        raw.setObjectName("rawError")
        raw.setAccessibleName("The server's own answer")
        raw.setReadOnly(True)
        raw.setTabChangesFocus(True)
        raw.setFont(mono_font(self.font()))
        lines = min(_MOST_LINES, max(_LEAST_LINES, form.raw.count("\n") + 1 + len(form.raw) // _COLUMNS))
        raw.setFixedHeight(raw.fontMetrics().lineSpacing() * lines + 18)
        self.add_widget(plain_label("The server's own answer", type_="section"))
        self.add_widget(raw)
        self.body.addStretch(1)
        copy = self.add_button("Copy", role=QDialogButtonBox.ButtonRole.ActionRole)
        copy.setObjectName("copyButton")
        copy.clicked.connect(self._copy)
        self.cancel.setText("Close")
        self.cancel.setDefault(True)
        self.cancel.setFocus()
        self.setMinimumWidth(self.fontMetrics().horizontalAdvance("0") * _COLUMNS)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.form.report)
        self.show_fact("Copied.")
