"""Phosphor's drawings, in any size and colour."""

from __future__ import annotations

import struct
import zlib
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
def _packed() -> bytes:
    return resources.files("justmyresource_phosphor").joinpath("icons.zip").read_bytes()


@cache
def svg(name: str) -> bytes:
    """The drawing of a glyph, named as its file is: `play` is regular, `play-fill` filled."""
    weight = name.rpartition("-")[2]
    folder = weight if weight in WEIGHTS else "regular"
    content = _unpacked(_packed(), f"{folder}/{name}.svg".encode())
    if content is None:
        raise UnknownGlyphError(name)
    return content


def _unpacked(archive: bytes, name: bytes) -> bytes | None:
    """One file of a ZIP archive. The directory has some thousand entries, and only a few dozen are ever needed: to read
    them all, as `zipfile` does, takes longer than all the rest of drawing."""
    end = archive.rfind(b"PK\x05\x06")
    at = directory = struct.unpack_from("<L", archive, end + 16)[0]
    while (at := archive.find(name, at, end)) >= 0:
        entry = at - _ENTRY.size
        if entry >= directory:
            sign, method, packed, length, offset = _ENTRY.unpack_from(archive, entry)
            if sign == b"PK\x01\x02" and length == len(name):
                names, extras = struct.unpack_from("<HH", archive, offset + 26)
                begin = offset + 30 + names + extras
                content = archive[begin : begin + packed]
                return zlib.decompress(content, -zlib.MAX_WBITS) if method == _DEFLATED else content
        at += 1
    return None


_DEFLATED = 8
_ENTRY = struct.Struct("<4s6xH8xL4xH12xL")
"""What stands before a name in the directory: sign, method, packed size, length of the name, place of the file."""


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
