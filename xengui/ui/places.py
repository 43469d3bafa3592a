"""Where a person was: the object and the tab of each pool, and the closed branches; kept from one run to the next."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from xengui.settings.preferences import Choices
from xengui.ui.tree_model import Key

CLOSED_KEPT = 500
"""So many closed branches are remembered; those of pools that are gone would pile up."""


@dataclass(frozen=True, slots=True)
class Place:
    """Keys of the tree to go to, the first that is there, and the tab to have in front."""

    keys: tuple[Key, ...]
    tab: str = ""


class Places:
    """Waits for the pool that was looked at last, or for the one whose server is selected, and knows where in it to go
    back to. As soon as a person selects anything else there is nothing to wait for."""

    def __init__(self, choices: Choices) -> None:
        self.closed: frozenset[Key] = frozenset(key for text in choices.closed if (key := _key(text)))
        told = ((connection, _place(connection, text)) for connection, text in choices.places.items())
        self._places = {connection: place for connection, place in told if place}
        self._last = choices.last
        self._awaited = choices.last

    def note(self, selected: Sequence[Key], tab: str) -> None:
        """Hear what is selected now. Nothing at all may only mean that the rows have gone, and is no choice."""
        if len(selected) != 1:
            self._awaited = "" if selected else self._awaited
            return
        (key,) = selected
        self._last = key[0]
        if _stands_in(key):
            self._awaited = key[0]
        else:
            self._awaited = ""
            self._places[key[0]] = Place((key,), tab)

    def wanted(self, tops: Sequence[Key], selected: Sequence[Key]) -> Place | None:
        """Where to go now that the tree has these rows at its top, if anywhere."""
        top = next((top for top in tops if top[0] == self._awaited), None)
        if top is None or (selected and not all(_stands_in(key) and key[0] == self._awaited for key in selected)):
            return None
        if _stands_in(top):
            return None if selected else Place((top,))
        place = self._places.get(self._awaited, Place(()))
        return Place((*place.keys, top), place.tab)

    def choices(self, closed: Iterable[Key], tab: str) -> dict[str, object]:
        """What to remember, as changes of the preferences; `tab` is the one in front."""
        places = {}
        for connection, place in self._places.items():
            ((_, cls, ref),) = place.keys
            in_front = connection == self._last and not self._awaited
            places[connection] = f"{cls} {ref} {tab if in_front else place.tab}"
        return {
            "closed": tuple(sorted(" ".join(key) for key in closed)[:CLOSED_KEPT]),
            "places": places,
            "last": self._last,
        }


def _stands_in(key: Key) -> bool:
    """Whether a row stands for a server whose pool is not known."""
    return key[0] == key[2]


def _key(text: str) -> Key | None:
    match text.split(" "):
        case [connection, cls, ref]:
            return connection, cls, ref
    return None


def _place(connection: str, text: str) -> Place | None:
    match text.split(" ", 2):
        case [cls, ref, tab]:
            return Place(((connection, cls, ref),), tab)
    return None
