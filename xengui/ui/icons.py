"""The icons of commands, and of objects in every state they can be in.

An icon keeps no colours. Its engine asks the theme when it paints, so a change of theme needs no new icons.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Final

from PySide6.QtCore import QPoint, QPointF, QRect, QSize, Qt
from PySide6.QtGui import QIcon, QIconEngine, QPainter, QPixmap

from xengui.ui import glyphs, theme
from xengui.ui.glyphs import UnknownGlyphError

__all__ = [
    "BUTTON_SIZE",
    "FLAGS",
    "HEADER_SIZE",
    "ROW_SIZE",
    "STATES",
    "UnknownGlyphError",
    "accessible_state",
    "flagged_icon",
    "icon",
    "state_icon",
    "state_pixmap",
]

BUTTON_SIZE: Final = QSize(20, 16)
"""For buttons with text: the glyph stands at the left, the rest is the gap."""
ROW_SIZE: Final = QSize(18, 18)
"""A glyph of 16 with room for its badge."""
HEADER_SIZE: Final = QSize(32, 32)
"""A glyph of 28 with room for its badge."""

FLAGS: Final = frozenset({"coordinator", "hidden", "local", "iso", "error", "warning", "scheduled"})


@dataclass(frozen=True, slots=True)
class Drawing:
    """A glyph in the colour of a token, with one badge at most."""

    glyph: str
    colour: str = "text2"
    badge: str = ""
    badge_colour: str = ""


@dataclass(frozen=True, slots=True)
class State:
    """How a state looks, and what it is called."""

    words: str
    drawing: Drawing


def _state(words: str, glyph: str, badge: str = "", badge_colour: str = "text2", *, off: bool = False) -> State:
    return State(words, Drawing(glyph, "idle" if off else "text2", badge, badge_colour if badge else ""))


_BUSY: Final = ("arrows-clockwise-bold", "accent_text")
_LOST: Final = ("plugs-fill", "error")
_BROKEN: Final = ("x-circle-fill", "error")
_WARNED: Final = ("warning-fill", "warn")
_OUT: Final = ("minus-circle-fill", "idle")

STATES: Final[dict[str, State]] = {
    "vm-running": _state("running", "monitor", "play-fill", "ok"),
    "vm-halted": _state("halted", "monitor", off=True),
    "vm-suspended": _state("suspended", "monitor", "moon-fill", "sleep"),
    "vm-paused": _state("paused", "monitor", "pause-fill", "sleep"),
    "vm-busy": _state("busy", "monitor", *_BUSY),
    "vm-migrating": _state("migrating", "monitor", "arrow-right-bold", "accent_text"),
    "vm-crashed": _state("crashed", "monitor", *_BROKEN),
    "template-default": _state("template", "package"),
    "template-custom": _state("custom template", "package", "user-fill"),
    "snapshot-disk": _state("snapshot of the disks", "camera"),
    "snapshot-memory": _state("snapshot with memory", "camera", "lightning-fill"),
    "host-connected": _state("connected", "hard-drives"),
    "host-disabled": _state("disabled", "hard-drives", *_OUT),
    "host-maintenance": _state("in maintenance", "hard-drives", "wrench-fill", "warn"),
    "host-connecting": _state("connecting", "hard-drives", *_BUSY, off=True),
    "host-disconnected": _state("disconnected", "hard-drives", *_LOST, off=True),
    "host-dead": _state("not responding", "hard-drives", *_LOST, off=True),
    "pool-connected": _state("connected", "stack"),
    "pool-connecting": _state("connecting", "stack", *_BUSY, off=True),
    "pool-disconnected": _state("disconnected", "stack", *_LOST, off=True),
    "sr-ok": _state("storage", "database"),
    "sr-default": _state("default storage", "database", "star-fill"),
    "sr-broken": _state("broken", "database", *_BROKEN),
    "sr-detached": _state("detached", "database", *_OUT, off=True),
    "vdi": _state("disk", "cylinder"),
    "vdi-snapshot": _state("disk snapshot", "cylinder", "clock-fill"),
    "dvd-drive": _state("DVD drive", "disc"),
    "network": _state("network", "graph"),
    "nic-up": _state("link up", "plugs-connected"),
    "nic-down": _state("link down", "plugs", off=True),
    "bond": _state("bond", "git-merge"),
    "vif": _state("network interface", "plug"),
    "folder": _state("folder", "folder"),
    "tag": _state("tag", "tag"),
    "vapp": _state("vApp", "circles-three"),
    "custom-field": _state("custom field", "textbox"),
    "group": _state("group", "squares-four"),
    "gpu": _state("GPU", "circuitry"),
    "usb": _state("USB device", "usb"),
    "user": _state("user", "user"),
    "role": _state("role", "shield-check"),
    "task": _state("task", "list-checks"),
    "alert": _state("alert", "bell"),
    "result-ok": State("finished", Drawing("check-circle-fill", "ok")),
    "result-failed": State("failed", Drawing("x-circle-fill", "error")),
    "result-warning": State("warning", Drawing("warning-fill", "warn")),
    "result-info": State("information", Drawing("info-fill", "accent_text")),
    "result-waiting": State("waiting", Drawing("clock")),
    "result-busy": State("in progress", Drawing("arrows-clockwise", "accent_text")),
    "cannot": State("not possible", Drawing("prohibit")),
    "here": State("here now", Drawing("map-pin")),
}

# Which badge wins, best first; power states come before marks, and of the marks the rarer one.
_RANKS: Final = (
    "x-circle-fill",
    "plugs-fill",
    "arrows-clockwise-bold",
    "arrow-right-bold",
    "warning-fill",
    "play-fill",
    "moon-fill",
    "pause-fill",
    "wrench-fill",
    "minus-circle-fill",
    "eye-slash-fill",
    "clock-fill",
    "lightning-fill",
    "star-fill",
    "user-fill",
)
_ROUND_BADGES: Final = frozenset({"x-circle-fill", "minus-circle-fill", "clock-fill"})
_SR_GLYPHS: Final = {"shared": "database", "local": "hard-drive", "iso": "disc"}


def icon(name: str, colour: str = "text2") -> QIcon:
    """The glyph of that name in a token's colour; `UnknownGlyphError` if Phosphor has none.

    A checked button shows it in `text`, a disabled one in `text3`.
    """
    glyphs.svg(name)
    return _made(Drawing(name, colour))


def state_icon(  # noqa: PLR0913 - one word for each variant
    state: str,
    *,
    warning: bool = False,
    hidden: bool = False,
    coordinator: bool = False,
    scheduled: bool = False,
    sr_kind: str = "shared",
) -> QIcon:
    """The icon of an object in a state out of `STATES`; `KeyError` for any other."""
    return _flagged(state, _flags(warning, hidden, coordinator, scheduled, sr_kind))


def flagged_icon(state: str, flags: frozenset[str]) -> QIcon:
    """The same with the variant in `FLAGS`, as rows carry it."""
    return _flagged(state, flags)


def state_pixmap(  # noqa: PLR0913 - one word for each variant
    state: str,
    size: int = 32,
    ratio: float = 1.0,
    *,
    warning: bool = False,
    hidden: bool = False,
    coordinator: bool = False,
    scheduled: bool = False,
    sr_kind: str = "shared",
) -> QPixmap:
    """The same as a picture; from 24 pixels up it is drawn in the light weight."""
    drawing = _drawing(state, _flags(warning, hidden, coordinator, scheduled, sr_kind))
    return _pixmap(_coloured(drawing, QIcon.Mode.Normal, QIcon.State.Off), size, ratio)


def accessible_state(
    state: str, *, warning: bool = False, hidden: bool = False, coordinator: bool = False, scheduled: bool = False
) -> str:
    """The state in words, for a screen reader and for pills: "running, hidden"."""
    words = [STATES[state].words]
    words += ["coordinator"] * coordinator + ["scheduled"] * scheduled + ["hidden"] * hidden
    words += ["needs attention"] * warning
    return ", ".join(words)


def _flags(warning: bool, hidden: bool, coordinator: bool, scheduled: bool, sr_kind: str) -> frozenset[str]:
    chosen = {"warning": warning, "hidden": hidden, "coordinator": coordinator, "scheduled": scheduled}
    chosen[sr_kind] = sr_kind in {"local", "iso"}
    return frozenset(flag for flag, on in chosen.items() if on)


def _flagged(state: str, flags: frozenset[str]) -> QIcon:
    return _made(_drawing(state, flags))


@cache
def _made(drawing: Drawing) -> QIcon:
    # Kept for good: PySide ties an engine's life to the first icon that Python holds, Qt to the last copy.
    return QIcon(_Engine(drawing))


@lru_cache(maxsize=512)
def _drawing(state: str, flags: frozenset[str]) -> Drawing:
    drawing = STATES[state].drawing
    badges = {drawing.badge: drawing.badge_colour} if drawing.badge else {}
    if state.startswith("sr-"):
        kind = next((kind for kind in ("local", "iso") if kind in flags), "shared")
        drawing = replace(drawing, glyph=_SR_GLYPHS[kind])
    if "hidden" in flags:
        drawing = replace(drawing, colour="idle")
        badges["eye-slash-fill"] = "text2"
    if "coordinator" in flags:
        badges["star-fill"] = "text2"
    if "scheduled" in flags:
        badges["clock-fill"] = "text2"
    if "warning" in flags:
        badges["warning-fill"] = "warn"
    if "error" in flags:
        badges["x-circle-fill"] = "error"
    if not badges:
        return drawing
    badge = min(badges, key=_RANKS.index)
    return replace(drawing, badge=badge, badge_colour=badges[badge])


def _coloured(drawing: Drawing, mode: QIcon.Mode, state: QIcon.State) -> Drawing:
    """The drawing with this theme's colours in place of the tokens."""
    worn = theme.current()
    if mode is QIcon.Mode.Disabled:
        return replace(drawing, colour=worn.text3, badge_colour=worn.text3)
    token = "text" if state is QIcon.State.On and drawing.colour == "text2" else drawing.colour
    badge_colour = worn.colour(drawing.badge_colour).name() if drawing.badge else ""
    return replace(drawing, colour=worn.colour(token).name(), badge_colour=badge_colour)


@lru_cache(maxsize=2048)
def _pixmap(drawing: Drawing, size: int, ratio: float) -> QPixmap:
    """A coloured drawing in a square box."""
    if not drawing.badge:
        side = size if size not in {ROW_SIZE.width(), HEADER_SIZE.width()} else _glyph_side(size)
        return _boxed(glyphs.pixmap(_weighted(drawing.glyph, side), side, drawing.colour, ratio), size, ratio)
    side = _glyph_side(size)
    box = _boxed(glyphs.pixmap(_weighted(drawing.glyph, side), side, drawing.colour, ratio), size, ratio)
    badge_side = round(side * (0.57 if drawing.badge in _ROUND_BADGES else 0.64))
    badge = glyphs.pixmap(drawing.badge, badge_side, drawing.badge_colour, ratio)
    corner = QPointF(size - badge_side, size - badge_side)
    painter = QPainter(box)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_DestinationOut)
    for x in (-1, 0, 1):
        for y in (-1, 0, 1):
            painter.drawPixmap(corner + QPointF(x, y), badge)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
    painter.drawPixmap(corner, badge)
    painter.end()
    return box


def _glyph_side(box: int) -> int:
    """What is left for the glyph when the badge has its edge of the box."""
    if box <= 16:
        return box
    return box - (4 if box >= 24 else 2)


def _weighted(glyph: str, side: int) -> str:
    regular = glyph.rpartition("-")[2] not in glyphs.WEIGHTS
    return f"{glyph}-light" if regular and side >= 24 else glyph


def _boxed(picture: QPixmap, size: int, ratio: float) -> QPixmap:
    """The picture at the top left of a larger box."""
    side = round(size * ratio)
    box = QPixmap(side, side)
    box.setDevicePixelRatio(ratio)
    box.fill(Qt.GlobalColor.transparent)
    painter = QPainter(box)
    painter.drawPixmap(QPoint(0, 0), picture)
    painter.end()
    return box


class _Engine(QIconEngine):
    """Paints a drawing in the colours of the moment, at the left of the place it is given."""

    def __init__(self, drawing: Drawing) -> None:
        super().__init__()
        self._drawing = drawing

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        device = painter.device()
        ratio = device.devicePixelRatioF() if device is not None else 1.0
        side = min(rect.width(), rect.height())
        top = rect.top() + (rect.height() - side) // 2
        painter.drawPixmap(QPoint(rect.left(), top), _pixmap(_coloured(self._drawing, mode, state), side, ratio))

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        return self.scaledPixmap(size, mode, state, 1.0)

    def scaledPixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float) -> QPixmap:
        # Since 6.8 the size is a logical one; before, it was in device pixels.
        drawn = QPixmap(round(size.width() * scale), round(size.height() * scale))
        drawn.setDevicePixelRatio(scale)
        drawn.fill(Qt.GlobalColor.transparent)
        painter = QPainter(drawn)
        self.paint(painter, QRect(QPoint(0, 0), size), mode, state)
        painter.end()
        return drawn

    def actualSize(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QSize:
        return size

    def isNull(self) -> bool:
        return False

    def key(self) -> str:
        return "xengui"

    def clone(self) -> QIconEngine:
        # Qt asks for a copy when somebody changes a copied icon. PySide leaves the copy to Python, which would
        # delete it at once.
        copy = _Engine(self._drawing)
        _clones.append(copy)
        return copy


_clones: list[QIconEngine] = []
