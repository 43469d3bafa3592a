"""Shows one thing that is trusted: what a certificate says of itself, since when it counts and where."""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from xengui.protocol.certificate import spelled
from xengui.queries.trusted import Row
from xengui.ui.widgets.breaking import BreakingLabel
from xengui.ui.widgets.certificate_card import certificate_card
from xengui.ui.widgets.dialog import Dialog
from xengui.ui.widgets.plain import in_order


class CertificateDialog(Dialog):
    """Nothing to fill in."""

    def __init__(self, row: Row, parent: QWidget | None = None) -> None:
        super().__init__("Certificate", row.name, glyph="certificate", parent=parent)
        self.setObjectName("certificateFacts")
        for label, value in row.facts:
            shown = BreakingLabel(in_order(value))
            shown.setContentsMargins(0, 6, 0, 0)  # on the line of its label
            self.add_row(label, shown)
        self.add_widget(certificate_card("fingerprint", "SHA-256 fingerprint", "", row.sha256))
        self.add_link("Copy fingerprint", lambda: QGuiApplication.clipboard().setText(spelled(row.sha256)))
        self.cancel.setText("Close")
        self.cancel.setDefault(True)
        self.cancel.setFocus()
        self.setMinimumWidth(self.fontMetrics().horizontalAdvance("0") * 64)
