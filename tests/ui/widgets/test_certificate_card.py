from datetime import UTC, datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QLabel
from pytestqt.qtbot import QtBot

from xengui.protocol.certificate import Certificate, spelled
from xengui.ui.widgets.certificate_card import certificate_card, claims

SHA256 = "0123456789abcdef" * 4


def test_a_card_shows_the_fingerprint_in_full_and_reads_it_out_with_its_title(qtbot: QtBot):
    card = certificate_card("shown", "Shown now", "expires 1 Jan 2036", SHA256, "Issued by <b>Acme</b>", "")
    qtbot.addWidget(card)

    labels = {label.text() for label in card.findChildren(QLabel)}
    fingerprint = card.findChild(QLabel, "shownFingerprint")
    assert fingerprint
    assert fingerprint.text().replace("\n", ":") == spelled(SHA256)
    assert fingerprint.accessibleName() == f"Shown now: {spelled(SHA256)}"
    assert {"Shown now", "expires 1 Jan 2036", "Issued by <b>Acme</b>"} <= labels
    assert {label.textFormat() for label in card.findChildren(QLabel)} == {Qt.TextFormat.PlainText}


def test_a_card_may_have_a_box_for_its_title(qtbot: QtBot):
    box = QCheckBox("Acme && sons")
    box.setAccessibleName("Acme & sons")
    card = certificate_card("acme", box, "", SHA256)
    qtbot.addWidget(card)

    fingerprint = card.findChild(QLabel, "acmeFingerprint")
    assert fingerprint
    assert fingerprint.accessibleName() == f"Acme & sons: {spelled(SHA256)}"
    assert box.parent() is card


def test_what_a_certificate_claims_is_said_in_a_few_words():
    day = datetime(2026, 5, 7, 12, tzinfo=UTC)

    assert claims(Certificate(der=b"", sha256="")) == ""
    assert (
        claims(Certificate(b"", "", subject="CN=a", issuer="CN=a", not_before=day, not_after=day))
        == "issued 7 May 2026, expires 7 May 2026, self-signed"
    )
