"""A refusal by the server: a code of the XenAPI and its parameters."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from xengui.protocol.address import nameable

LONGEST_CODE = 200
LONGEST_PARAM = 16_384
"""Of a parameter so many characters are kept: some servers send the whole trace of a program."""
MOST_PARAMS = 64


class Failure(Exception):
    """The server understood a call and refused it.

    `code` is the API's (`VM_BAD_POWER_STATE`), `params` are its texts in order: references, numbers, sentences. What is
    longer than any server has a reason to send is cut, and ends in dots.
    """

    def __init__(self, code: str, params: Sequence[str] = ()) -> None:
        self.code = _cut(code, LONGEST_CODE)
        self.params = tuple(_cut(param, LONGEST_PARAM) for param in islice(params, MOST_PARAMS))
        super().__init__(self.code, *self.params)

    def __str__(self) -> str:
        return f"{self.code}: {', '.join(self.params)}" if self.params else self.code

    @property
    def coordinator(self) -> str:
        """Where to go instead, when a member of a pool was asked; "" for other refusals, and for what names no host."""
        named = self.params[0] if self.code == "HOST_IS_SLAVE" and self.params else ""
        return named if nameable(named) else ""

    @property
    def session_ended(self) -> bool:
        """The session has expired or was ended by somebody: the call was not carried out, a new login helps."""
        return self.code == "SESSION_INVALID"

    @property
    def unlicensed(self) -> bool:
        """The pool's license does not cover it; `feature` tells what, where the server says so."""
        return self.code in _LICENSE

    @property
    def feature(self) -> str:
        """What a license does not cover; old servers do not tell."""
        return self.params[0] if self.unlicensed and self.params else ""

    @property
    def forbidden(self) -> bool:
        """The user's role does not allow it; `permission` is what it lacks."""
        return self.code in _ROLE

    @property
    def permission(self) -> str:
        """What the user's role lacks, in the API's spelling: `vm.start`, `pool.set_other_config/key:x`."""
        return self.params[0] if self.forbidden and self.params else ""


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[:longest]}…"


_LICENSE = frozenset({"LICENCE_RESTRICTION", "FEATURE_RESTRICTED"})
_ROLE = frozenset({"RBAC_PERMISSION_DENIED", "RBAC_PERMISSION_DENIED_FRIENDLY"})
