"""The whole program without a screen, and pretend pools, as the journeys have them."""

from __future__ import annotations

import os

from tests.journeys.conftest import go, pretend

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

__all__ = ["go", "pretend"]
