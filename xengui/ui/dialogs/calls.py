"""Shows the calls of a recipe, as they are and as scripts."""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialogButtonBox, QPlainTextEdit, QWidget

from xengui.forms.calls import LANGUAGES, Calls
from xengui.ui.dialogs.form_dialog import FormDialog
from xengui.ui.stylesheet import mono_font
from xengui.ui.widgets.tab_row import TabRow


class CallsDialog(FormDialog):
    form: Calls

    def __init__(self, form: Calls, parent: QWidget | None = None) -> None:
        super().__init__("Show the calls", form.title, "This is what is sent to the pool.", parent=parent)
        self.setObjectName("callsDialog")
        self.form = form
        self._tabs = TabRow("pane")
        self._tabs.setObjectName("callsTabs")
        self._tabs.setAccessibleName("Languages")
        self._tabs.show_tabs(list(LANGUAGES))
        self._text = QPlainTextEdit()
        self._text.setObjectName("callsText")
        self._text.setAccessibleName("The calls")
        self._text.setReadOnly(True)
        self._text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self._text.setFont(mono_font(self.font()))
        self._text.setMinimumHeight(self._text.fontMetrics().lineSpacing() * 14)
        self.add_widget(self._tabs)
        self.add_widget(self._text, stretch=1)
        self._copy = self.add_button("Copy", role=QDialogButtonBox.ButtonRole.ActionRole)
        self._copy.setObjectName("copyButton")
        self._copy.clicked.connect(self._take)
        self.cancel.setText("Close")
        self.cancel.setDefault(True)
        self.cancel.setFocus()
        self._tabs.currentChanged.connect(lambda _: self._show())
        self.setMinimumWidth(self.fontMetrics().horizontalAdvance("0") * 84)
        self._show()

    def _show(self) -> None:
        self._text.setPlainText(self.form.text(LANGUAGES[self._tabs.currentIndex()]))

    def _take(self) -> None:
        QGuiApplication.clipboard().setText(self._text.toPlainText())
        self.show_fact("Copied.")
