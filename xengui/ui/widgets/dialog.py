"""The frame of every dialog: a heading, a body, and a footer with a fact and the buttons."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontInfo, QIcon, QShowEvent
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from xengui.queries.labels import PoolLabel
from xengui.ui import icons
from xengui.ui.stylesheet import restyle
from xengui.ui.widgets.elided import Elided
from xengui.ui.widgets.glyph import Glyph
from xengui.ui.widgets.link import Link
from xengui.ui.widgets.plain import as_tip, in_order, plain_label
from xengui.ui.widgets.pool_line import PoolLine

_MARGIN = 20


class Dialog(QDialog):
    """The window title names the command, the heading asks the question, one sentence says what follows from it.

    A form has a primary button, which takes Enter. A bare question has Cancel as default and in focus. A
    dangerous button is never the default.
    """

    _pool_line: PoolLine | None = None

    def __init__(  # noqa: PLR0913 - its parts, in reading order
        self,
        title: str,
        heading: str,
        sentence: str = "",
        *,
        glyph: str = "",
        glyph_colour: str = "text2",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(in_order(title).replace("[*]", "[*][*]"))
        self.setModal(True)
        self._heading = plain_label(in_order(heading), wraps=True, type_="title")
        self._sentence = plain_label(in_order(sentence), wraps=True, tone="dim")
        self._sentence.setVisible(bool(sentence))
        self._problems: dict[QWidget, QLabel] = {}
        self._row = 0

        words = QVBoxLayout()
        words.setSpacing(4)
        words.addWidget(self._heading)
        words.addWidget(self._sentence)
        self._head = QWidget()
        head = QHBoxLayout(self._head)
        head.setContentsMargins(0, 0, 0, 0)
        head.setSpacing(12)
        if glyph:
            head.addWidget(Glyph(icons.icon(glyph, glyph_colour), 20), 0, Qt.AlignmentFlag.AlignTop)
        head.addLayout(words, 1)

        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(8)
        self._grid.setColumnMinimumWidth(0, 8 * QFontInfo(self.font()).pixelSize() - 12)
        self._grid.setColumnStretch(1, 1)
        self.body = QVBoxLayout()
        self.body.setContentsMargins(_MARGIN, _MARGIN, _MARGIN, _MARGIN - 4)
        self.body.setSpacing(14)
        self.body.addWidget(self._head)
        self.body.addLayout(self._grid)

        self._fact = Elided()
        restyle(self._fact, type_="secondary")
        self.buttons = QDialogButtonBox()
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self.cancel = self.buttons.addButton(QDialogButtonBox.StandardButton.Cancel)
        self.cancel.setText("Cancel")
        self.cancel.setIcon(QIcon())
        footer = QFrame()
        footer.setProperty("surface", "footer")
        self._footer = QHBoxLayout(footer)
        self._footer.setContentsMargins(_MARGIN, 10, _MARGIN, 10)
        self._footer.setSpacing(12)
        self._footer.addWidget(self._fact, 1)
        self._footer.addWidget(self.buttons)

        column = self._column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self.body, 1)
        column.addWidget(footer)
        self.setMinimumWidth(32 * QFontInfo(self.font()).pixelSize())

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.grow()

    def grow(self) -> None:
        """Be high enough for all lines of wrapped text, which Qt's size hint does not count."""
        layout = self.layout()
        if layout is not None and self.isVisible():
            layout.activate()
            self.resize(self.width(), max(self.height(), layout.totalHeightForWidth(self.width())))

    def show_pool(self, label: PoolLabel) -> None:
        """Say at the top which pool the dialog is about."""
        if self._pool_line is None:
            self._pool_line = PoolLine(label)
            self._column.insertWidget(0, self._pool_line)
        self._pool_line.show_label(label)
        self.setAccessibleDescription(in_order(label.spoken))
        self.grow()

    @property
    def locked(self) -> bool:
        """Whether the dialog is about a pool that it says is locked."""
        return self._pool_line is not None and self._pool_line.label.locked

    def show_heading(self, heading: str, sentence: str = "") -> None:
        self._heading.setText(in_order(heading))
        self._sentence.setText(in_order(sentence))
        self._sentence.setVisible(bool(sentence))
        self.grow()

    def show_fact(self, fact: str) -> None:
        """What the footer says at its left: "Checked 1 s ago"."""
        self._fact.setText(fact)

    def add_row(self, label: str, field: QWidget, *, after: str = "", wide: bool = True) -> QLabel:
        """A field under the ones before, with its label at the left and a few grey words after it.

        A field that is not wide keeps the width it asks for.
        """
        named = plain_label(label, tone="dim")
        named.setBuddy(field)
        if label and not field.accessibleName():
            field.setAccessibleName(label)
        fit(field)
        high = isinstance(field, QPlainTextEdit) or field.hasHeightForWidth()
        if high:  # its label stands beside the first line
            named.setContentsMargins(0, 6, 0, 0)
        self._grid.addWidget(named, self._row, 0, Qt.AlignmentFlag.AlignTop if high else Qt.AlignmentFlag(0))
        place = QHBoxLayout()
        place.setSpacing(10)
        place.addWidget(field, 1 if wide and not after else 0)
        if after:
            place.addWidget(plain_label(after, tone="dim"), 1)
        elif not wide:
            place.addStretch(1)
        self._grid.addLayout(place, self._row, 1)
        problem = plain_label("", wraps=True, type_="secondary", tone="error")
        problem.hide()
        self._problems[field] = problem
        self._grid.addWidget(problem, self._row + 1, 1)
        self._row += 2
        return named

    def add_check(self, box: QCheckBox | QRadioButton) -> None:
        """A box with its own words, on the line of the fields."""
        self._grid.addWidget(box, self._row, 1)
        self._row += 1

    def add_widget(self, widget: QWidget, *, stretch: int = 0) -> None:
        """Something over the whole width, under the fields."""
        self.body.addWidget(widget, stretch)

    def fill(self, widget: QWidget) -> None:
        """Give the whole body to one widget that brings its own headings, such as a rail and its pages."""
        self._head.hide()
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.addWidget(widget, 1)

    def show_problem(self, field: QWidget, sentence: str) -> None:
        """Say under a field what is wrong with it; an empty sentence takes it back."""
        problem = self._problems[field]
        problem.setText(sentence)
        problem.setVisible(bool(sentence))
        field.setAccessibleDescription(sentence)
        restyle(field, tone="error" if sentence else "")
        self.grow()

    def problem(self, field: QWidget) -> str:
        return self._problems[field].text()

    def add_button(
        self,
        text: str,
        *,
        primary: bool = False,
        danger: bool = False,
        role: QDialogButtonBox.ButtonRole = QDialogButtonBox.ButtonRole.AcceptRole,
    ) -> QPushButton:
        """A button in the platform's order: verb and count ("Migrate 2 VMs")."""
        button = self.buttons.addButton(text, role)
        button.setIcon(QIcon())
        restyle(button, primary=primary, danger=danger)
        if danger:
            button.setAutoDefault(False)
        if primary:
            button.setDefault(True)
        elif role is QDialogButtonBox.ButtonRole.AcceptRole:
            self.cancel.setDefault(True)
            self.cancel.setFocus()
        return button

    def add_link(self, text: str, act: Callable[[], object]) -> Link:
        """A link at the left of the footer, in the place of its fact."""
        link = Link(text, act)
        self._footer.insertWidget(0, link)
        return link


def refuse(button: QPushButton, reason: str) -> None:
    """Switch a button off and say what is missing; an empty reason switches it on."""
    button.setEnabled(not reason)
    button.setToolTip(as_tip(reason))
    button.setAccessibleDescription(reason)


def fit(field: QWidget) -> None:
    """Give a spin or date box the height and the inset that a stylesheet cannot."""
    if isinstance(field, QAbstractSpinBox):
        inner = field.findChild(QLineEdit)
        if inner is not None:
            inner.setTextMargins(6, 0, 0, 0)
        field.setFixedHeight(max(28, field.fontMetrics().height() + 10))
