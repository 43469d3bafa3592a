"""The reader's clock knows its zone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from xengui.ui.clock import now


def test_it_is_now_and_here() -> None:
    assert now().tzinfo is not None
    assert abs(now() - datetime.now(UTC)) < timedelta(minutes=1)
