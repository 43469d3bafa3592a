"""Asks before an act, with what becomes of each object."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtWidgets import QCheckBox, QFrame, QGridLayout, QScrollArea, QWidget

from xengui.forms.confirm import Confirm, Guard
from xengui.ui.dialogs.form_dialog import FormDialog
from xengui.ui.widgets.dialog import refuse
from xengui.ui.widgets.elided import Elided
from xengui.ui.widgets.plain import plain_label

_ROWS_SHOWN = 10


class ConfirmDialog(FormDialog):
    """A bare question has Cancel as its default; a weighty one has a danger button that waits for the tick."""

    form: Confirm

    def __init__(self, form: Confirm, parent: QWidget | None = None) -> None:
        super().__init__(form.title, form.heading, form.sentence, parent=parent)
        self.setObjectName("confirmDialog")
        self.form = form
        if len(form.fates) > 1:
            self.add_widget(_list(form))
        self._tick = QCheckBox(form.tick)
        self._tick.setObjectName("tickBox")
        self._quiet = QCheckBox(f"Don’t ask again before “{form.title}”")
        self._quiet.setObjectName("quietBox")
        if form.guard >= Guard.LIST:
            self.add_widget(self._tick)
        elif form.quiet_key:
            self.add_widget(self._quiet)
        self._go = self.add_button(form.verb, danger=form.guard >= Guard.LIST)
        self._go.setObjectName("goButton")
        self.cancel.setDefault(True)
        self.cancel.setFocus()
        self._tick.toggled.connect(self._read)
        self._quiet.toggled.connect(self._read)
        self._read()

    def _read(self) -> None:
        self.form = replace(self.form, ticked=self._tick.isChecked(), quiet=self._quiet.isChecked())
        refuse(self._go, self.form.problems().get("ticked", ""))


def _list(form: Confirm) -> QWidget:
    card = QFrame()
    card.setProperty("surface", "card")
    grid = QGridLayout(card)
    grid.setContentsMargins(14, 10, 14, 10)
    grid.setHorizontalSpacing(24)
    grid.setVerticalSpacing(8)
    grid.setColumnStretch(1, 1)
    for row, fate in enumerate(form.fates):
        grid.addWidget(Elided(fate.name), row, 0)
        grid.addWidget(plain_label(fate.words, tone="dim", wraps=True), row, 1)
    if len(form.fates) <= _ROWS_SHOWN:
        return card
    area = QScrollArea()
    area.setAccessibleName("What becomes of each")
    area.setWidgetResizable(True)
    area.setWidget(card)
    area.setMinimumHeight(_ROWS_SHOWN * (card.fontMetrics().height() + 8))
    return area
