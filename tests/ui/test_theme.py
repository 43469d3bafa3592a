"""The colours, measured: what is read and what carries meaning stands out from every ground it meets."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator

import pytest
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication

from xengui.ui import theme
from xengui.ui.theme import Appearance, Theme

GROUNDS = ("base", "window", "nav", "raised", "hover", "select", "select_off")
TEXTS = ("text", "text2", "accent_text", "ok_text", "warn_text", "error_text", "sleep_text")
ON_THEIR_FILL = (
    ("on_accent", "accent"),
    ("on_accent", "accent_hover"),
    ("on_danger", "danger"),
    ("tip_text", "tip"),
    ("tip_link", "tip"),
    ("ok_text", "ok_soft"),
    ("warn_text", "warn_soft"),
    ("error_text", "error_soft"),
    ("sleep_text", "sleep_soft"),
    ("accent_text", "info_soft"),
    ("text", "info_soft"),
    ("text", "warn_soft"),
    ("text", "error_soft"),
    ("text", "track"),
    ("text2", "track"),
)
BADGES = ("ok", "warn", "error", "sleep", "accent_text", "text2", "idle")
EDGES = (("field", "base"), ("border_strong", "base"), ("focus", "base"), ("focus", "window"), ("tip_ok", "tip"))

every_theme = pytest.mark.parametrize("worn", theme.THEMES, ids=lambda worn: worn.name)


@pytest.fixture(autouse=True)
def _light_again(qapp: QApplication) -> Iterator[None]:
    yield
    theme.choose(qapp, Appearance.LIGHT)


def luminance(colour: str) -> float:
    """The relative luminance of WCAG 2."""

    def linear(channel: float) -> float:
        return channel / 12.92 if channel <= 0.03928 else math.pow((channel + 0.055) / 1.055, 2.4)

    shown = QColor(colour)
    return 0.2126 * linear(shown.redF()) + 0.7152 * linear(shown.greenF()) + 0.0722 * linear(shown.blueF())


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def too_close(worn: Theme, pairs: Iterator[tuple[str, str]], least: float) -> list[str]:
    found = ((a, b, contrast(worn.colour(a).name(), worn.colour(b).name())) for a, b in pairs)
    return [f"{a} on {b}: {value:.2f}" for a, b, value in found if value < least]


@every_theme
def test_text_can_be_read_on_every_ground(worn: Theme):
    assert too_close(worn, itertools.product(TEXTS, GROUNDS), 4.5) == []


@every_theme
def test_text_can_be_read_on_its_own_fill(worn: Theme):
    assert too_close(worn, iter(ON_THEIR_FILL), 4.5) == []


@every_theme
def test_badges_stand_out_even_on_a_selected_row(worn: Theme):
    assert too_close(worn, itertools.product(BADGES, GROUNDS), 3.0) == []


@every_theme
def test_edges_of_inputs_stand_out(worn: Theme):
    assert too_close(worn, iter(EDGES), 3.0) == []


@every_theme
def test_pool_labels_stand_out_in_the_navigation(worn: Theme):
    assert too_close(worn, ((label, "nav") for label in theme.POOL_LABELS), 3.0) == []


@every_theme
def test_graphs_can_be_told_from_the_page(worn: Theme):
    assert [colour for colour in worn.series if round(contrast(colour, worn.base), 1) < 4.5] == []


@every_theme
def test_every_token_is_a_colour(worn: Theme):
    names = {name: value for name, value in worn.tokens().items() if name != "name"}

    assert [name for name, value in names.items() if not QColor.isValidColorName(value)] == []


def test_both_themes_have_as_many_series():
    assert len(theme.LIGHT.series) == len(theme.DARK.series) == len(set(theme.LIGHT.series))


def test_a_choice_is_put_on(qapp: QApplication):
    theme.choose(qapp, Appearance.DARK)

    assert theme.current() is theme.DARK
    assert qapp.palette().color(QPalette.ColorRole.Window).name().upper() == theme.DARK.window
    assert theme.DARK.nav in qapp.styleSheet()


def test_high_contrast_can_be_chosen(qapp: QApplication):
    theme.choose(qapp, Appearance.DARK, high_contrast=True)

    assert theme.current() is theme.DARK_CONTRAST


def test_the_theme_in_use_is_not_put_on_again(qapp: QApplication, monkeypatch: pytest.MonkeyPatch):
    theme.apply(qapp, theme.DARK)
    calls: list[str] = []
    monkeypatch.setattr(QApplication, "setStyleSheet", lambda _app, sheet: calls.append(sheet))

    theme.apply(qapp, theme.DARK)

    assert calls == []
