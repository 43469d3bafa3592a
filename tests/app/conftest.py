"""The whole program without a screen, and pretend pools, as the journeys have them."""

from __future__ import annotations

from tests.journeys.conftest import go, pretend, running
from tests.recorder.attached import recorded

__all__ = ["go", "pretend", "recorded", "running"]
