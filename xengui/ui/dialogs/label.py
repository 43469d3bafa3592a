"""Asks for the color and the label of a pool; how it will look is shown as it is chosen."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QLineEdit, QRadioButton, QWidget

from xengui.forms.label import LONGEST, Label
from xengui.queries.labels import COLOURS, WORDS, PoolLabel
from xengui.ui import row_parts
from xengui.ui.dialogs.form_dialog import FormDialog
from xengui.ui.widgets.dialog import refuse

_COLUMNS = 3


class LabelDialog(FormDialog):
    form: Label

    def __init__(self, form: Label, parent: QWidget | None = None) -> None:
        super().__init__(
            "Color and label",
            f"Color and label of {form.pool}",
            "They stand in the tree, above every object of the pool, in its dialogs and in the title of the window.",
            parent=parent,
        )
        self.setObjectName("labelDialog")
        self.form = form
        self._label = QLineEdit(form.label)
        self._label.setObjectName("labelField")
        self._label.setPlaceholderText("None, or a short word such as Production")
        self._label.setMaxLength(LONGEST)
        self.fields = {"label": self._label}
        self._colours = QButtonGroup(self)
        self.add_row("Label", self._label)
        beside = self.add_row("Color", self._choices())
        self._grid.setAlignment(beside, Qt.AlignmentFlag.AlignTop)
        beside.setContentsMargins(0, 4, 0, 0)
        self._button = self.add_button("Save", primary=True)
        self._button.setObjectName("saveButton")
        self._label.textChanged.connect(self._read)
        self._colours.buttonToggled.connect(self._read)
        self._label.setFocus()
        self._label.selectAll()
        self._read()

    def renew(self, form: Label) -> None:
        """What was chosen so far stays."""

    def _choices(self) -> QWidget:
        choices = QWidget()
        choices.setAccessibleName("Color")
        grid = QGridLayout(choices)
        grid.setContentsMargins(0, 4, 0, 0)
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(8)
        automatic = self._radio("", "Automatic")
        grid.addWidget(automatic, 0, 0, 1, _COLUMNS)
        for place, colour in enumerate(COLOURS):
            radio = self._radio(colour, WORDS.get(colour, colour).capitalize())
            radio.setIcon(_dot(colour, self.devicePixelRatioF()))
            radio.setIconSize(QSize(row_parts.DOT, row_parts.DOT))
            # The stylesheet's indicator makes Qt forget the icon in the width it asks for.
            radio.setMinimumWidth(radio.sizeHint().width() + row_parts.DOT + 8)
            grid.addWidget(radio, 1 + place // _COLUMNS, place % _COLUMNS)
        grid.setColumnStretch(_COLUMNS, 1)
        return choices

    def _radio(self, colour: str, words: str) -> QRadioButton:
        radio = QRadioButton(words)
        radio.setObjectName(f"colour-{colour or 'automatic'}")
        radio.setProperty("colour", colour)
        radio.setChecked(colour == self.form.colour)
        self._colours.addButton(radio)
        return radio

    def _read(self, *_: object) -> None:
        chosen = self._colours.checkedButton()
        colour = str(chosen.property("colour") or "") if chosen else ""
        self.form = replace(self.form, label=self._label.text(), colour=colour)
        refuse(self._button, self.form.problems().get("label", ""))
        self.show_pool(PoolLabel(self.form.pool, self.form.text, self.form.shown_colour, self.locked))


def _dot(colour: str, ratio: float) -> QIcon:
    drawn = QPixmap(QSize(row_parts.DOT, row_parts.DOT) * ratio)
    drawn.setDevicePixelRatio(ratio)
    drawn.fill(Qt.GlobalColor.transparent)
    painter = QPainter(drawn)
    row_parts.paint_dot(painter, QRect(0, 0, row_parts.DOT, row_parts.DOT), colour)
    painter.end()
    return QIcon(drawn)
