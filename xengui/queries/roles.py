"""Which role a call takes, in the words of those who give the roles."""

from __future__ import annotations

from functools import cache

from xengui.model.calls import CALLS
from xengui.model.roles import LEAST

_NAMES = {
    "pool-admin": "Pool Admin",
    "pool-operator": "Pool Operator",
    "vm-power-admin": "VM Power Admin",
    "vm-admin": "VM Admin",
    "vm-operator": "VM Operator",
}


def call_name(permission: str) -> str:
    """The call that a permission is about, in the spelling of the datamodel; permissions have small letters."""
    return _spelled().get(permission, permission)


def least_role(permission: str) -> str:
    """The role that a permission takes at least, or "" where that is not known, as for single keys of maps."""
    method = call_name(permission)
    return next((_NAMES[role] for role, methods in LEAST.items() if method in methods), "")


@cache
def _spelled() -> dict[str, str]:
    return {method.lower(): method for method in CALLS}
