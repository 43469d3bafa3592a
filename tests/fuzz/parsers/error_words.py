"""Refusals in words: any code with any parameters, about anything, in any pool."""

from functools import cache

from hypothesis import strategies as st

from tests.builders import a_host, a_vm, pool_with
from tests.fuzz import hostile
from tests.fuzz.parser import Parser
from xengui.model.snapshot import Snapshot
from xengui.protocol.failure import Failure
from xengui.queries.error_words import BACKEND, WORDS
from xengui.queries.errors import words

_CODES = (
    *sorted(WORDS),
    *(f"SR_BACKEND_FAILURE_{number}" for number in sorted(BACKEND)),
    *("SR_BACKEND_FAILURE", "CANNOT_EVACUATE_HOST", "HOST_NOT_ENOUGH_FREE_MEMORY", "RBAC_PERMISSION_DENIED"),
    *("POOL_AUTH_ENABLE_FAILED", "NO_SUCH_CODE", "", "_", "{0}"),
)


@cache
def _pool() -> Snapshot:
    uuid = "00000000-0000-0000-0000-000000000000"
    others = [a_vm(name_label=f"vm-{number}", ref=f"OpaqueRef:{number}") for number in range(500)]
    return pool_with(a_host(), a_vm(name_label="<b>{0}</b>\n\u202e" * 50, ref="OpaqueRef:1", uuid=uuid), *others[2:])


def _read(given: tuple[str, list[str]]) -> object:
    failure = Failure(*given)
    assert isinstance(
        f"{failure}{failure.coordinator}{failure.feature}{failure.permission}{failure.session_ended}", str
    )
    said = words(failure.code, failure.params, _pool(), ["OpaqueRef:1", "OpaqueRef:granite"])
    assert said.text
    assert "\n" not in said.text + said.advice
    assert "OpaqueRef:" not in said.text + said.advice
    assert len(said.text) < 20_000
    assert len(said.raw) < 2_000_000
    return said


def _of_bytes(body: bytes) -> tuple[str, list[str]]:
    code, *params = body.decode(errors="surrogateescape").split(",")
    return hostile.pick(_CODES, sum(body)) if len(body) % 3 else code, params


def _bombs():
    for code in _CODES:
        for params in ([], *([text] * 4 for text in hostile.TEXTS), [hostile.DIGITS] * 3, [hostile.LONG] * 3):
            yield code, params
    for unit in (
        "OpaqueRef:1 ",
        "00000000-0000-0000-0000-000000000000,",
        "00000000-0000-0000-0000-00000000000f ",
        "A|",
        "{",
        "x,",
    ):
        for code in ("NO_SUCH_CODE", "CANNOT_EVACUATE_HOST", "SR_BACKEND_FAILURE_47", "VM_BAD_POWER_STATE"):
            yield code, [unit * 100_000] * 3
            yield code, [unit] * 100_000
    yield hostile.LONG * 5, []
    yield "A_" * 1_000_000, ["x"]


_SEEDS = (
    b"VM_BAD_POWER_STATE,OpaqueRef:1,halted,running",
    b"CANNOT_EVACUATE_HOST,HOST_NOT_ENOUGH_FREE_MEMORY,1,2|VM_REQUIRES_SR,OpaqueRef:1",
    b"HOST_NOT_ENOUGH_FREE_MEMORY,1073741824,1024",
    b'SR_BACKEND_FAILURE_47,,{"error": "no"},opterr=x',
)

PARSER = Parser(
    name="error_words",
    read=_read,
    inputs=st.tuples(st.sampled_from(_CODES) | hostile.texts, st.lists(hostile.texts, max_size=6)),
    seeds=lambda: _SEEDS,
    of_bytes=_of_bytes,
    bombs=_bombs,
)
