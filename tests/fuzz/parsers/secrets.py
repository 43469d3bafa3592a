"""What is cut out of calls and refusals before they are shown or copied."""

from hypothesis import strategies as st

from tests.fuzz import hostile
from tests.fuzz.parser import Parser
from tests.fuzz.parsers import secrecy
from xengui.model.calls import CALLS
from xengui.model.secrets import cut_error, cut_text, masked

_METHODS = (*sorted(CALLS), "Async.VM.start", "host.call_plugin", "", ".", "no.such_call")
_CODES = ("SESSION_INVALID", "INVALID_VALUE", "VALUE_NOT_SUPPORTED", "SR_BACKEND_FAILURE_47", "")


def _read(given: tuple[int, list[object]]) -> object:
    number, params = given
    told = [param if isinstance(param, str) else repr(param)[:1000] for param in params]
    for text in told:
        cut_text(text, "OpaqueRef:session")
    cut_error(hostile.pick(_CODES, number), told)
    return masked(hostile.pick(_METHODS, number), tuple(params), "OpaqueRef:session")


def _bombs():
    for _, text in secrecy.PARSER.bombs():
        yield 1, [text, text, {text: text, "other_config": {text: [text]}}]
    yield 2, ["x"] * 300_000
    yield 3, [{str(number): "x" for number in range(100_000)}]


PARSER = Parser(
    name="secrets",
    few=30,
    read=_read,
    inputs=st.tuples(st.integers(0, 10_000), st.lists(hostile.values, max_size=4)),
    seeds=secrecy.PARSER.seeds,
    of_bytes=lambda body: (len(body), [body.decode(errors="surrogateescape")]),
    bombs=_bombs,
)
