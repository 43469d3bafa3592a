"""Text that came over the wire, shown as it is: nothing in it is markup."""

from __future__ import annotations

import html
import textwrap
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from xengui.ui.stylesheet import restyle

_TIP_LINE: Final = 100


def in_order(text: str) -> str:
    """A text that reads in the order of its letters, whatever a server's name says about that; lines stay."""
    return text.translate(_OUT)


_OUT: Final = {
    **dict.fromkeys(code for code in range(0x20) if chr(code) not in "\t\n"),
    **dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A))),
}


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
    """The text for a tooltip, in lines that can be read at a glance.

    Qt would take a name with angle brackets for markup.
    """
    lines = "\n".join(textwrap.fill(line, _TIP_LINE) for line in text.splitlines())
    return f'<p style="white-space: pre; margin: 0">{html.escape(lines)}</p>' if "<" in lines else lines


def unmarked(text: str) -> str:
    """The text of a button, a box, a menu or a tab: an ampersand of a name underlines nothing there."""
    return text.replace("&", "&&")
