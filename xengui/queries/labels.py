"""What tells one pool from another: its name, the label and the color that the user gave it, and whether it is locked.

For everything that is about one pool: its row, the header above its objects, dialogs, consoles, the window's title.
"""

from __future__ import annotations

from dataclasses import dataclass

from xengui.model.estate import Connection
from xengui.queries.names import connection_name

COLOURS = ("red", "orange", "yellow", "green", "teal", "blue", "violet", "pink", "grey")
"""The colors that a pool can have, by name."""

WORDS = {"grey": "gray"}
"""How a color is spelled on screen, where that is another way."""

LOCKED = "locked against changes"


@dataclass(frozen=True, slots=True)
class PoolLabel:
    """`name` is the pool's, or the server's whose pool is not known; `label` a word of the user's or "", `colour` the
    name of a color or ""."""

    name: str
    label: str = ""
    colour: str = ""
    locked: bool = False

    @property
    def text(self) -> str:
        """ "Stone (Production)"."""
        return f"{self.name} ({self.label})" if self.label else self.name

    @property
    def spoken(self) -> str:
        """The same for people who hear it, with the lock: "Stone, Production, locked against changes"."""
        return ", ".join(filter(None, (self.name, self.label, LOCKED if self.locked else "")))


def pool_label(connection: Connection) -> PoolLabel:
    """What tells the pool of a connection from others."""
    return PoolLabel(connection_name(connection), connection.label, connection.colour, connection.locked)


def locked_words(connection: Connection) -> str:
    """Why nothing can be changed on a pool, in a sentence, or ""."""
    return f"{connection_name(connection)} is {LOCKED}. Unlock it first." if connection.locked else ""


def titled(shown: str, connection: Connection, *, itself: bool = False) -> str:
    """What the title of a window about an object says: "web-01 – Stone (Production)". `itself` says that the object is
    the pool, or the server that stands for it."""
    where = pool_label(connection)
    if itself:
        return f"{shown} ({where.label})" if where.label else shown
    return f"{shown} – {where.text}"
