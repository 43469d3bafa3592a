"""A sign follows the theme."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from xengui.ui import icons, theme
from xengui.ui.widgets.glyph import Glyph


def test_a_sign_is_painted_in_the_theme_of_the_moment(qtbot: QtBot, qapp: QApplication):
    glyph = Glyph(icons.icon("circle-fill", "error"), says="Failed")
    qtbot.addWidget(glyph)
    glyph.show()
    in_light = glyph.grab().toImage().pixelColor(8, 8).name().upper()

    theme.apply(qapp, theme.DARK)

    assert in_light == theme.LIGHT.error
    assert glyph.grab().toImage().pixelColor(8, 8).name().upper() == theme.DARK.error
    assert glyph.accessibleName() == "Failed"
