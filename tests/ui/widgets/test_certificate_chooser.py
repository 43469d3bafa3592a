from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from tests.authorities import CA
from xengui.ui.widgets.certificate_chooser import CertificateChooser

ACME = CA("Acme root")


def chooser(qtbot: QtBot) -> CertificateChooser:
    window = QWidget()
    qtbot.addWidget(window)
    made = CertificateChooser(window)
    made.setProperty("window", window)  # which lives as long
    return made


def test_a_file_that_was_chosen_is_read(qtbot: QtBot, tmp_path: Path):
    (tmp_path / "acme.pem").write_text(ACME.pem)
    asked = chooser(qtbot)
    dialog = asked.ask()

    with qtbot.waitSignal(asked.chosen) as heard:
        dialog.fileSelected.emit(str(tmp_path / "acme.pem"))

    assert heard.args == ["acme.pem", (ACME.read,)]
    dialog.reject()


def test_the_dialog_does_not_hold_up_the_window(qtbot: QtBot):
    dialog = chooser(qtbot).ask()

    assert isinstance(dialog, QFileDialog)
    assert dialog.isVisible()
    dialog.reject()


def test_what_cannot_be_read_is_told(qtbot: QtBot, tmp_path: Path):
    asked = chooser(qtbot)

    with qtbot.waitSignal(asked.failed) as heard:
        asked.load(tmp_path / "missing.pem")

    assert "cannot be read" in heard.args[0]
