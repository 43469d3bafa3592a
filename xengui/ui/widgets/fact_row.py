"""One fact on a page: what it is called, what it is, and a way to copy it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QEnterEvent,
    QFocusEvent,
    QFontInfo,
    QGuiApplication,
    QIcon,
    QKeyEvent,
    QMouseEvent,
)
from PySide6.QtWidgets import QHBoxLayout, QMenu, QToolButton, QWidget

from xengui.ui import icons
from xengui.ui.stylesheet import restyle
from xengui.ui.widgets.breaking import BreakingLabel
from xengui.ui.widgets.flow_layout import FlowLayout
from xengui.ui.widgets.pill import Pill
from xengui.ui.widgets.plain import entry, in_order

_COPY: Final = QSize(20, 20)
_GAP: Final = 8
_ABOVE: Final = 2


@dataclass(frozen=True, slots=True)
class Fact:
    """A label and its value; a value may have several lines, or be tags. `copied` is what its copy button gives where
    that is not the value. `leads` is a reference that the row leads to: its value is the way there if the tone is
    "link", else the row's menu has it, under the name `leads_to`. `commands` are ids that mean nothing to the
    row: whoever hears of its menu knows what to put there."""

    label: str
    value: str = ""
    mono: bool = False
    tone: Literal["", "dim", "ok", "warn", "error", "link"] = ""
    tags: Sequence[str] = ()
    copied: str = ""
    leads: str = ""
    leads_to: str = ""
    commands: tuple[str, ...] = ()

    @property
    def kind(self) -> tuple[str, bool, bool, bool]:
        """What a row must have in common with another to stand in for it."""
        return self.label, self.mono, bool(self.tags), self.is_link

    @property
    def is_link(self) -> bool:
        return self.tone == "link" and bool(self.leads)


class FactRow(QWidget):
    """A label in grey, and a value that can be selected; its copy button shows under the pointer and in focus.
    The same is in its menu."""

    followed = Signal(str)
    """The object that the row leads to is wanted."""
    menu_opening = Signal(QMenu, object)
    """The row's menu, about to open, and the fact: there is room for more in it."""

    def __init__(self, fact: Fact, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.fact = fact
        self._label = BreakingLabel(fact.label)
        restyle(self._label, tone="dim")
        self._label.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self._label.setContentsMargins(0, _ABOVE, 0, _ABOVE)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        self._row.addWidget(self._label, 0, Qt.AlignmentFlag.AlignTop)
        self._row.addSpacing(_GAP)
        self._value: BreakingLabel | None = None
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
        if fact.is_link:
            self._value = way = _Way()
            restyle(way, tone="link")
            way.setText(fact.value)
            way.followed.connect(self._follow)
        else:
            self._value = BreakingLabel(fact.value)
            restyle(self._value, tone=fact.tone, mono=fact.mono)
            self._value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self._value.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
            self._value.setCursor(Qt.CursorShape.IBeamCursor)
        self._value.setMinimumWidth(1)  # a long word is broken, and does not widen the page
        self._value.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self._value.setContentsMargins(0, _ABOVE, 0, _ABOVE)
        self._value.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)  # the row's own menu instead
        self._value.setAccessibleName(in_order(f"{fact.label}: {fact.value}"))
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
        self._copy = _CopyButton(self.fact.label)
        self._copy.clicked.connect(self._copy_value)
        flow.addWidget(self._copy)
        self._row.addWidget(pills, 1)

    def _copy_value(self) -> None:
        selected = self._value.selectedText().replace("\u2029", "\n") if self._value else ""
        QGuiApplication.clipboard().setText(selected or self.fact.copied or self.fact.value)

    def _follow(self) -> None:
        self.followed.emit(self.fact.leads)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(icons.icon("copy"), "Copy").triggered.connect(self._copy_value)
        if self.fact.leads:
            to = entry(self.fact.leads_to or self.fact.value)
            menu.addAction(icons.icon("arrow-right"), f"Go to {to}").triggered.connect(self._follow)
        self.menu_opening.emit(menu, self.fact)
        menu.popup(event.globalPos())
        event.accept()

    def _measure(self) -> None:
        body = QFontInfo(self.font()).pixelSize()
        self._label.setFixedWidth(11 * body + 1 - _GAP)
        if self._value is not None and self._copy is not None:
            self._value.setAccessibleName(in_order(f"{self.fact.label}: {self.fact.value}"))
            self._value.ensurePolished()
            metrics = self._value.fontMetrics()
            longest = max(
                (metrics.horizontalAdvance(line) for line in in_order(self.fact.value).split("\n")), default=0
            )
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


class _Way(BreakingLabel):
    """A value that leads to the object it names: with a click, or with Enter where it has the focus."""

    followed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleDescription("Press Enter to go there.")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            if not event.isAutoRepeat():
                self.followed.emit()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.followed.emit()

    def enterEvent(self, event: QEnterEvent) -> None:
        self._underline(True)
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._underline(self.hasFocus())
        super().leaveEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._underline(True)
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._underline(self.underMouse())
        super().focusOutEvent(event)

    def _underline(self, wanted: bool) -> None:
        font = self.font()
        font.setUnderline(wanted)
        self.setFont(font)


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
