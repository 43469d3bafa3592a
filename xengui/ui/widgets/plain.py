"""Text that came over the wire, shown as it is: nothing in it is markup."""

from __future__ import annotations

import html

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from xengui.ui.stylesheet import restyle


def plain_label(text: str = "", parent: QWidget | None = None, *, wraps: bool = False, **properties: object) -> QLabel:
    """A label of plain text, with properties for the stylesheet (`tone`, `type_`, `mono`)."""
    label = QLabel(parent)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setText(text)
    label.setWordWrap(wraps)
    if properties:
        restyle(label, **properties)
    return label


def as_tip(text: str) -> str:
    """The text for a tooltip; Qt would guess that a name with angle brackets is markup."""
    return f"<span>{html.escape(text)}</span>" if text else ""
