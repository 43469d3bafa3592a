"""One fact on a page: what it is called, what it is, and a way to copy it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QEnterEvent, QFocusEvent, QFontInfo, QFontMetrics, QGuiApplication, QIcon
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QWidget

from xengui.ui import icons
from xengui.ui.stylesheet import mono_font, restyle
from xengui.ui.widgets.flow_layout import FlowLayout
from xengui.ui.widgets.pill import Pill
from xengui.ui.widgets.plain import plain_label

_COPY: Final = QSize(20, 20)
_GAP: Final = 8
_ABOVE: Final = 2


@dataclass(frozen=True, slots=True)
class Fact:
    """A label and its value; a value may have several lines, or be tags. `copied` is what its copy button gives where
    that is not the value."""

    label: str
    value: str = ""
    mono: bool = False
    tone: Literal["", "dim", "ok", "warn", "error", "link"] = ""
    tags: Sequence[str] = ()
    copied: str = ""

    @property
    def kind(self) -> tuple[str, bool, bool]:
        """What a row must have in common with another to stand in for it."""
        return self.label, self.mono, bool(self.tags)


class FactRow(QWidget):
    """A label in grey, and a value that can be selected; its copy button shows under the pointer and in focus."""

    def __init__(self, fact: Fact, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.fact = fact
        self._label = plain_label(fact.label, wraps=True, tone="dim")
        self._label.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self._label.setContentsMargins(0, _ABOVE, 0, _ABOVE)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        self._row.addWidget(self._label, 0, Qt.AlignmentFlag.AlignTop)
        self._row.addSpacing(_GAP)
        self._value: QLabel | None = None
        self._copy: _CopyButton | None = None
        if fact.tags:
            self._add_tags(fact.tags)
        else:
            self._add_value(fact)
        self._measure()

    def show_fact(self, fact: Fact) -> None:
        """Show another value of the same kind; a selection stays if the text does."""
        if fact == self.fact:
            return
        if fact.kind != self.fact.kind or fact.tags:
            raise ValueError("Such a fact needs a row of its own.")
        self.fact = fact
        if self._value is not None:
            self._value.setText(fact.value)
            restyle(self._value, tone=fact.tone)
        self._measure()

    def _add_value(self, fact: Fact) -> None:
        self._value = plain_label(fact.value, wraps=True, tone=fact.tone, mono=fact.mono)
        self._value.setMinimumWidth(1)  # a word that fits nowhere is cut, and does not widen the page
        self._value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._value.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self._value.setContentsMargins(0, _ABOVE, 0, _ABOVE)
        self._value.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._value.setCursor(Qt.CursorShape.IBeamCursor)
        self._value.setAccessibleName(f"{fact.label}: {fact.value}")
        self._copy = _CopyButton(fact.label)
        self._copy.clicked.connect(self._copy_value)
        self._row.addWidget(self._value, 1)
        self._row.addSpacing(6)
        self._row.addWidget(self._copy, 0, Qt.AlignmentFlag.AlignTop)
        self._row.addStretch()

    def _add_tags(self, tags: Sequence[str]) -> None:
        pills = QWidget()
        flow = FlowLayout(pills)
        for tag in tags:
            flow.addWidget(Pill(tag))
        self._row.addWidget(pills, 1)

    def _copy_value(self) -> None:
        QGuiApplication.clipboard().setText(self.fact.copied or self.fact.value)

    def _measure(self) -> None:
        body = QFontInfo(self.font()).pixelSize()
        self._label.setFixedWidth(11 * body + 1 - _GAP)
        if self._value is not None and self._copy is not None:
            self._value.setAccessibleName(f"{self.fact.label}: {self.fact.value}")
            metrics = QFontMetrics(mono_font(self.font())) if self.fact.mono else self.fontMetrics()
            longest = max((metrics.horizontalAdvance(line) for line in self.fact.value.split("\n")), default=0)
            # No wider than its text, so that the copy button stands beside it.
            self._value.setMaximumWidth(longest + 4)
            self._copy.setVisible(bool(self.fact.value))

    def enterEvent(self, event: QEnterEvent) -> None:
        if self._copy is not None:
            self._copy.reveal(True)
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        if self._copy is not None:
            self._copy.reveal(self._copy.hasFocus())
        super().leaveEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in {QEvent.Type.FontChange, QEvent.Type.StyleChange}:
            self._measure()


class _CopyButton(QToolButton):
    """Keeps its place while it does not show."""

    def __init__(self, label: str) -> None:
        super().__init__()
        self._shown = icons.icon("copy")
        self.setProperty("tiny", True)
        self.setIconSize(QSize(14, 14))
        self.setFixedSize(_COPY)
        self.setAccessibleName(f"Copy {label}")
        self.setToolTip("Copy")

    def reveal(self, shown: bool) -> None:
        self.setIcon(self._shown if shown else QIcon())

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.reveal(True)
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.reveal(self.underMouse())
        super().focusOutEvent(event)
