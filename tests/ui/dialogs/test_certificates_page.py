from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from tests.authorities import CA
from xengui.forms.options import Options
from xengui.protocol.authority import Authority
from xengui.queries.trusted import Pinned
from xengui.ui.dialogs.certificates_page import CertificatesPage
from xengui.ui.item_view import ItemView

ACME, NEW = CA("Acme root"), CA("New root")
SINCE = datetime(2026, 5, 7, 12, tzinfo=UTC)
TRUSTING = Options(
    authorities=(Authority(ACME.read, (), SINCE),),
    pins=(Pinned("basalt:443", "ab" * 32, SINCE), Pinned("granite:443", "cd" * 32, SINCE, "Acme root")),
)

W = TypeVar("W", bound=QWidget)


@pytest.fixture
def page(qtbot: QtBot) -> CertificatesPage:
    return shown(qtbot, TRUSTING)


def shown(qtbot: QtBot, form: Options) -> CertificatesPage:
    made = CertificatesPage(form)
    qtbot.addWidget(made)
    made.show()
    return made


def find(page: QWidget, kind: type[W], name: str) -> W:
    found = page.findChild(kind, name)
    assert found, name
    return found


def drawn(page: CertificatesPage) -> list[tuple[str, str]]:
    rows = page._model
    return [(str(rows.index(at, 0).data()), str(rows.index(at, 1).data())) for at in range(rows.rowCount())]


def choose(page: CertificatesPage, row: int) -> None:
    find(page, ItemView, "certificateList").setCurrentIndex(page._model.index(row, 0))


def click(page: QWidget, name: str) -> None:
    QTest.mouseClick(find(page, QPushButton, name), Qt.MouseButton.LeftButton)


def on_top(qtbot: QtBot, name: str) -> QDialog:
    def there() -> bool:
        top = QApplication.activeModalWidget()
        return top is not None and top.objectName() == name

    qtbot.waitUntil(there)
    top = QApplication.activeModalWidget()
    assert isinstance(top, QDialog)
    return top


def test_what_is_trusted_is_listed_with_its_date(page: CertificatesPage):
    assert drawn(page) == [
        ("Acme root", "since 7 May 2026"),
        ("basalt", "since 7 May 2026"),
        ("granite", "since 7 May 2026, by Acme root"),
    ]
    assert not find(page, QLabel, "noCertificates").isVisible()


def test_an_empty_list_says_what_comes_here(qtbot: QtBot):
    page = shown(qtbot, Options())

    assert find(page, QLabel, "noCertificates").isVisible()
    assert not find(page, QPushButton, "removeCertificate").isEnabled()
    assert not find(page, QPushButton, "certificateDetails").isEnabled()


def test_removing_is_asked_about_and_cancel_keeps_it(page: CertificatesPage, qtbot: QtBot):
    choose(page, 0)
    click(page, "removeCertificate")
    question = on_top(qtbot, "confirmDialog")

    assert "Stop trusting Acme root?" in [label.text() for label in question.findChildren(QLabel)]
    with qtbot.assertNotEmitted(page.changed):
        QTest.keyClick(question, Qt.Key.Key_Return)

    assert page.form == TRUSTING


def test_what_is_removed_is_told_and_can_be_kept_until_it_is_saved(page: CertificatesPage, qtbot: QtBot):
    choose(page, 1)
    click(page, "removeCertificate")
    with qtbot.waitSignal(page.changed):
        click(on_top(qtbot, "confirmDialog"), "goButton")

    assert page.form.distrusted == {"basalt:443"}
    assert drawn(page)[1] == ("basalt", "not any more, once saved")
    assert not find(page, QPushButton, "removeCertificate").isVisible()

    click(page, "keepCertificate")

    assert page.form == TRUSTING
    assert drawn(page)[1] == ("basalt", "since 7 May 2026")


def test_a_file_is_imported_and_can_be_taken_back(page: CertificatesPage, qtbot: QtBot, tmp_path: Path):
    (tmp_path / "new.pem").write_text(NEW.pem)

    page.chooser.load(tmp_path / "new.pem")
    dialog = on_top(qtbot, "importDialog")
    with qtbot.waitSignal(page.changed):
        click(dialog, "importButton")

    assert [entry.certificate for entry in page.form.imported] == [NEW.read]
    assert drawn(page)[0] == ("New root", "once saved")

    choose(page, 0)
    click(page, "removeCertificate")
    with qtbot.waitSignal(page.changed):
        click(on_top(qtbot, "confirmDialog"), "goButton")

    assert page.form == TRUSTING


def test_an_import_that_is_given_up_changes_nothing(page: CertificatesPage, qtbot: QtBot, tmp_path: Path):
    (tmp_path / "new.pem").write_text(NEW.pem)

    page.chooser.load(tmp_path / "new.pem")
    with qtbot.assertNotEmitted(page.changed):
        QTest.keyClick(on_top(qtbot, "importDialog"), Qt.Key.Key_Escape)

    assert page.form == TRUSTING


def test_a_file_that_holds_no_certificate_is_told(page: CertificatesPage, qtbot: QtBot, tmp_path: Path):
    (tmp_path / "new.pem").write_text("hello")

    with qtbot.waitSignal(page.chooser.failed):
        page.chooser.load(tmp_path / "new.pem")

    told = find(page, QLabel, "importProblem")
    assert told.isVisible()
    assert told.text() == "The file holds no certificate, in PEM or in DER."


def test_the_details_are_shown_with_the_fingerprint(page: CertificatesPage, qtbot: QtBot):
    choose(page, 2)
    click(page, "certificateDetails")
    dialog = on_top(qtbot, "certificateFacts")

    assert "Acme root vouches for it" in [label.text() for label in dialog.findChildren(QLabel)]
    assert find(dialog, QLabel, "fingerprintFingerprint").text().startswith("CD:CD")
    dialog.reject()


def test_everything_that_can_be_reached_has_a_name(page: CertificatesPage):
    for one in page.findChildren(QWidget):
        if one.isVisible() and one.focusPolicy() & Qt.FocusPolicy.TabFocus:
            assert one.accessibleName() or getattr(one, "text", str)(), one
