"""The tree as it should look, described anew only where something that it shows has changed."""

from __future__ import annotations

from datetime import datetime

from xengui.model.estate import Estate
from xengui.queries.tree import READS, Node, filtered, in_order, top
from xengui.queries.visibility import Toggles
from xengui.ui.bridge import Changes


class Outline:
    """One branch for each connection, kept until the connection or a class that the tree reads has changed."""

    def __init__(self) -> None:
        self._tops: dict[str, Node] = {}
        self._toggles = Toggles()

    def hear(self, changes: Changes) -> None:
        """Forget the branches of connections whose pools changed in a way that shows."""
        for key, kinds in changes.items():
            if not kinds or not READS.isdisjoint(kinds):
                self._tops.pop(key, None)

    def nodes(self, estate: Estate, toggles: Toggles, text: str, now: datetime) -> tuple[Node, ...]:
        """The tree under these toggles, or what a filter's text leaves of it."""
        if toggles != self._toggles:
            self._toggles = toggles
            self._tops.clear()
        for key in self._tops.keys() - {connection.key for connection in estate}:
            del self._tops[key]
        for connection in estate:
            # The age of a picture that is not live is part of what is shown, so such a branch is never kept.
            if connection.key not in self._tops or not connection.usable:
                self._tops[connection.key] = top(connection, toggles, now)
        return filtered(in_order(self._tops.values()), text)
