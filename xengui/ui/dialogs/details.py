"""Shows what became of one piece of work."""

from __future__ import annotations

from PySide6.QtGui import QFont, QGuiApplication
from PySide6.QtWidgets import QDialogButtonBox, QPlainTextEdit, QWidget

from xengui.forms.details import Details
from xengui.ui.dialogs.form_dialog import FormDialog
from xengui.ui.stylesheet import mono_font
from xengui.ui.widgets.breaking import broken
from xengui.ui.widgets.elided import Elided
from xengui.ui.widgets.plain import plain_label

_COLUMNS = 72
_LEAST_LINES, _MOST_LINES = 2, 10
_LONGEST_WORD = 36
_MOST_SAID = 800
"""More than so many letters are scrolled: a server that cannot be emptied tells of each machine."""


class DetailsDialog(FormDialog):
    """Nothing to fill in: what was said in sentences, the facts, the server's own words, and a button that copies."""

    form: Details

    def __init__(self, form: Details, parent: QWidget | None = None) -> None:
        short = len(form.said) <= _MOST_SAID
        super().__init__(
            "Details",
            _broken(form.title),
            _broken(form.said) if short else "",
            glyph="x-circle-fill",
            glyph_colour="error",
            parent=parent,
        )
        self.setObjectName("detailsDialog")
        self.form = form
        for label, value in form.facts:
            self.add_row(label, Elided(value))
        if not short:
            self._add_text("saidError", "What went wrong", form.said, self.font())
        self._add_text("rawError", "The server's own answer", form.raw, mono_font(self.font()))
        self.body.addStretch(1)
        copy = self.add_button("Copy", role=QDialogButtonBox.ButtonRole.ActionRole)
        copy.setObjectName("copyButton")
        copy.clicked.connect(self._copy)
        self.cancel.setText("Close")
        self.cancel.setDefault(True)
        self.cancel.setFocus()
        self.setMinimumWidth(self.fontMetrics().horizontalAdvance("0") * _COLUMNS)

    def _add_text(self, name: str, title: str, text: str, font: QFont) -> None:
        shown = QPlainTextEdit(text)
        shown.setObjectName(name)
        shown.setAccessibleName(title)
        shown.setReadOnly(True)
        shown.setTabChangesFocus(True)
        shown.setFont(font)
        lines = min(_MOST_LINES, max(_LEAST_LINES, text.count("\n") + 1 + len(text) // _COLUMNS))
        shown.setFixedHeight(shown.fontMetrics().lineSpacing() * lines + 18)
        self.add_widget(plain_label(title, type_="section"))
        self.add_widget(shown)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.form.report)
        self.show_fact("Copied.")


def _broken(text: str) -> str:
    """A text whose long words may end a line, so that they do not widen the dialog."""
    return broken(text, lambda part: len(part) <= _LONGEST_WORD)
