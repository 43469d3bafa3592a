"""What stays true and matters, in one line under the tabs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, Literal

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QToolButton, QWidget

from xengui.ui import icons
from xengui.ui.stylesheet import restyle
from xengui.ui.widgets.elided import Elided
from xengui.ui.widgets.glyph import Glyph
from xengui.ui.widgets.link import Link
from xengui.ui.widgets.plain import plain_label

BannerTone = Literal["info", "warn", "error", "offline"]
Links = Sequence[tuple[str, Callable[[], object]]]

_SIGNS: Final[dict[str, tuple[str, str, str]]] = {
    "info": ("info-fill", "accent_text", "Note"),
    "warn": ("warning-fill", "warn", "Warning"),
    "error": ("x-circle-fill", "error", "Error"),
    "offline": ("plugs-fill", "text2", "Offline"),
}


class Banner(QFrame):
    """Sign, fact, advice, links, close. One that is offline says so until it is over, and cannot be closed."""

    closed = Signal()

    def __init__(  # noqa: PLR0913 - its parts, in reading order
        self,
        tone: BannerTone,
        fact: str,
        advice: str = "",
        links: Links = (),
        *,
        closable: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        restyle(self, banner=tone)
        glyph, colour, says = _SIGNS[tone]
        self._fact = plain_label(fact, type_="strong")
        self._advice = Elided(advice)
        self._links = QHBoxLayout()
        self._links.setSpacing(12)
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 0, 12, 0)
        row.setSpacing(0)
        row.addWidget(Glyph(icons.icon(glyph, colour), says=says))
        row.addSpacing(10)
        row.addWidget(self._fact)
        row.addSpacing(4)
        row.addWidget(self._advice, 1)
        row.addSpacing(12)
        row.addLayout(self._links)
        self._close = QToolButton()
        self._close.setProperty("tiny", True)
        self._close.setIcon(icons.icon("x"))
        self._close.setIconSize(QSize(16, 16))
        self._close.setAccessibleName("Close this notice")
        self._close.setToolTip("Close")
        self._close.clicked.connect(self._shut)
        self._close.setVisible(closable and tone != "offline")
        row.addSpacing(8)
        row.addWidget(self._close)
        self.show_links(links)
        self._name()

    def show_words(self, fact: str, advice: str = "") -> None:
        """Say it anew: an age grows, a next try comes nearer."""
        self._fact.setText(fact)
        self._advice.setText(advice)
        self._name()

    def show_links(self, links: Links) -> None:
        """Offer these ways out in place of those before."""
        while (item := self._links.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        for text, act in links:
            self._links.addWidget(Link(text, act))

    def _name(self) -> None:
        self.setAccessibleName(f"{self._fact.text()} {self._advice.text()}".strip())

    def _shut(self) -> None:
        self.hide()
        self.closed.emit()
