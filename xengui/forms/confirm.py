"""A question before an act, as heavy as the act: the guard levels of the program."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum


class Guard(IntEnum):
    """How much stands between a command and its effect.

    ASK: one question, Cancel is the default, may be told not to ask again. LIST: what is lost is listed, a box must
    be ticked, and it is asked every time.
    """

    ASK = 1
    LIST = 2


@dataclass(frozen=True, slots=True)
class Fate:
    """One object of the question: which, and what becomes of it."""

    ref: str
    name: str
    words: str
    spared: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirm:
    """The question whether to go on. `verb` stands on the button ("Shut down 2 VMs"); `quiet_key` names the question
    that may be silenced; `tick` is the sentence beside the box that guards of level 2 want ticked."""

    title: str
    heading: str
    sentence: str
    fates: tuple[Fate, ...]
    verb: str
    guard: Guard = Guard.ASK
    tick: str = ""
    ticked: bool = False
    quiet_key: str = ""
    quiet: bool = False

    def problems(self) -> dict[str, str]:
        if self.guard >= Guard.LIST and not self.ticked:
            return {"ticked": "Tick the box first."}
        return {}
