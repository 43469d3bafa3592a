"""What stands above the tabs: which object is shown, how it is, where it is, and its power menu."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QPushButton, QVBoxLayout, QWidget

from xengui.queries.header import Header
from xengui.queries.labels import LOCKED
from xengui.ui import icons, theme
from xengui.ui.stylesheet import restyle
from xengui.ui.widgets.elided import Elided
from xengui.ui.widgets.glyph import Glyph
from xengui.ui.widgets.link import Link
from xengui.ui.widgets.pill import Pill, Tone
from xengui.ui.widgets.plain import as_tip, in_order, plain_label
from xengui.ui.widgets.pool_tag import PoolTag

_TONES: dict[str, Tone] = {"ok": "ok", "warn": "warn", "error": "error", "sleep": "sleep", "busy": "info"}
_EDGE = 4
_STEP = 240
"""How wide a step of the path may be, so that a long name does not widen the window."""


class HeaderBar(QFrame):
    """Fifty-six pixels that say which machine this is; the edge at the left has the colour of its pool."""

    step_wanted = Signal(str)
    """A step of the path was followed; its reference."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "base")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setObjectName("objectHeader")
        self.setFixedHeight(56)
        self._colour = ""
        self._path_shown: tuple[tuple[tuple[str, str], ...], str] | None = None
        self._glyph = Glyph(icons.icon("monitor"), 32)
        self._title = Elided()
        self._title.setProperty("type", "name")
        self._pill = Pill()
        self._note = Elided()
        restyle(self._note, type_="secondary", tone="warn")
        self.power = QPushButton("Power")
        self.power.setIcon(icons.icon("power"))
        self.power.setIconSize(icons.BUTTON_SIZE)
        self.power.setProperty("drop", True)
        self.power.setAccessibleName("Power")
        self._tag = PoolTag()
        self._tag.setObjectName("poolTag")
        self.lock_button = _lock_button()
        self.connect_button = QPushButton("Connect")
        self.connect_button.setProperty("primary", True)
        first = QHBoxLayout()
        first.setSpacing(10)
        first.addWidget(self._title)
        first.addWidget(self._pill)
        first.addWidget(self._note)
        first.addStretch(1)
        self._path = QHBoxLayout()
        self._path.setSpacing(0)
        words = QVBoxLayout()
        words.setContentsMargins(0, 0, 0, 0)
        words.setSpacing(0)
        words.addStretch()
        words.addLayout(first)
        words.addLayout(self._path)
        words.addStretch()
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 0, 16, 0)
        row.setSpacing(12)
        row.addWidget(self._glyph)
        row.addLayout(words, 1)
        row.addWidget(self._tag)
        row.addWidget(self.lock_button)
        row.addWidget(self.connect_button)
        row.addWidget(self.power)

    def sizeHint(self) -> QSize:
        return QSize(600, 56)

    def set_power_menu(self, menu: QMenu) -> None:
        self.power.setMenu(menu)

    def show_header(self, header: Header, *, power: bool, connect: str = "") -> None:
        """Show this object; `connect` is the verb of the one button that a server out of reach has."""
        if header.state:
            self._glyph.show_icon(icons.flagged_icon(header.state, header.flags & icons.FLAGS))
        self._title.setText(header.title)
        self._pill.show_state(header.pill, _TONES.get(header.tone, "neutral"))
        self._note.setText(header.note)
        self._note.setVisible(bool(header.note))
        self.power.setVisible(power)
        self.connect_button.setVisible(bool(connect))
        self.connect_button.setText(connect)
        self._show_path(header.path, header.subtitle)
        if header.colour != self._colour:
            self._colour = header.colour
            self.update()
        self._tag.show_label(header.label, header.colour)
        self.lock_button.setVisible(header.locked)
        self.lock_button.setToolTip(f"The pool is {LOCKED}. Click to unlock it." if header.locked else "")
        said = (header.title, header.pill, header.note, header.label, LOCKED if header.locked else "")
        self.setAccessibleName(in_order(", ".join(filter(None, said))))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if colour := theme.POOL_LABELS.get(self._colour):
            painter = QPainter(self)
            painter.fillRect(0, 0, _EDGE, self.height(), QColor(colour))
            painter.end()

    def _show_path(self, path: tuple[tuple[str, str], ...], subtitle: str) -> None:
        if (path, subtitle) == self._path_shown:
            return
        self._path_shown = (path, subtitle)
        while (item := self._path.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for place, (text, ref) in enumerate(path):
            if place:
                self._path.addWidget(plain_label(" › ", type_="secondary"))
            shown = self.fontMetrics().elidedText(in_order(text), Qt.TextElideMode.ElideRight, _STEP)
            step = Link(shown, partial(self.step_wanted.emit, ref), says=text)
            step.setProperty("quiet", True)
            step.setToolTip(as_tip(text) if shown != text else "")
            self._path.addWidget(step)
        if subtitle and not path:
            said = Elided(subtitle)
            restyle(said, type_="secondary")
            self._path.addWidget(said)
        self._path.addStretch(1)


def _lock_button() -> QPushButton:
    button = QPushButton("Locked")
    button.setObjectName("lockButton")
    button.setIcon(icons.icon("lock-simple-fill"))
    button.setIconSize(icons.BUTTON_SIZE)
    button.setAccessibleName("Locked, unlock")
    return button
