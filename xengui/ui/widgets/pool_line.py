"""The line at the top of a window that is about one pool: which one, how it is labelled, and whether it is locked."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from xengui.queries.labels import PoolLabel
from xengui.ui import icons, theme
from xengui.ui.stylesheet import restyle
from xengui.ui.widgets.elided import Elided
from xengui.ui.widgets.glyph import Glyph
from xengui.ui.widgets.plain import in_order, plain_label
from xengui.ui.widgets.pool_tag import PoolTag

EDGE = 4
_HEIGHT = 30
_MARGIN = 20


class PoolLine(QFrame):
    """A bar with the pool's color at its edge; as a whole it is spoken in one breath."""

    def __init__(self, label: PoolLabel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("poolLine")
        self.setProperty("surface", "head")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(max(_HEIGHT, self.fontMetrics().height() + 12))
        self._name = Elided()
        restyle(self._name, type_="section")
        self._tag = PoolTag()
        self._lock = Glyph(icons.icon("lock-simple-fill"))
        self._locked = plain_label("Locked", type_="secondary")
        row = QHBoxLayout(self)
        row.setContentsMargins(_MARGIN, 0, _MARGIN, 0)
        row.setSpacing(10)
        row.addWidget(self._name)
        row.addWidget(self._tag)
        row.addStretch(1)
        row.addWidget(self._lock)
        row.addWidget(self._locked)
        self.show_label(label)

    def show_label(self, label: PoolLabel) -> None:
        """Be about this pool."""
        self.label = label
        self._name.setText(in_order(label.name))
        self._tag.show_label(label.label, label.colour)
        self._lock.setVisible(label.locked)
        self._locked.setVisible(label.locked)
        self.setAccessibleName(in_order(label.spoken))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if colour := theme.POOL_LABELS.get(self.label.colour):
            painter = QPainter(self)
            painter.fillRect(0, 0, EDGE, self.height(), QColor(colour))
            painter.end()
