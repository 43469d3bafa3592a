"""Which sections of pages are folded away, by the class of what is shown; kept from one run to the next."""

from __future__ import annotations

from collections.abc import Iterable

KEPT = 500
"""So many are remembered; a file that was edited must not grow for ever."""


class Folds:
    """The sections that were folded, under names like "VM Boot options"."""

    def __init__(self, kept: Iterable[str] = ()) -> None:
        told = (text.partition(" ") for text in kept)
        self._folded = {(kind, title) for kind, _, title in told if kind and title}

    def __contains__(self, section: tuple[str, str]) -> bool:
        """Whether a section, given by class and title, is folded."""
        return section in self._folded

    def note(self, kind: str, title: str, *, folded: bool) -> None:
        """Hear of a section of a class that was folded or opened."""
        (self._folded.add if folded else self._folded.discard)((kind, title))

    @property
    def kept(self) -> tuple[str, ...]:
        """What to remember."""
        return tuple(sorted(f"{kind} {title}" for kind, title in self._folded)[:KEPT])
