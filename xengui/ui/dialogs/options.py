"""Asks how the program is to look and behave: a rail of pages."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QListWidget, QListWidgetItem, QStackedWidget, QWidget

from xengui.forms.options import Options
from xengui.ui import icons, theme
from xengui.ui.dialogs.certificates_page import CertificatesPage
from xengui.ui.dialogs.form_dialog import FormDialog
from xengui.ui.dialogs.options_pages import AppearancePage, ConfirmationsPage, ConnectionPage, OptionsPage
from xengui.ui.dialogs.shortcuts_page import ShortcutsPage
from xengui.ui.item_view import Density, set_density

_RAIL_CHARACTERS = 22
_RAIL_ROW = 30


class OptionsDialog(FormDialog):
    """Nothing is kept before Save. Theme and density are shown at once all the same, and taken back by Cancel."""

    form: Options

    def __init__(self, form: Options, parent: QWidget | None = None) -> None:
        super().__init__("Options", "Options", parent=parent)
        self.setObjectName("optionsDialog")
        self.form = self._before = form
        self._worn = (form.appearance, form.density)
        self._rail = QListWidget()
        self._rail.setObjectName("optionsRail")
        self._rail.setAccessibleName("Pages")
        self._rail.setProperty("surface", "nav")
        self._rail.setIconSize(QSize(16, 16))
        self._rail.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._pages = QStackedWidget()
        self._open(
            ("Appearance", "paint-brush", AppearancePage(form)),
            ("Shortcuts", "keyboard", ShortcutsPage(form)),
            ("Confirmations", "shield-check", ConfirmationsPage(form)),
            ("Connection", "plugs-connected", ConnectionPage(form)),
            ("Certificates", "certificate", CertificatesPage(form)),
        )
        rail = QFrame()
        rail.setProperty("surface", "nav")
        beside = QHBoxLayout(rail)
        beside.setContentsMargins(12, 16, 12, 16)
        beside.addWidget(self._rail)
        rail.setFixedWidth(self.fontMetrics().horizontalAdvance("0") * _RAIL_CHARACTERS + 24)
        edge = QFrame()
        edge.setProperty("surface", "rule")
        whole = QWidget()
        row = QHBoxLayout(whole)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for part in (rail, edge):
            row.addWidget(part)
        row.addWidget(self._pages, 1)
        self.fill(whole)
        self._save = self.add_button("Save", primary=True)
        self._save.setObjectName("saveButton")
        self._rail.currentRowChanged.connect(self._pages.setCurrentIndex)
        self._rail.setCurrentRow(0)
        self._rail.setFocus()
        em = self.fontMetrics().horizontalAdvance("0")
        self.resize(QSize(em * 100, 520).expandedTo(self.sizeHint()))

    def _open(self, *pages: tuple[str, str, OptionsPage]) -> None:
        for caption, glyph, page in pages:
            entry = QListWidgetItem(icons.icon(glyph), caption)
            entry.setSizeHint(QSize(0, max(_RAIL_ROW, self.fontMetrics().height() + 8)))
            self._rail.addItem(entry)
            self._pages.addWidget(page)
            page.changed.connect(self._take)

    def _take(self, changed: Options) -> None:
        """Hear of a change on one page, and tell the others."""
        self.form = changed
        for at in range(self._pages.count()):
            page = self._pages.widget(at)
            if isinstance(page, OptionsPage):
                page.form = changed
        self._wear(changed)
        self.show_problems({})

    def show_problems(self, problems: Mapping[str, str]) -> None:
        super().show_problems(problems)
        if "keys" in problems:
            self._rail.setCurrentRow(1)

    def done(self, result: int) -> None:
        if not result:
            self._wear(self._before)
        super().done(result)

    def _wear(self, form: Options) -> None:
        if (wanted := (form.appearance, form.density)) == self._worn:
            return
        self._worn = wanted
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        theme.choose(app, theme.Appearance(form.appearance))
        set_density(Density(form.density))
