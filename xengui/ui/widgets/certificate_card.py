"""A certificate to be looked at: whose it is, what it says of itself, and its fingerprint in full."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from xengui.protocol.certificate import Certificate, spelled
from xengui.queries import units
from xengui.ui.stylesheet import restyle
from xengui.ui.widgets.elided import Elided
from xengui.ui.widgets.plain import plain_label


def certificate_card(name: str, title: str | QWidget, note: str, sha256: str, *more: str) -> QFrame:
    """A card with a title (or a box to tick), a few words at its right, more lines, and the fingerprint, which can be
    read out with its title."""
    card = QFrame()
    card.setObjectName(name)
    card.setProperty("surface", "card")
    column = QVBoxLayout(card)
    column.setContentsMargins(12, 8, 12, 8)
    column.setSpacing(4)
    head = QHBoxLayout()
    head.setSpacing(12)
    words = title if isinstance(title, str) else title.accessibleName()
    if isinstance(title, str):
        named = Elided(title)
        restyle(named, type_="strong")
        head.addWidget(named, 1)
    else:
        head.addWidget(title, 1)
    head.addWidget(plain_label(note, type_="secondary"))
    column.addLayout(head)
    for line in filter(None, more):
        column.addWidget(plain_label(line, wraps=True, type_="secondary"))
    pairs = spelled(sha256).split(":")
    lines = "\n".join((":".join(pairs[:16]), ":".join(pairs[16:])))
    fingerprint = plain_label(lines, mono=True)
    fingerprint.setObjectName(f"{name}Fingerprint")
    fingerprint.setAccessibleName(f"{words}: {spelled(sha256)}")
    column.addWidget(fingerprint)
    return card


def claims(shown: Certificate) -> str:
    """What a certificate says of itself, in a few words; none of it is proof."""
    words = [f"issued {units.day(shown.not_before, None)}" if shown.not_before else ""]
    words += [f"expires {units.day(shown.not_after, None)}" if shown.not_after else ""]
    words += ["self-signed" if shown.self_signed else ""]
    return ", ".join(word for word in words if word)
