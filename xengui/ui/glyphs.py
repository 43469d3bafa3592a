"""Phosphor's drawings, in any size and colour."""

from __future__ import annotations

import io
import zipfile
from functools import cache, lru_cache
from importlib import resources

from PySide6.QtCore import QByteArray, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QImage, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

WEIGHTS = ("bold", "light", "fill", "thin", "duotone")


class UnknownGlyphError(KeyError):
    """The family has no drawing of that name."""

    def __str__(self) -> str:
        return f"Phosphor has no glyph called {self.args[0]!r}."


@cache
def _archive() -> zipfile.ZipFile:
    packed = resources.files("justmyresource_phosphor").joinpath("icons.zip").read_bytes()
    return zipfile.ZipFile(io.BytesIO(packed))


@cache
def svg(name: str) -> bytes:
    """The drawing of a glyph, named as its file is: `play` is regular, `play-fill` filled."""
    weight = name.rpartition("-")[2]
    folder = weight if weight in WEIGHTS else "regular"
    try:
        return _archive().read(f"{folder}/{name}.svg")
    except KeyError:
        raise UnknownGlyphError(name) from None


@lru_cache(maxsize=2048)
def pixmap(name: str, size: float, colour: str, ratio: float = 1.0) -> QPixmap:
    """A glyph in a square of `size` logical pixels, sharp on a screen of that ratio."""
    renderer = QSvgRenderer(QByteArray(svg(name).replace(b"currentColor", colour.encode())))
    side = max(1, round(size * ratio))
    # Some glyphs have their strokes on pixels, others between two: a shift by half a pixel puts them right.
    best = max((_drawn(renderer, side, QPointF(x, y)) for y in (0, 0.5) for x in (0, 0.5)), key=_sharpness)
    drawn = QPixmap.fromImage(best)
    drawn.setDevicePixelRatio(ratio)
    return drawn


def _drawn(renderer: QSvgRenderer, side: int, shift: QPointF) -> QImage:
    image = QImage(side, side, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    renderer.render(painter, QRectF(shift, QSizeF(side, side)))
    painter.end()
    return image


def _sharpness(image: QImage) -> int:
    alpha = image.convertToFormat(QImage.Format.Format_Alpha8).constBits()
    return sum(value * value for value in bytes(alpha))
