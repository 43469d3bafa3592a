"""Certificates: the fingerprints are there to be compared, and a changed one is not trusted by a slip."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from tests.authorities import CA
from xengui.forms.trust import Trust
from xengui.protocol.address import Address
from xengui.protocol.certificate import Certificate, certificate, spelled
from xengui.ui.dialogs.trust import TrustDialog
from xengui.ui.widgets.link import Link

OLD, NEW = "ab" * 32, "cd" * 32
SHOWN = Certificate(
    der=b"",
    sha256=NEW,
    subject="CN=granite",
    issuer="CN=granite",
    not_before=datetime(2026, 1, 3, tzinfo=UTC),
    not_after=datetime(2036, 1, 1, tzinfo=UTC),
)
UNKNOWN = Trust(address=Address("granite"), shown=SHOWN)
CHANGED = Trust(address=Address("granite"), shown=SHOWN, known=OLD, since=datetime(2025, 5, 7, tzinfo=UTC))


def shown(qtbot: QtBot, form: Trust) -> TrustDialog:
    dialog = TrustDialog(form)
    qtbot.addWidget(dialog)
    dialog.open()
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    return dialog


def button(dialog: TrustDialog) -> QPushButton:
    found = dialog.findChild(QPushButton, "trustButton")
    assert found
    return found


def tick(dialog: TrustDialog) -> QCheckBox:
    found = dialog.findChild(QCheckBox, "comparedBox")
    assert found
    return found


def texts(dialog: TrustDialog) -> list[str]:
    return [label.text() for label in dialog.findChildren(QLabel) if label.isVisible() and label.text()]


def fingerprint(dialog: TrustDialog, name: str) -> str:
    found = dialog.findChild(QLabel, f"{name}Fingerprint")
    return found.text().replace("\n", ":") if found else ""


def test_an_unknown_certificate_is_shown_whole(qtbot: QtBot):
    dialog = shown(qtbot, UNKNOWN)

    assert "Is this the certificate of granite?" in texts(dialog)
    assert fingerprint(dialog, "shownCertificate") == spelled(NEW)
    assert fingerprint(dialog, "knownCertificate") == ""
    assert any("self-signed" in text and "expires" in text for text in texts(dialog))
    assert button(dialog).isEnabled()
    assert dialog.findChild(QCheckBox, "comparedBox") is None


def test_the_primary_button_of_an_unknown_certificate_takes_enter(qtbot: QtBot):
    dialog = shown(qtbot, UNKNOWN)

    assert button(dialog).isDefault()
    with qtbot.waitSignal(dialog.submitted):
        QTest.keyClick(dialog, Qt.Key.Key_Return)


def test_a_changed_certificate_is_shown_beside_the_known_one(qtbot: QtBot):
    dialog = shown(qtbot, CHANGED)

    assert dialog.windowTitle() == "Certificate changed"
    assert fingerprint(dialog, "knownCertificate") == spelled(OLD)
    assert fingerprint(dialog, "shownCertificate") == spelled(NEW)
    assert any(text.startswith("Trusted since") and "2025" in text for text in texts(dialog))


def test_a_changed_certificate_cannot_be_trusted_before_the_tick(qtbot: QtBot):
    dialog = shown(qtbot, CHANGED)

    assert not button(dialog).isEnabled()
    assert button(dialog).accessibleDescription().startswith("Compare the fingerprint")
    with qtbot.assertNotEmitted(dialog.submitted):
        dialog.accept()

    QTest.keyClick(tick(dialog), Qt.Key.Key_Space)

    assert button(dialog).isEnabled()
    with qtbot.waitSignal(dialog.submitted):
        QTest.mouseClick(button(dialog), Qt.MouseButton.LeftButton)
    assert dialog.form.compared


def test_enter_never_trusts_a_changed_certificate(qtbot: QtBot):
    dialog = shown(qtbot, CHANGED)
    assert dialog.cancel.isDefault()
    assert dialog.cancel.hasFocus()
    QTest.keyClick(tick(dialog), Qt.Key.Key_Space)

    with qtbot.assertNotEmitted(dialog.submitted), qtbot.waitSignal(dialog.rejected):
        QTest.keyClick(tick(dialog), Qt.Key.Key_Return)


def test_a_form_that_was_compared_opens_with_its_tick(qtbot: QtBot):
    dialog = shown(qtbot, Trust(address=Address("granite"), shown=SHOWN, known=OLD, compared=True))

    assert tick(dialog).isChecked()
    assert button(dialog).isEnabled()


def test_the_fingerprints_can_be_copied(qtbot: QtBot):
    dialog = shown(qtbot, CHANGED)
    copy = next(link for link in dialog.findChildren(Link) if link.text().startswith("Copy"))

    QTest.mouseClick(copy, Qt.MouseButton.LeftButton)

    assert copy.text() == "Copy both"
    assert QGuiApplication.clipboard().text() == f"{spelled(OLD)}\n{spelled(NEW)}"


ACME = CA("Acme root")
ISSUED = ACME.issue("granite")
FROM_ACME = replace(CHANGED, shown=certificate(ISSUED.der), chain=(ISSUED.der,))


def found(dialog: TrustDialog) -> str:
    label = dialog.findChild(QLabel, "foundLabel")
    assert label
    return label.text() if label.isVisible() else ""


def written(folder: Path, content: str) -> Path:
    (folder / "granite.pem").write_text(content)
    return folder / "granite.pem"


def test_a_file_with_the_certificate_ticks_the_box(qtbot: QtBot, tmp_path: Path):
    dialog = shown(qtbot, FROM_ACME)

    with qtbot.waitSignal(dialog.chooser.chosen):
        dialog.chooser.load(written(tmp_path, ISSUED.pem))

    assert found(dialog) == "granite.pem holds exactly this certificate."
    assert tick(dialog).isChecked()
    assert button(dialog).isEnabled()
    assert dialog.cancel.isDefault()


def test_a_file_with_its_authority_has_that_imported_with_the_yes(qtbot: QtBot, tmp_path: Path):
    dialog = shown(qtbot, replace(FROM_ACME, known=""))

    with qtbot.waitSignal(dialog.chooser.chosen):
        dialog.chooser.load(written(tmp_path, ACME.pem))

    assert "Acme root, an authority in granite.pem, vouches for it" in found(dialog)
    assert dialog.form.authority == ACME.read


@pytest.mark.parametrize("form", [FROM_ACME, replace(FROM_ACME, known="")], ids=["changed", "unknown"])
def test_a_file_with_another_certificate_stands_in_the_way(qtbot: QtBot, tmp_path: Path, form: Trust):
    dialog = shown(qtbot, form)

    with qtbot.waitSignal(dialog.chooser.chosen):
        dialog.chooser.load(written(tmp_path, CA("Acme root").pem))

    assert found(dialog).startswith("This is not the certificate in granite.pem")
    assert not button(dialog).isEnabled()
    with qtbot.assertNotEmitted(dialog.submitted):
        dialog.accept()


def test_a_file_that_holds_none_is_told_and_changes_nothing(qtbot: QtBot, tmp_path: Path):
    dialog = shown(qtbot, replace(FROM_ACME, known=""))

    with qtbot.waitSignal(dialog.chooser.failed):
        dialog.chooser.load(written(tmp_path, ISSUED.key_pem))

    assert "private key" in found(dialog)
    assert button(dialog).isEnabled()


def test_an_authority_that_vouches_is_named_and_the_safe_answer_stays_the_prominent_one(qtbot: QtBot):
    dialog = shown(qtbot, replace(FROM_ACME, issuer=ACME.read))

    assert any("Acme root, an authority that was imported, vouches for it" in text for text in texts(dialog))
    assert button(dialog).isEnabled()
    assert dialog.cancel.isDefault()
    assert dialog.cancel.hasFocus()


def test_a_fingerprint_is_read_out_with_what_it_is(qtbot: QtBot):
    dialog = shown(qtbot, CHANGED)
    label = dialog.findChild(QLabel, "shownCertificateFingerprint")
    assert label

    assert label.accessibleName() == f"Shown now: {spelled(NEW)}"


def test_everything_that_can_be_reached_has_a_name(qtbot: QtBot):
    for form in (UNKNOWN, CHANGED):
        dialog = shown(qtbot, form)
        reached = [
            one
            for one in dialog.findChildren(QWidget)
            if one.isVisible() and one.focusPolicy() & Qt.FocusPolicy.TabFocus
        ]
        assert len(reached) >= 3
        for one in reached:
            assert one.accessibleName() or getattr(one, "text", str)(), one


def test_what_a_server_claims_is_no_markup(qtbot: QtBot):
    dialog = shown(qtbot, Trust(address=Address("<b>granite</b>"), shown=SHOWN))

    assert "Is this the certificate of <b>granite</b>?" in texts(dialog)
    assert {label.textFormat() for label in dialog.findChildren(QLabel)} == {Qt.TextFormat.PlainText}


def test_escape_is_no(qtbot: QtBot):
    dialog = shown(qtbot, CHANGED)

    with qtbot.waitSignal(dialog.rejected):
        QTest.keyClick(dialog, Qt.Key.Key_Escape)
