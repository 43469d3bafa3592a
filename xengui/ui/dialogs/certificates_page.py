"""The page of the options that tells which certificates are trusted."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from PySide6.QtCore import QModelIndex
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QAbstractItemView, QDialog, QFrame, QHBoxLayout, QHeaderView, QPushButton, QVBoxLayout

from xengui.forms.confirm import Confirm
from xengui.forms.import_certificates import offered
from xengui.forms.options import Options
from xengui.queries.trusted import Row
from xengui.ui.dialogs.certificate import CertificateDialog
from xengui.ui.dialogs.confirm import ConfirmDialog
from xengui.ui.dialogs.import_certificates import ImportCertificatesDialog
from xengui.ui.dialogs.options_pages import OptionsPage
from xengui.ui.item_view import ItemView, Look
from xengui.ui.roles import Role
from xengui.ui.widgets.certificate_chooser import CertificateChooser
from xengui.ui.widgets.link import Link
from xengui.ui.widgets.plain import as_tip, in_order, plain_label

_NONE = "Nothing yet. A server's certificate comes here when it is trusted, an authority when it is imported."


class CertificatesPage(OptionsPage):
    """What is trusted, with a way to import and to remove. Like every choice of the options it counts once saved."""

    def __init__(self, form: Options) -> None:
        super().__init__(form, "Certificates", "Servers with these certificates are connected to without a question.")
        self._shown: tuple[Row, ...] = ()
        self._model = QStandardItemModel(self)
        self._model.setHorizontalHeaderLabels(["Server or authority", "Trusted", "Expires"])
        self._list = ItemView(look=Look.TABLE)
        self._list.setObjectName("certificateList")
        self._list.setAccessibleName("Trusted certificates")
        self._list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self._list.setModel(self._model)
        self._empty = plain_label(_NONE, wraps=True, tone="dim")
        self._empty.setObjectName("noCertificates")
        self._told = plain_label("", wraps=True, tone="error", type_="secondary")
        self._told.setObjectName("importProblem")
        self._told.hide()
        self._remove = Link("Remove…", self._ask_to_remove)
        self._remove.setObjectName("removeCertificate")
        self._keep = Link("Keep it", self._keep_it)
        self._keep.setObjectName("keepCertificate")
        self._details = Link("Details…", self._show_details)
        self._details.setObjectName("certificateDetails")
        self._import = QPushButton("Import…")
        self._import.setObjectName("importCertificates")
        self._import.setAutoDefault(False)
        self.chooser = CertificateChooser(self)
        self.chooser.chosen.connect(self._offer)
        self.chooser.failed.connect(self._tell)
        self._import.clicked.connect(self._choose_file)
        self._place()
        self._list.selectionModel().currentChanged.connect(self._show_links)
        self._list.doubleClicked.connect(self._show_details)
        self._fill()

    def _place(self) -> None:
        header = self._list.header()
        header.setStretchLastSection(False)
        header.setSectionsMovable(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for column, characters in ((1, 25), (2, 14)):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Fixed)
            header.resizeSection(column, self.fontMetrics().horizontalAdvance("0") * characters)
        card = QFrame()
        card.setProperty("surface", "card")
        inside = QVBoxLayout(card)
        inside.setContentsMargins(1, 1, 1, 1)
        inside.addWidget(self._list)
        acts = QHBoxLayout()
        acts.setSpacing(14)
        acts.addWidget(self._import)
        acts.addStretch(1)
        for link in (self._details, self._keep, self._remove):
            acts.addWidget(link)
        self.column.addWidget(self._empty)
        self.column.addWidget(card, 1)
        self.column.addWidget(self._told)
        self.column.addLayout(acts)

    def _fill(self) -> None:
        """Show what is trusted now, and stay at the row that was chosen."""
        at = max(0, self._list.currentIndex().row())
        self._shown = self.form.trusted()
        self._model.removeRows(0, self._model.rowCount())
        for row in self._shown:
            self._model.appendRow(_items(row))
        self._empty.setVisible(not self._shown)
        self._list.setCurrentIndex(self._model.index(min(at, len(self._shown) - 1), 0))
        self._show_links()

    def _chosen(self) -> Row | None:
        at = self._list.currentIndex().row()
        return self._shown[at] if 0 <= at < len(self._shown) else None

    def _show_links(self, *_: QModelIndex) -> None:
        chosen = self._chosen()
        gone = chosen is not None and chosen.gone
        self._details.setEnabled(chosen is not None)
        self._remove.setEnabled(chosen is not None)
        self._remove.setVisible(not gone)
        self._keep.setVisible(gone)

    def _choose_file(self) -> None:
        self._told.hide()
        self.chooser.ask()

    def _tell(self, problem: str) -> None:
        self._told.setText(in_order(problem))
        self._told.show()

    def _offer(self, file: str, certificates: object) -> None:
        assert isinstance(certificates, tuple)
        dialog = ImportCertificatesDialog(offered(file, certificates, self.form.servers, datetime.now(UTC)), self)
        dialog.submitted.connect(lambda: dialog.close_as(True))

        def take(answer: int) -> None:
            if answer == QDialog.DialogCode.Accepted.value:
                self._change(replace(self.form, imported=(*self.form.imported, *dialog.form.wanted)))
            dialog.deleteLater()

        dialog.finished.connect(take)
        dialog.open()

    def _ask_to_remove(self) -> None:
        chosen = self._chosen()
        if chosen is None:
            return
        dialog = ConfirmDialog(_question(chosen), self)
        dialog.submitted.connect(lambda: dialog.close_as(True))

        def take(answer: int) -> None:
            if answer == QDialog.DialogCode.Accepted.value:
                self._change(self.form.without(chosen))
            dialog.deleteLater()

        dialog.finished.connect(take)
        dialog.open()

    def _keep_it(self) -> None:
        if chosen := self._chosen():
            self._change(replace(self.form, distrusted=self.form.distrusted - {chosen.id}))

    def _change(self, form: Options) -> None:
        self.form = form
        self.changed.emit(form)
        self._fill()

    def _show_details(self) -> None:
        if chosen := self._chosen():
            dialog = CertificateDialog(chosen, self)
            dialog.finished.connect(dialog.deleteLater)
            dialog.open()


def _question(row: Row) -> Confirm:
    if row.kind == "authority":
        sentence = (
            "Servers that were accepted because it vouches for them are asked about again when they are connected to."
        )
    else:
        sentence = "It is asked about again, as an unknown certificate, when the server is connected to."
    return Confirm(
        title="Remove certificate",
        heading=f"Stop trusting {row.name}?",
        sentence=sentence,
        fates=(),
        verb="Remove",
    )


def _items(row: Row) -> list[QStandardItem]:
    name, trusted, expires = (QStandardItem(in_order(text)) for text in (row.name, row.trusted, row.expires))
    name.setData(row.kind, Role.DIM)
    tip = as_tip("\n".join(f"{label}: {value}" for label, value in row.facts))
    for item in (name, trusted, expires):
        item.setEditable(False)
        item.setToolTip(tip)
        item.setData(row.gone, Role.FAINT)
    return [name, trusted, expires]
