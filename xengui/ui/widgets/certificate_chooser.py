"""Has a person choose a file of certificates, and reads it without holding up the window."""

from __future__ import annotations

import contextlib
import threading
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from xengui.settings.certificate_file import read

KINDS = "Certificates (*.pem *.crt *.cer *.der *.cert);;All files (*)"


class CertificateChooser(QObject):
    """`chosen` tells the file's name and its certificates, `failed` in a sentence why there are none."""

    chosen = Signal(str, object)
    failed = Signal(str)
    _read = Signal(str, object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._parent = parent
        self._read.connect(self._take)  # from the thread that reads into this one

    def ask(self) -> QFileDialog:
        """Open the system's dialog for files; it is given back open."""
        dialog = QFileDialog(self._parent, "Certificate file")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilter(KINDS)
        dialog.fileSelected.connect(lambda name: self.load(Path(name)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        return dialog

    def load(self, path: Path) -> None:
        """Read a file; the signals tell what came of it."""

        def work() -> None:
            found: object
            try:
                found = read(path)
            except ValueError as wrong:
                found = str(wrong)
            with contextlib.suppress(RuntimeError):  # whoever asked has been closed meanwhile
                self._read.emit(path.name, found)

        threading.Thread(target=work, name="certificate file", daemon=True).start()

    def _take(self, name: str, found: object) -> None:
        if isinstance(found, str):
            self.failed.emit(found)
        else:
            self.chosen.emit(name, found)
