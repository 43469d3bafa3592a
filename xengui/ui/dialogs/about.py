"""Tells what xengui is, what it runs on and whose work is in it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QWidget

from xengui.forms.about import About
from xengui.ui.dialogs.form_dialog import FormDialog
from xengui.ui.widgets.plain import plain_label

_SENTENCE = "A desktop program for people who run XenServer and XCP-ng pools. It stands on its own, beside any vendor."
_ROWS_SHOWN = 8


class AboutDialog(FormDialog):
    """Nothing to fill in: a link copies what a bug report needs, a button closes it."""

    form: About

    def __init__(self, form: About, parent: QWidget | None = None) -> None:
        super().__init__("About xengui", f"xengui {form.version}", _SENTENCE, parent=parent)
        self.setObjectName("aboutDialog")
        self.form = form
        self.add_row("License", _fact(form.licence))
        for name, version in form.runs_on:
            self.add_row(name, _fact(version))
        self.add_widget(plain_label("Made with", type_="section"))
        self.add_widget(_parts(form), stretch=1)
        self.add_link("Copy for a bug report", self._copy).setObjectName("copyReport")
        self.cancel.setText("Close")
        self.cancel.setDefault(True)
        self.cancel.setFocus()
        self.setMinimumWidth(self.fontMetrics().horizontalAdvance("0") * 80)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.form.report)
        self.show_fact("Copied")


def _fact(text: str) -> QWidget:
    label = plain_label(text)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label


def _parts(form: About) -> QWidget:
    card = QFrame()
    card.setProperty("surface", "base")
    grid = QGridLayout(card)
    grid.setContentsMargins(14, 10, 14, 10)
    grid.setHorizontalSpacing(24)
    grid.setVerticalSpacing(8)
    grid.setColumnStretch(2, 1)
    for row, part in enumerate(form.parts):
        grid.addWidget(plain_label(part.name), row, 0)
        grid.addWidget(plain_label(part.version, tone="dim"), row, 1)
        grid.addWidget(plain_label(part.licence, tone="dim", wraps=True), row, 2)
    area = QScrollArea()
    area.setObjectName("partsList")
    area.setAccessibleName("Packages and their licenses")
    area.setProperty("surface", "card")
    area.setWidgetResizable(True)
    area.setWidget(card)
    area.setMinimumHeight(_ROWS_SHOWN * (card.fontMetrics().height() + 8))
    return area
