"""What an item tells the views about itself, beside its text."""

from __future__ import annotations

from enum import IntEnum

from PySide6.QtCore import Qt


class Role(IntEnum):
    """The data roles that `ItemView` paints; all but the first four may stay unanswered."""

    REF = Qt.ItemDataRole.UserRole
    CLASS = Qt.ItemDataRole.UserRole + 1
    STATE = Qt.ItemDataRole.UserRole + 2
    """One of `icons.STATES`, or ""."""
    WARNING = Qt.ItemDataRole.UserRole + 3
    """The warning in words, or ""; words put the warning badge on the icon."""

    DIM = Qt.ItemDataRole.UserRole + 4
    """Quiet words beside the text."""
    POOL_COLOUR = Qt.ItemDataRole.UserRole + 5
    """The name of a pool label ("red"), or ""."""
    BOLD = Qt.ItemDataRole.UserRole + 6
    FIGURE = Qt.ItemDataRole.UserRole + 7
    """A figure at the right end of the cell."""
    BAR = Qt.ItemDataRole.UserRole + 8
    """How full, from 0 to 1, or None."""
    PILL = Qt.ItemDataRole.UserRole + 9
    """A word in a pill after the text; TONE colours the pill, then, not the text."""
    FAINT = Qt.ItemDataRole.UserRole + 10
    """Whether the text is grey: halted, hidden, detached, disconnected things."""
    ICON_FLAGS = Qt.ItemDataRole.UserRole + 11
    """A frozenset out of `icons.FLAGS` that picks the icon's variant."""
    TONE = Qt.ItemDataRole.UserRole + 12
    """"", "error", "warn", "ok", "sleep" or "link"."""
    LOCKED = Qt.ItemDataRole.UserRole + 14
    """Whether a lock stands after the text."""
    DIM_TONE = Qt.ItemDataRole.UserRole + 13
    """The same tones for the quiet words."""
