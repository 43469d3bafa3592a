"""The page of the options where keys are chosen."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QKeySequenceEdit,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from xengui.forms.options import Options
from xengui.queries.keys import Binding
from xengui.ui.dialogs.options_pages import OptionsPage
from xengui.ui.dialogs.shortcuts import shown
from xengui.ui.item_view import ItemView, Look
from xengui.ui.roles import Role
from xengui.ui.widgets.link import Link
from xengui.ui.widgets.plain import plain_label
from xengui.ui.widgets.search_field import SearchField

_PORTABLE = QKeySequence.SequenceFormat.PortableText


class KeyField(QKeySequenceEdit):
    """Takes the next key that is pressed. Esc, which no command may have, still closes the dialog."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMaximumSequenceLength(1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and not event.modifiers():
            event.ignore()
        else:
            super().keyPressEvent(event)


class ShortcutsPage(OptionsPage):
    """Every command with its key. A key that another command has is told by name, and can be taken from there."""

    def __init__(self, form: Options) -> None:
        super().__init__(form, "Shortcuts")
        self._chosen: Binding | None = None
        self._filter = SearchField("Filter", glyph="funnel-simple", name="Filter the commands")
        self._filter.setObjectName("keyFilter")
        self._filter.textChanged.connect(self._show_matching)
        self._rows = QStandardItemModel(self)
        self._rows.setHorizontalHeaderLabels(["Command", "Key"])
        self._list = ItemView(look=Look.TABLE)
        self._list.setObjectName("keyList")
        self._list.setAccessibleName("Commands and their keys")
        self._list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self._list.setModel(self._rows)
        self._field = KeyField()
        self._field.setObjectName("keyField")
        self._name = plain_label("", tone="dim")
        self._problem = plain_label("", wraps=True, tone="error", type_="secondary")
        self._problem.setObjectName("keyProblem")
        self._take = Link("", self._take_over)
        self._take.setObjectName("takeKey")
        self._remove = Link("No key", lambda: self._choose(""))
        self._remove.setObjectName("removeKey")
        self._reset = Link("Reset", self._as_shipped)
        self._reset.setObjectName("resetKey")
        self._reset_all = Link("Reset all", self._all_as_shipped)
        self._reset_all.setObjectName("resetKeys")
        self._place()
        for binding in form.bindings:
            self._rows.appendRow(_row(binding))
        self._list.selectionModel().currentChanged.connect(self._look)
        self._field.keySequenceChanged.connect(self._pressed)
        self._show_keys()
        self._list.setCurrentIndex(self._rows.index(0, 0))

    def _place(self) -> None:
        header = self._list.header()
        header.setStretchLastSection(False)
        header.setSectionsMovable(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Fixed)
        header.resizeSection(1, self.fontMetrics().horizontalAdvance("0") * 20)
        top = QHBoxLayout()
        top.addWidget(self._filter, 1)
        top.addWidget(self._reset_all)
        card = QFrame()
        card.setProperty("surface", "card")
        inside = QVBoxLayout(card)
        inside.setContentsMargins(1, 1, 1, 1)
        inside.addWidget(self._list)
        edit = QHBoxLayout()
        edit.setSpacing(8)
        self._name.setBuddy(self._field)
        edit.addWidget(self._name)
        edit.addWidget(self._field, 1)
        edit.addWidget(self._remove)
        edit.addWidget(self._reset)
        told = QHBoxLayout()
        told.addWidget(self._problem, 1)
        told.addWidget(self._take)
        self.column.addLayout(top)
        self.column.addWidget(card, 1)
        self.column.addLayout(edit)
        self.column.addLayout(told)

    def _look(self, current: QModelIndex, _before: QModelIndex) -> None:
        self._chosen = self.form.bindings[current.row()] if current.isValid() else None
        self._show_chosen()

    def _pressed(self, sequence: QKeySequence) -> None:
        key = sequence.toString(_PORTABLE)
        if self._chosen and key != self.form.key(self._chosen):
            self._choose(key)

    def _choose(self, key: str) -> None:
        if self._chosen:
            self._change(self.form.with_key(self._chosen, key))

    def _take_over(self) -> None:
        """Leave the key with the chosen command alone."""
        if self._chosen:
            form = self.form
            for other in form.clashes(self._chosen):
                form = form.with_key(other, "")
            self._change(form)

    def _as_shipped(self) -> None:
        if self._chosen:
            self._choose(self._chosen.shipped)

    def _all_as_shipped(self) -> None:
        self._change(replace(self.form, keys={}))

    def _change(self, form: Options) -> None:
        self.form = form
        self.changed.emit(form)
        self._show_keys()

    def _show_keys(self) -> None:
        for row, binding in enumerate(self.form.bindings):
            cell = self._rows.item(row, 1)
            cell.setText(shown(self.form.key(binding)))
            cell.setData("error" if self.form.key_problem(binding) else "", Role.TONE)
        self._reset_all.setEnabled(bool(self.form.keys))
        self._show_chosen()

    def _show_chosen(self) -> None:
        chosen = self._chosen
        for part in (self._field, self._remove, self._reset):
            part.setEnabled(chosen is not None)
        key = self.form.key(chosen) if chosen else ""
        problem = self.form.key_problem(chosen) if chosen else ""
        others = self.form.clashes(chosen) if chosen and problem else []
        self._name.setText(f"Key for “{chosen.words}”" if chosen else "Key")
        for spoken in (self._field, *self._field.findChildren(QLineEdit)):
            spoken.setAccessibleName(self._name.text())
            spoken.setAccessibleDescription(problem)
        if self._field.keySequence().toString(_PORTABLE) != key:
            self._field.setKeySequence(QKeySequence(key))
        self._remove.setEnabled(bool(key))
        self._reset.setEnabled(chosen is not None and key != chosen.shipped)
        self._problem.setText(problem)
        self._take.setVisible(bool(others))
        self._take.setText("Take it from there")
        self._take.setAccessibleName(f"Take it from {' and '.join(other.words for other in others)}")

    def _show_matching(self, text: str) -> None:
        words = text.lower().split()
        for row, binding in enumerate(self.form.bindings):
            said = f"{binding.words} {binding.group} {shown(self.form.key(binding))}".lower()
            self._list.setRowHidden(row, QModelIndex(), not all(word in said for word in words))


def _row(binding: Binding) -> list[QStandardItem]:
    name, key = QStandardItem(binding.words), QStandardItem()
    name.setData(binding.group, Role.DIM)
    for item in (name, key):
        item.setEditable(False)
    return [name, key]
