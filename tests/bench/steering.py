"""Has a pretend world do something, through its control port."""

from __future__ import annotations

from typing import Any

import httpx

from tests.bench.served import Served


def steer(pool: Served, act: dict[str, Any]) -> dict[str, Any]:
    """Carry out one act and return what was said about it."""
    answer = httpx.post(f"{pool.control}/acts", json=act, timeout=60, trust_env=False)
    answer.raise_for_status()
    told: dict[str, Any] = answer.json()
    return told
