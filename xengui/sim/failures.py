"""What a call says when it will not do what was asked: a code of xapi's and its parameters."""

from __future__ import annotations


class ApiError(Exception):
    """A failure as it goes over the wire: the code first, then parameters that are always text."""

    def __init__(self, code: str, *params: str) -> None:
        super().__init__(code, *params)
        self.code = code
        self.params = list(params)

    @property
    def description(self) -> list[str]:
        return [self.code, *self.params]


class EarlyError(ApiError):
    """A failure raised before anybody looked at the call; by JSON it comes in a shape of its own."""


# What a host answers to nearly everything while something is wrong with the host itself.
EARLY = {
    "HOST_STILL_BOOTING",
    "HOST_HAS_NO_MANAGEMENT_IP",
    "HOST_ITS_OWN_SLAVE",
    "HOST_MASTER_CANNOT_TALK_BACK",
    "HOST_UNKNOWN_TO_MASTER",
}


def refusal(code: str, *params: str) -> ApiError:
    """The failure of this code, in the shape the code has."""
    return (EarlyError if code in EARLY else ApiError)(code, *params)


def handle_invalid(class_: str, ref: str) -> ApiError:
    return ApiError("HANDLE_INVALID", class_, ref)


def bad_power_state(vm: str, expected: tuple[str, ...], actual: str) -> ApiError:
    return ApiError("VM_BAD_POWER_STATE", vm, ", ".join(expected).lower(), actual.lower())


def busy(class_: str, ref: str, current: dict[str, str]) -> ApiError:
    """Somebody else is at work on the object; several of them are named in braces."""
    operations, tasks = list(current.values()), list(current)
    if len(tasks) == 1:
        return ApiError("OTHER_OPERATION_IN_PROGRESS", class_, ref, operations[0], tasks[0])
    return ApiError(
        "OTHER_OPERATION_IN_PROGRESS", class_, ref, "{" + ",".join(operations) + "}", "{" + ",".join(tasks) + "}"
    )
