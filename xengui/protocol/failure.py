"""A refusal by the server: a code of the XenAPI and its parameters."""

from __future__ import annotations

from collections.abc import Sequence


class Failure(Exception):
    """The server understood a call and refused it.

    `code` is the API's (`VM_BAD_POWER_STATE`), `params` are its texts in order: references, numbers, sentences.
    """

    def __init__(self, code: str, params: Sequence[str] = ()) -> None:
        super().__init__(code, *params)
        self.code = code
        self.params = tuple(params)

    def __str__(self) -> str:
        return f"{self.code}: {', '.join(self.params)}" if self.params else self.code

    @property
    def coordinator(self) -> str:
        """Where to go instead, when a member of a pool was asked; "" for other refusals."""
        return self.params[0] if self.code == "HOST_IS_SLAVE" and self.params else ""

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


_LICENSE = frozenset({"LICENCE_RESTRICTION", "FEATURE_RESTRICTED"})
_ROLE = frozenset({"RBAC_PERMISSION_DENIED", "RBAC_PERMISSION_DENIED_FRIENDLY"})
