"""Shows a certificate that is not known yet, or another one than the known."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from xengui.forms.trust import Trust
from xengui.protocol.certificate import Certificate, spelled
from xengui.queries import units
from xengui.ui.dialogs.form_dialog import FormDialog
from xengui.ui.stylesheet import restyle
from xengui.ui.widgets.dialog import refuse
from xengui.ui.widgets.plain import plain_label


class TrustDialog(FormDialog):
    """The safe answer is the prominent one when a certificate has changed, and the question stands there in full."""

    form: Trust

    def __init__(self, form: Trust, parent: QWidget | None = None) -> None:
        where = form.address.key
        super().__init__(
            "Certificate changed" if form.changed else "Unknown certificate",
            f"{where} shows a different certificate" if form.changed else f"Is this the certificate of {where}?",
            "Nothing has been sent to it. The password stays here until you decide.",
            glyph="shield-warning" if form.changed else "certificate",
            glyph_colour="warn" if form.changed else "text2",
            parent=parent,
        )
        self.setObjectName("certificateDialog")
        self.form = form
        if form.changed:
            since = f"Trusted since {units.day(form.since, None)}" if form.since else "Trusted until now"
            self.add_widget(_card("knownCertificate", since, "", form.known))
        self.add_widget(_card("shownCertificate", "Shown now", _said(form.shown), form.shown.sha256))
        self.add_widget(plain_label(_ADVICE_CHANGED if form.changed else _ADVICE_NEW, wraps=True, tone="dim"))
        self.add_link("Copy both" if form.changed else "Copy", self._copy)
        self._compared = QCheckBox("I have compared the fingerprint")
        self._compared.setObjectName("comparedBox")
        self._compared.setChecked(form.compared)
        if form.changed:
            self.add_widget(self._compared)
            self.cancel.setText("Disconnect")
        self._trust = self.add_button("Trust new certificate" if form.changed else "Trust", primary=not form.changed)
        self._trust.setObjectName("trustButton")
        self._compared.toggled.connect(self._tick)
        self._tick(form.compared)
        if form.changed:
            restyle(self.cancel, primary=True)
            self.cancel.setDefault(True)
            self.cancel.setFocus()
        self.setMinimumWidth(self.fontMetrics().horizontalAdvance("0") * 64)

    def _tick(self, ticked: bool) -> None:
        self.form = replace(self.form, compared=ticked)
        refuse(self._trust, self.form.problems().get("compared", ""))

    def _copy(self) -> None:
        shown = [self.form.known] if self.form.changed else []
        QGuiApplication.clipboard().setText("\n".join(spelled(one) for one in [*shown, self.form.shown.sha256]))


_ADVICE_NEW = (
    "It is kept from now on, and a change will be a question. To be sure, compare it with what the server's own console"
    " shows, or with the output of xe host-get-server-certificate there."
)
_ADVICE_CHANGED = (
    "If nobody renewed it on purpose, someone may be between you and the server. Compare it with"
    " xe host-get-server-certificate on the server's own console."
)


def _card(name: str, title: str, note: str, sha256: str) -> QFrame:
    card = QFrame()
    card.setObjectName(name)
    card.setProperty("surface", "card")
    column = QVBoxLayout(card)
    column.setContentsMargins(12, 8, 12, 8)
    column.setSpacing(4)
    head = QHBoxLayout()
    head.addWidget(plain_label(title, type_="strong"))
    head.addStretch()
    head.addWidget(plain_label(note, type_="secondary"))
    column.addLayout(head)
    pairs = spelled(sha256).split(":")
    lines = "\n".join((":".join(pairs[:16]), ":".join(pairs[16:])))
    fingerprint = plain_label(lines, mono=True)
    fingerprint.setObjectName(f"{name}Fingerprint")
    fingerprint.setAccessibleName(f"{title}: {spelled(sha256)}")
    column.addWidget(fingerprint)
    return card


def _said(shown: Certificate) -> str:
    """What the certificate claims, in a few words; none of it is proof."""
    words = [f"issued {_day(shown.not_before)}" if shown.not_before else ""]
    words += [f"expires {_day(shown.not_after)}" if shown.not_after else ""]
    words += ["self-signed" if shown.self_signed else ""]
    return ", ".join(word for word in words if word)


def _day(moment: datetime) -> str:
    return units.day(moment, None)
