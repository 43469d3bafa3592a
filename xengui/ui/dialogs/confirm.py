"""Asks before an act, with what becomes of each object."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontInfo, QKeyEvent
from PySide6.QtWidgets import QCheckBox, QFrame, QGridLayout, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from xengui.forms.confirm import Confirm, Guard
from xengui.ui import icons
from xengui.ui.dialogs.form_dialog import FormDialog
from xengui.ui.widgets.dialog import refuse
from xengui.ui.widgets.elided import Elided
from xengui.ui.widgets.glyph import Glyph
from xengui.ui.widgets.plain import in_order, plain_label, unmarked

_ROWS_SHOWN = 10


class ConfirmDialog(FormDialog):
    """A bare question has Cancel as its default; a weighty one has a danger button that waits for the tick."""

    form: Confirm

    def __init__(self, form: Confirm, parent: QWidget | None = None) -> None:
        super().__init__(form.title, form.heading, form.sentence, parent=parent)
        self.setObjectName("confirmDialog")
        self.form = form
        self._refusal = plain_label("", wraps=True, tone="error")
        self._refusal.setObjectName("refusalLabel")
        self._refusal.hide()
        self.add_widget(self._refusal)
        self._list, self._lines = QVBoxLayout(), QVBoxLayout()
        self.body.addLayout(self._list)
        self._show_list()
        self._tick = QCheckBox(unmarked(form.tick))
        self._tick.setObjectName("tickBox")
        self._quiet = QCheckBox(unmarked(f"Don’t ask again before “{form.title}”"))
        self._quiet.setObjectName("quietBox")
        self._checks: tuple[QCheckBox | None, ...] = ()
        self.body.addLayout(self._lines)
        self._show_checks()
        if form.checks:
            self.setMinimumWidth(44 * QFontInfo(self.font()).pixelSize())
        self._typed = QLineEdit()
        self._typed.setObjectName("typeField")
        self._to_type = plain_label("", wraps=True)
        if form.guard >= Guard.TYPE:
            self.add_widget(self._to_type)
            self.add_widget(self._typed)
        self._show_what_to_type()
        if form.guard >= Guard.LIST and form.tick:
            self.add_widget(self._tick)
        elif form.quiet_key:
            self.add_widget(self._quiet)
        self._go = self.add_button(form.verb, danger=form.guard >= Guard.LIST)
        self._go.setObjectName("goButton")
        if form.guard >= Guard.TYPE:
            self._typed.setFocus()
        else:
            self.cancel.setDefault(True)
            self.cancel.setFocus()
        self._typed.textChanged.connect(self._read)
        self._tick.toggled.connect(self._read)
        self._quiet.toggled.connect(self._read)
        self._read()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter in the field where a name is typed must neither go on nor give up."""
        if self.form.guard >= Guard.TYPE and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.accept()
            return
        super().keyPressEvent(event)

    def renew(self, form: Confirm) -> None:
        """Show what becomes of each now. The button stays where it is, and what was ticked and typed as it is; a check
        that comes out differently is to be looked at again."""
        before, self.form = self.form, form
        self.show_heading(form.heading, form.sentence)
        self._go.setText(form.verb)
        self._refusal.setText(form.refusal)
        self._refusal.setVisible(bool(form.refusal))
        self._show_what_to_type()
        if before.fates != form.fates:
            self._show_list()
        if [(check.words, check.passed) for check in before.checks] != [(c.words, c.passed) for c in form.checks]:
            self._show_checks()
        self._read()
        self.grow()

    def _show_what_to_type(self) -> None:
        self._to_type.setText(f"To go on, type {self.form.to_type}")
        self._typed.setAccessibleName(in_order(f"Type {self.form.to_type} to go on"))

    def _show_list(self) -> None:
        _empty(self._list)
        if len(self.form.fates) > 1:
            _put(self._list, _list(self.form))

    def _show_checks(self) -> None:
        _empty(self._lines)
        self._checks = _checks(self.form)
        if self.form.checks:
            _put(self._lines, _lines(self.form, self._checks))
        for box in self._checks:
            if box:
                box.toggled.connect(self._read)

    def _read(self) -> None:
        checks = tuple(
            replace(check, ticked=bool(box and box.isChecked()))
            for check, box in zip(self.form.checks, self._checks, strict=True)
        )
        self.form = replace(
            self.form,
            ticked=self._tick.isChecked(),
            quiet=self._quiet.isChecked(),
            typed=self._typed.text(),
            checks=checks,
        )
        refuse(self._go, next(iter(self.form.problems().values()), ""))


def _put(layout: QVBoxLayout, widget: QWidget) -> None:
    layout.addWidget(widget)
    widget.show()  # Qt would do it a moment later, and the dialog could not grow to its height before


def _empty(layout: QVBoxLayout) -> None:
    while (item := layout.takeAt(0)) is not None:
        if widget := item.widget():
            widget.hide()
            widget.deleteLater()


def _checks(form: Confirm) -> tuple[QCheckBox | None, ...]:
    """A box for each check that did not pass."""
    boxes: list[QCheckBox | None] = []
    for number, check in enumerate(form.checks):
        box = None if check.passed else QCheckBox("I made sure")
        if box:
            box.setObjectName(f"checkBox{number}")
            box.setAccessibleName(in_order(f"I made sure: {check.words}"))
        boxes.append(box)
    return tuple(boxes)


def _lines(form: Confirm, boxes: Sequence[QCheckBox | None]) -> QWidget:
    card = QFrame()
    card.setProperty("surface", "card")
    grid = QGridLayout(card)
    grid.setContentsMargins(14, 10, 14, 10)
    grid.setHorizontalSpacing(10)
    grid.setVerticalSpacing(8)
    grid.setColumnStretch(1, 1)
    for row, (check, box) in enumerate(zip(form.checks, boxes, strict=True)):
        sign = ("check-circle-fill", "ok") if check.passed else ("warning-fill", "warn")
        grid.addWidget(Glyph(icons.icon(*sign)), row, 0)
        grid.addWidget(plain_label(check.words, wraps=True), row, 1)
        if box:
            grid.addWidget(box, row, 2)
    return card


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
