"""Every state has an icon, every glyph exists, and what is drawn is sharp and in the colours of the moment."""

from __future__ import annotations

import gc
from typing import Any

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QIcon, QImage, QPixmap
from PySide6.QtWidgets import QApplication, QPushButton

from xengui.ui import glyphs, icons, theme
from xengui.ui.icons import UnknownGlyphError

CLOSED_LIST = """
vm-running vm-halted vm-suspended vm-paused vm-busy vm-migrating template-default template-custom snapshot-disk
snapshot-memory host-connected host-disabled host-maintenance host-connecting host-disconnected host-dead
pool-connected pool-connecting pool-disconnected sr-ok sr-default sr-broken sr-detached vdi vdi-snapshot network folder
tag vapp group
"""

LOOK_TABLE = """
arrow-left arrow-right copy arrow-square-in plus-circle monitor export download-simple database stack trash broom play
sliders-horizontal gear-six power arrow-clockwise plus minus paperclip moon pause plug link-break eject stop-circle
lightning warning wrench arrows-clockwise camera arrow-counter-clockwise star arrow-square-right barricade heartbeat
cloud-arrow-down package plugs-connected plugs eye-slash eye key certificate lock-simple terminal-window keyboard
textbox frame-corners picture-in-picture arrows-out magnifying-glass funnel-simple caret-up-down question file-text
lifebuoy
tree-structure squares-four folders list-magnifying-glass git-branch list dots-three x caret-right caret-down check-bold
hard-drives hard-drive disc cylinder graph git-merge folder tag circles-three circuitry usb user shield-check
list-checks bell prohibit map-pin clock check-circle-fill x-circle-fill warning-fill info-fill plugs-fill
"""


def image(icon: QIcon, size: int = 18, ratio: float = 1.0, mode: QIcon.Mode = QIcon.Mode.Normal) -> QImage:
    return icon.pixmap(QSize(size, size), ratio, mode).toImage()


def colours(picture: QImage) -> set[str]:
    """The colours of the pixels that are fully drawn."""
    points = [(x, y) for x in range(picture.width()) for y in range(picture.height())]
    return {picture.pixelColor(x, y).name() for x, y in points if picture.pixelColor(x, y).alpha() == 255}


@pytest.mark.parametrize("state", CLOSED_LIST.split())
def test_every_state_of_the_tree_has_an_icon_and_words(state: str):
    blank = QImage(18, 18, QImage.Format.Format_ARGB32_Premultiplied)
    blank.fill(0)

    assert image(icons.state_icon(state)) != blank
    assert icons.accessible_state(state)


@pytest.mark.parametrize("name", LOOK_TABLE.split())
def test_every_glyph_of_the_look_exists(name: str):
    assert not icons.icon(name).isNull()


@pytest.mark.parametrize("state", icons.STATES)
def test_every_state_can_be_drawn_in_both_weights(state: str):
    assert icons.state_pixmap(state, 18).width() == 18
    assert icons.state_pixmap(state, 32).width() == 32


def test_an_unknown_glyph_is_refused_at_once():
    with pytest.raises(UnknownGlyphError):
        icons.icon("power-on")


def test_an_unknown_state_is_refused():
    with pytest.raises(KeyError):
        icons.state_icon("vm-asleep")


def test_an_icon_is_sharp_at_one_and_a_half():
    picture = icons.icon("play").pixmap(QSize(16, 16), 1.5)

    assert picture.size() == QSize(24, 24)
    assert picture.devicePixelRatio() == 1.5
    assert picture.toImage() == glyphs.pixmap("play", 16, theme.LIGHT.text2.lower(), 1.5).toImage()


def test_an_icon_follows_the_theme(qapp: QApplication):
    icon = icons.icon("circle-fill", "accent_text")
    in_light = colours(image(icon))

    theme.apply(qapp, theme.DARK)

    assert theme.LIGHT.accent_text.lower() in in_light
    assert theme.DARK.accent_text.lower() in colours(image(icon))


def test_a_disabled_icon_is_faint():
    assert colours(image(icons.icon("circle-fill"), mode=QIcon.Mode.Disabled)) == {theme.LIGHT.text3.lower()}


def test_a_wide_icon_keeps_its_glyph_at_the_left():
    picture = icons.icon("square-fill").pixmap(icons.BUTTON_SIZE, 1.0).toImage()

    assert picture.size() == icons.BUTTON_SIZE
    assert [x for x in range(20) if picture.pixelColor(x, 8).alpha()][-1] < 16


def test_a_badge_stands_apart_from_its_glyph():
    badge = theme.LIGHT.error.lower()
    picture = image(icons.state_icon("sr-broken"), 32)
    drawn = {(x, y) for x in range(32) for y in range(32) if picture.pixelColor(x, y).name() == badge}
    left = min(drawn)

    assert picture.pixelColor(left[0] - 2, left[1]).alpha() < 128


@pytest.mark.parametrize(
    ("state", "variant", "token"),
    [
        ("vm-running", {}, "ok"),
        ("vm-running", {"warning": True}, "warn"),
        ("vm-busy", {"warning": True}, "accent_text"),
        ("sr-broken", {"warning": True}, "error"),
        ("vm-suspended", {"hidden": True}, "sleep"),
        ("host-connected", {"coordinator": True, "warning": True}, "warn"),
        ("host-maintenance", {"coordinator": True}, "warn"),
    ],
)
def test_the_badge_that_matters_most_wins(state: str, variant: dict[str, Any], token: str):
    assert getattr(theme.LIGHT, token).lower() in colours(image(icons.state_icon(state, **variant), 32))


def test_storage_looks_like_its_kind():
    pictures = [icons.state_pixmap("sr-ok", sr_kind=kind).toImage() for kind in ("shared", "local", "iso")]

    assert pictures[0] != pictures[1] != pictures[2] != pictures[0]


def test_flags_pick_the_same_variant_as_words_do():
    flags = frozenset({"local", "hidden"})

    assert image(icons.flagged_icon("sr-ok", flags)) == image(icons.state_icon("sr-ok", sr_kind="local", hidden=True))


def test_states_are_told_in_words():
    assert icons.accessible_state("vm-halted", hidden=True) == "halted, hidden"
    assert icons.accessible_state("host-connected", coordinator=True) == "connected, coordinator"


def test_icons_outlive_the_code_that_made_them():
    buttons = [QPushButton() for _ in range(50)]
    for button in buttons:
        button.setIcon(icons.icon("gear-six"))
        button.icon().addPixmap(QPixmap(8, 8))  # makes Qt clone the engine
    gc.collect()

    assert all(button.icon().pixmap(QSize(16, 16), 2.0).width() == 32 for button in buttons)
