"""A question before an act, as heavy as the act: the guard levels of the program."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum


class Guard(IntEnum):
    """How much stands between a command and its effect.

    ASK: one question, Cancel is the default, may be told not to ask again. LIST: what is lost is listed, a box must
    be ticked, and it is asked every time. TYPE: as before, and the name is typed (for many, their number).
    PREFLIGHT: as before, and each check that did not pass is ticked by hand.
    """

    ASK = 1
    LIST = 2
    TYPE = 3
    PREFLIGHT = 4


@dataclass(frozen=True, slots=True)
class Fate:
    """One object of the question: which, and what becomes of it."""

    ref: str
    name: str
    words: str
    spared: bool = False


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at before the question; what did not pass can be ticked by a person who knows."""

    words: str
    passed: bool
    ticked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirm:
    """The question whether to go on. `verb` stands on the button ("Shut down 2 VMs"); `quiet_key` names the question
    that may be silenced; `tick` is the sentence beside the box that guards from level 2 on want ticked. `to_type`
    is what must be typed from level 3 on. `refusal` says why the act is not possible at this moment, though it was
    when the question came up."""

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
    to_type: str = ""
    typed: str = ""
    checks: tuple[Check, ...] = ()
    refusal: str = ""

    def problems(self) -> dict[str, str]:
        found = {}
        if self.refusal:
            found["refused"] = self.refusal
        if any(not check.passed and not check.ticked for check in self.checks):
            found["checks"] = "Tick each line that did not pass, when you have made sure of it."
        if self.guard >= Guard.LIST and self.tick and not self.ticked:
            found["ticked"] = "Tick the box first."
        if self.guard >= Guard.TYPE and self.typed.strip() != self.to_type.strip():
            found["typed"] = f"Type {self.to_type} first."
        return found
