"""Shows a certificate that is not known yet, or another one than the known."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QSizePolicy, QWidget

from xengui.forms.trust import Trust
from xengui.protocol.certificate import spelled
from xengui.queries import units
from xengui.ui.dialogs.form_dialog import FormDialog
from xengui.ui.stylesheet import restyle
from xengui.ui.widgets.certificate_card import certificate_card, claims
from xengui.ui.widgets.certificate_chooser import CertificateChooser
from xengui.ui.widgets.dialog import refuse
from xengui.ui.widgets.link import Link
from xengui.ui.widgets.plain import in_order, plain_label


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
            self.add_widget(certificate_card("knownCertificate", since, "", form.known))
        self.add_widget(certificate_card("shownCertificate", "Shown now", claims(form.shown), form.shown.sha256))
        self.add_widget(plain_label(_ADVICE_CHANGED if form.changed else _ADVICE_NEW, wraps=True, tone="dim"))
        if form.issuer:
            self.add_widget(plain_label(_VOUCHED.format(issuer=form.issuer.name), wraps=True))
        self.chooser = CertificateChooser(self)
        self.chooser.chosen.connect(self._compare)
        self.chooser.failed.connect(lambda why: self._show_found(why, "error"))
        compare = Link("Compare with a certificate file…", self.chooser.ask)
        compare.setObjectName("compareLink")
        line = QWidget()
        line.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(compare)
        row.addStretch(1)
        self.add_widget(line)
        self._found = plain_label("", wraps=True)
        self._found.setObjectName("foundLabel")
        self._found.hide()
        self.add_widget(self._found)
        self.add_link("Copy both" if form.changed else "Copy", self._copy)
        self._compared = QCheckBox("I have compared the fingerprint")
        self._compared.setObjectName("comparedBox")
        self._compared.setChecked(form.compared)
        if form.changed and not form.issuer:
            self.add_widget(self._compared)
        if form.changed:
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

    def _compare(self, file: str, certificates: object) -> None:
        assert isinstance(certificates, tuple)
        self.form = self.form.compared_with(file, certificates, datetime.now(UTC))
        self._compared.setChecked(self.form.compared)
        self._tick(self.form.compared)
        self._show_found(self.form.found, "error" if self.form.unfit else "ok")

    def _show_found(self, found: str, tone: str) -> None:
        self._found.setText(in_order(found))
        restyle(self._found, tone=tone)
        self._found.show()
        self.grow()

    def _copy(self) -> None:
        shown = [self.form.known] if self.form.changed else []
        QGuiApplication.clipboard().setText("\n".join(spelled(one) for one in [*shown, self.form.shown.sha256]))


_ADVICE_NEW = (
    "It is kept from now on, and a change will be a question. To be sure, compare it with what the server's own console"
    " shows, or with the output of xe host-get-server-certificate there."
)
_VOUCHED = (
    "{issuer}, an authority that was imported, vouches for it. With your yes, later ones that it vouches for are"
    " accepted here as well."
)
_ADVICE_CHANGED = (
    "If nobody renewed it on purpose, someone may be between you and the server. Compare it with"
    " xe host-get-server-certificate on the server's own console."
)
