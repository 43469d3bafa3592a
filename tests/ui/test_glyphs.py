"""Phosphor's drawings can be had in every weight, and come out sharp."""

from __future__ import annotations

import pytest

from xengui.ui import glyphs
from xengui.ui.glyphs import UnknownGlyphError

pytestmark = pytest.mark.usefixtures("light_theme")


@pytest.mark.parametrize("name", ["monitor", "monitor-light", "play-fill", "arrow-right-bold"])
def test_a_glyph_is_named_as_its_file_is(name: str):
    assert glyphs.svg(name).startswith(b"<svg")


def test_an_unknown_glyph_says_its_name():
    with pytest.raises(UnknownGlyphError, match="'play-on'"):
        glyphs.svg("play-on")


def test_a_glyph_has_the_colour_it_is_given():
    picture = glyphs.pixmap("square-fill", 16, "#ff0000").toImage()

    assert picture.pixelColor(8, 8).name() == "#ff0000"


@pytest.mark.parametrize("ratio", [1.0, 1.25, 1.5, 2.0])
def test_a_glyph_fills_the_pixels_of_its_screen(ratio: float):
    picture = glyphs.pixmap("monitor", 16, "#000000", ratio)

    assert picture.width() == round(16 * ratio)
    assert picture.devicePixelRatio() == ratio


def test_strokes_stand_on_whole_pixels_at_1x():
    picture = glyphs.pixmap("monitor", 16, "#000000").toImage()

    assert max(picture.pixelColor(x, 7).alpha() for x in range(16)) == 255
