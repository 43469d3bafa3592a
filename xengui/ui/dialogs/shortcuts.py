"""The sheet of all shortcuts."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from xengui.forms.shortcuts import Shortcuts
from xengui.ui.dialogs.form_dialog import FormDialog
from xengui.ui.widgets.elided import Elided
from xengui.ui.widgets.plain import plain_label

_COLUMNS = 2


class ShortcutsDialog(FormDialog):
    """Commands and their keys in two columns of menus; they are changed in the options."""

    form: Shortcuts

    def __init__(self, form: Shortcuts, parent: QWidget | None = None) -> None:
        super().__init__("Keyboard shortcuts", "Keyboard shortcuts", "They can be changed in Options.", parent=parent)
        self.setObjectName("shortcutsDialog")
        self.form = form
        sheet = QFrame()
        sheet.setProperty("surface", "base")
        row = QHBoxLayout(sheet)
        row.setContentsMargins(0, 0, 12, 0)
        row.setSpacing(36)
        for groups in _in_columns(form):
            column = QVBoxLayout()
            column.setSpacing(8)
            for title, entries in groups:
                column.addWidget(plain_label(title, type_="section"))
                column.addLayout(_group(entries))
                column.addSpacing(10)
            column.addStretch()
            row.addLayout(column, 1)
        area = QScrollArea()
        area.setAccessibleName("Commands and their keys")
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidget(sheet)
        area.setMinimumHeight(min(sheet.sizeHint().height() + 4, 420))
        self.add_widget(area, stretch=1)
        self.cancel.setText("Close")
        self.cancel.setDefault(True)
        self.cancel.setFocus()
        self.setMinimumWidth(self.fontMetrics().horizontalAdvance("0") * 76)


def _in_columns(form: Shortcuts) -> list[list[tuple[str, tuple[tuple[str, str], ...]]]]:
    """The groups in their order, in columns of about one height."""
    lines = [len(entries) + 2 for _, entries in form.groups]
    columns: list[list[tuple[str, tuple[tuple[str, str], ...]]]] = [[] for _ in range(_COLUMNS)]
    filled = 0
    for group, height in zip(form.groups, lines, strict=True):
        columns[min(_COLUMNS - 1, int((filled + height / 2) * _COLUMNS / max(1, sum(lines))))].append(group)
        filled += height
    return columns


def _group(entries: tuple[tuple[str, str], ...]) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(16)
    grid.setVerticalSpacing(6)
    grid.setColumnStretch(0, 1)
    for row, (words, key) in enumerate(entries):
        name, cap = Elided(words), plain_label(shown(key), keycap=True)
        cap.setAlignment(Qt.AlignmentFlag.AlignCenter)
        name.setAccessibleName(f"{words}: {shown(key)}")
        grid.addWidget(name, row, 0)
        grid.addWidget(cap, row, 1, Qt.AlignmentFlag.AlignRight)
    return grid


def shown(key: str) -> str:
    """A key as this system writes it."""
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)
