"""Which tabs there are, in their order, and for what."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from xengui.model.estate import Connection
from xengui.ui.tabs.general import GeneralTab
from xengui.ui.tabs.tab import Around, Tab


@dataclass(frozen=True, slots=True)
class Entry:
    """A tab's caption, the classes it is for (by the datamodel's names), and what makes it."""

    caption: str
    classes: frozenset[str]
    make: Callable[[QWidget | None, Around], Tab]


TABS = (
    Entry(
        "General",
        frozenset({"pool", "host", "VM", "SR", "VDI", "network", "VM_appliance"}),
        GeneralTab,
    ),
)


def tabs_for(connection: Connection, cls: str) -> tuple[Entry, ...]:
    """The tabs of an object of this class, in XenCenter's order."""
    return tuple(entry for entry in TABS if cls in entry.classes)
