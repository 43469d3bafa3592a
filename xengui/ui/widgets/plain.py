"""Text that came over the wire, shown as it is: nothing in it is markup."""

from __future__ import annotations

import html
import re
import textwrap
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from xengui.ui.stylesheet import restyle

_TIP_LINE: Final = 100
_TIP: Final = 2_000
_TIP_LINES: Final = 40


def in_order(text: str) -> str:
    """A text that reads in the order of its letters, whatever a server's name says about that; lines stay.

    It has no control characters, no half characters, which Qt does not take, and an end.
    """
    if len(text) > LONGEST:
        text = f"{text[: LONGEST - 1]}…"
    return _HALF.sub("\ufffd", _OUT.sub("", text))


LONGEST: Final = 20_000
"""So many characters of one text are shown."""

_OUT: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_HALF: Final = re.compile("[\ud800-\udfff]")


class PlainLabel(QLabel):
    """Shows whatever text it is given as plain text, in the order of its letters."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)

    def setText(self, text: str) -> None:
        super().setText(in_order(text))


def plain_label(text: str = "", parent: QWidget | None = None, *, wraps: bool = False, **properties: object) -> QLabel:
    """A label of plain text, with properties for the stylesheet (`tone`, `type_`, `mono`)."""
    label = PlainLabel(parent)
    label.setText(text)
    label.setWordWrap(wraps)
    if properties:
        restyle(label, **properties)
    return label


def as_tip(text: str) -> str:
    """The text for a tooltip, in lines that can be read at a glance.

    Qt would take a name with angle brackets for markup.
    """
    text = in_order(text if len(text) <= _TIP else f"{text[: _TIP - 1]}…")
    lines = "\n".join(textwrap.fill(line, _TIP_LINE) for line in text.splitlines()[:_TIP_LINES])
    return f'<p style="white-space: pre; margin: 0">{html.escape(lines)}</p>' if "<" in lines else lines


def entry(text: str) -> str:
    """A name as a part of a menu's entry: one line of a width that fits a screen; a tab would begin the key there."""
    line = " ".join(in_order(text[:_ENTRY]).split())
    return unmarked(f"{line}…" if len(text) > _ENTRY else line)


_ENTRY: Final = 100


def unmarked(text: str) -> str:
    """The text of a button, a box, a menu or a tab: an ampersand of a name underlines nothing there."""
    return in_order(text).replace("&", "&&")
