"""What every test of widgets starts from: the light theme."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from xengui.ui import theme


@pytest.fixture(autouse=True)
def light_theme(qapp: QApplication) -> None:
    theme.choose(qapp, theme.Appearance.LIGHT)
