"""Asks which certificates of a file to trust, and where."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from xengui.forms.import_certificates import Entry, ImportCertificates, Use
from xengui.ui.dialogs.form_dialog import FormDialog
from xengui.ui.stylesheet import restyle
from xengui.ui.widgets.certificate_card import certificate_card, claims
from xengui.ui.widgets.dialog import refuse
from xengui.ui.widgets.plain import as_tip, in_order, plain_label, unmarked

_USES = {Use.AUTHORITY: "As an authority that vouches for servers", Use.SERVER: "As the certificate of a server"}
_SHOWN_AT_ONCE = 2


class ImportCertificatesDialog(FormDialog):
    """A card for each certificate of the file. Those that cannot be trusted say why."""

    form: ImportCertificates

    def __init__(self, form: ImportCertificates, parent: QWidget | None = None) -> None:
        few = len(form.entries) == 1
        super().__init__(
            "Import certificates",
            f"Trust the certificate in {form.file}?"
            if few
            else f"Which certificates of {form.file} are to be trusted?",
            "A server whose certificate is trusted is connected to without a question. A certificate that you have"
            " decided about before stays a question when it changes, whoever vouches for the new one.",
            glyph="certificate",
            parent=parent,
        )
        self.setObjectName("importDialog")
        self.form = form
        self._cards = [_Card(entry, at, self) for at, entry in enumerate(form.entries)]
        held = QWidget()
        column = QVBoxLayout(held)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        for card in self._cards:
            column.addWidget(card.frame)
        column.addStretch(1)
        if len(self._cards) > _SHOWN_AT_ONCE:
            area = QScrollArea()
            area.setAccessibleName("Certificates of the file")
            area.setWidgetResizable(True)
            area.setFrameShape(QFrame.Shape.NoFrame)
            area.setWidget(held)
            area.setMinimumHeight(sum(card.frame.sizeHint().height() + 10 for card in self._cards[:_SHOWN_AT_ONCE]))
            self.add_widget(area, stretch=1)
        else:
            self.add_widget(held)
        self._import = self.add_button("Import", primary=True)
        self._import.setObjectName("importButton")
        self.setMinimumWidth(self.fontMetrics().horizontalAdvance("0") * 76)
        self._look()

    def take(self, at: int, entry: Entry) -> None:
        """Hear of a change on one card."""
        entries = list(self.form.entries)
        entries[at] = entry
        self.form = replace(self.form, entries=tuple(entries))
        self._look()

    def _look(self) -> None:
        for at, card in enumerate(self._cards):
            card.show_state(self.form, self.form.problem(at))
        refuse(self._import, next(iter(self.form.problems().values()), ""))
        self.grow()


class _Card:
    """The widgets of one certificate."""

    def __init__(self, entry: Entry, at: int, dialog: ImportCertificatesDialog) -> None:
        self._entry = entry
        self._at = at
        self._dialog = dialog
        certificate = entry.certificate
        name = in_order(certificate.name or certificate.subject or "A certificate without a name")
        self._wanted = QCheckBox(unmarked(name))
        self._wanted.setObjectName(f"wanted{at}")
        self._wanted.setAccessibleName(name)
        self._wanted.setToolTip(as_tip(name))
        self._wanted.setChecked(entry.wanted)
        issuer = "" if certificate.self_signed else f"Issued by {certificate.issuer}"
        hosts = f"For {', '.join(certificate.hosts)}" if certificate.hosts else ""
        self.frame = certificate_card(
            f"certificate{at}", self._wanted, claims(certificate), certificate.sha256, in_order(issuer), in_order(hosts)
        )
        self._use = QComboBox()
        self._use.setObjectName(f"use{at}")
        self._use.setAccessibleName("What it is trusted for")
        for use, words in _USES.items():
            if certificate.authority or use is Use.SERVER:
                self._use.addItem(words, use)
        self._use.setCurrentIndex(self._use.findData(entry.use))
        self._use.setVisible(self._use.count() > 1)
        self._label = plain_label("", tone="dim")
        self._where = QLineEdit(entry.where)
        self._where.setObjectName(f"where{at}")
        self._label.setBuddy(self._where)
        self._told = plain_label("", wraps=True, type_="secondary", tone="error")
        self._told.setObjectName(f"told{at}")
        line = QHBoxLayout()
        line.setSpacing(10)
        line.addWidget(self._use)
        line.addWidget(self._label)
        line.addWidget(self._where, 1)
        column = self.frame.layout()
        assert isinstance(column, QVBoxLayout)
        column.addLayout(line)
        column.addWidget(self._told)
        self._wanted.toggled.connect(self._read)
        self._use.currentIndexChanged.connect(self._read)
        self._where.textChanged.connect(self._read)

    def _read(self) -> None:
        self._entry = replace(
            self._entry,
            wanted=self._wanted.isChecked(),
            use=Use(self._use.currentData()),
            where=self._where.text(),
        )
        self._dialog.take(self._at, self._entry)

    def show_state(self, form: ImportCertificates, problem: str) -> None:
        refusal = self._entry.refusal(form.now)
        of_server = self._entry.use is Use.SERVER
        self._wanted.setEnabled(not refusal or self._wanted.isChecked())
        for part in (self._use, self._where):
            part.setEnabled(self._wanted.isChecked() or (part is self._use and bool(refusal)))
        self._label.setText("at" if of_server else "for")
        self._where.setAccessibleName("Addresses of the server" if of_server else "Servers it counts for")
        self._where.setPlaceholderText("address of the server" if of_server else "every server")
        self._told.setText(problem or refusal)
        self._told.setVisible(bool(problem or refusal))
        restyle(self._where, tone="error" if problem and self._wanted.isChecked() else "")
