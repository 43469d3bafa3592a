"""What hostile or broken servers may send, for tests that try everything."""

from __future__ import annotations

import json

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

FUZZ = settings(max_examples=120, deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow])

_NAMES = ("result", "error", "code", "message", "data", "events", "token", "valid_ref_counts", "class", "operation")
_names = st.text(max_size=5) | st.sampled_from((*_NAMES, "ref", "snapshot", "jsonrpc", "id"))

values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(("vm", "add", "del")),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_names, inner, max_size=5),
    max_leaves=15,
)
"""Anything JSON can say, with the words that replies are made of."""

_texts = values.map(lambda value: json.dumps(value).encode())


@st.composite
def _damaged(draw: st.DrawFn) -> bytes:
    text = draw(_texts)
    at = draw(st.integers(0, len(text)))
    return text[:at] + draw(st.sampled_from((b"", b'"', b"\\", b"NaN", b"-Infinity", b"\xff", b"}", b"[" * 2000)))


bodies = st.binary(max_size=40) | _texts | _damaged()
"""Bodies of answers: whole, cut off, damaged, or no JSON at all. Floats that are no numbers stand bare in them."""
