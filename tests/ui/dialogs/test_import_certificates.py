from __future__ import annotations

from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QLineEdit, QPushButton, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from tests.authorities import CA, NOW, OVER
from xengui.forms.import_certificates import Use, offered
from xengui.protocol.address import Address
from xengui.protocol.certificate import Certificate, certificate
from xengui.ui.dialogs.import_certificates import ImportCertificatesDialog

ACME = CA("Acme & sons <b>root</b>")
GONE = CA("Acme of before", validity=OVER)
GRANITE = certificate(ACME.issue("granite", "10.0.0.5").der)


def shown(qtbot: QtBot, *certificates: Certificate) -> ImportCertificatesDialog:
    dialog = ImportCertificatesDialog(offered("acme.pem", certificates, [Address("granite")], NOW))
    qtbot.addWidget(dialog)
    dialog.open()
    return dialog


W = TypeVar("W", bound=QWidget)


def find(dialog: ImportCertificatesDialog, kind: type[W], name: str) -> W:
    found = dialog.findChild(kind, name)
    assert found, name
    return found


def test_an_authority_is_imported_with_one_key(qtbot: QtBot):
    dialog = shown(qtbot, ACME.read)

    with qtbot.waitSignal(dialog.submitted):
        QTest.keyClick(dialog, Qt.Key.Key_Return)

    (entry,) = dialog.form.wanted
    assert (entry.certificate, entry.use, entry.places) == (ACME.read, Use.AUTHORITY, ())


def test_where_an_authority_counts_can_be_typed(qtbot: QtBot):
    dialog = shown(qtbot, ACME.read)
    field = find(dialog, QLineEdit, "where0")

    QTest.keyClicks(field, "*.acme.example")

    assert dialog.form.entries[0].places == ("*.acme.example",)
    assert find(dialog, QPushButton, "importButton").isEnabled()


def test_what_is_wrong_is_said_under_its_certificate_and_on_the_button(qtbot: QtBot):
    dialog = shown(qtbot, ACME.read)

    QTest.keyClicks(find(dialog, QLineEdit, "where0"), "a..b")

    told = find(dialog, QLabel, "told0")
    assert told.isVisible()
    assert told.text().startswith("a..b is no name or address")
    assert not find(dialog, QPushButton, "importButton").isEnabled()
    assert find(dialog, QPushButton, "importButton").accessibleDescription() == told.text()
    with qtbot.assertNotEmitted(dialog.submitted):
        dialog.accept()


def test_a_server_s_certificate_stands_with_the_addresses_of_the_list(qtbot: QtBot):
    dialog = shown(qtbot, GRANITE)

    assert find(dialog, QLineEdit, "where0").text() == "granite"
    assert find(dialog, QComboBox, "use0").isHidden()
    assert [entry.use for entry in dialog.form.wanted] == [Use.SERVER]


def test_an_authority_that_is_a_server_s_own_can_be_trusted_as_that(qtbot: QtBot):
    dialog = shown(qtbot, ACME.read)
    use = find(dialog, QComboBox, "use0")

    use.setCurrentIndex(use.findData(Use.SERVER))
    assert not find(dialog, QPushButton, "importButton").isEnabled()
    find(dialog, QLineEdit, "where0").setText("10.0.0.5")

    assert dialog.form.problems() == {}
    assert [(entry.use, entry.places) for entry in dialog.form.wanted] == [(Use.SERVER, ("10.0.0.5",))]


def test_one_whose_time_is_over_cannot_be_ticked_and_says_why(qtbot: QtBot):
    dialog = shown(qtbot, GONE.read, ACME.read)
    box = find(dialog, QCheckBox, "wanted0")

    assert not box.isEnabled()
    assert not box.isChecked()
    assert "expired on" in find(dialog, QLabel, "told0").text()
    assert find(dialog, QPushButton, "importButton").isEnabled()


def test_without_a_tick_nothing_is_imported(qtbot: QtBot):
    dialog = shown(qtbot, ACME.read)

    find(dialog, QCheckBox, "wanted0").setChecked(False)

    button = find(dialog, QPushButton, "importButton")
    assert not button.isEnabled()
    assert button.accessibleDescription() == "Tick what is to be trusted."


def test_many_certificates_scroll(qtbot: QtBot):
    dialog = shown(qtbot, GRANITE, ACME.read, GONE.read)

    area = dialog.findChild(QScrollArea)
    assert area
    assert dialog.height() < 900


def test_what_a_certificate_is_called_is_no_markup_and_underlines_nothing(qtbot: QtBot):
    dialog = shown(qtbot, ACME.read)
    box = find(dialog, QCheckBox, "wanted0")

    assert box.text() == "Acme && sons <b>root</b>"
    assert box.accessibleName() == "Acme & sons <b>root</b>"
    assert "&lt;b&gt;" in box.toolTip()
    assert {label.textFormat() for label in dialog.findChildren(QLabel)} == {Qt.TextFormat.PlainText}


def test_everything_that_can_be_reached_has_a_name(qtbot: QtBot):
    dialog = shown(qtbot, ACME.read, GRANITE)

    for one in dialog.findChildren(QWidget):
        if one.isVisible() and one.focusPolicy() & Qt.FocusPolicy.TabFocus:
            assert one.accessibleName() or getattr(one, "text", str)(), one
