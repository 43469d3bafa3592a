"""What every test of widgets starts from: no screen, and the light theme."""

from __future__ import annotations

import os

import pytest
from PySide6.QtWidgets import QApplication

from xengui.ui import theme

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


@pytest.fixture(autouse=True)
def light_theme(qapp: QApplication) -> None:
    theme.choose(qapp, theme.Appearance.LIGHT)
