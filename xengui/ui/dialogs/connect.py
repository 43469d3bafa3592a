"""Asks for a server's address, a user name and a password."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QWidget

from xengui.forms.connect import Connect
from xengui.ui.dialogs.form_dialog import FormDialog
from xengui.ui.stylesheet import restyle
from xengui.ui.widgets.plain import plain_label


class ConnectDialog(FormDialog):
    """Stays open while the server is tried, so that a typing mistake costs one field and not all of them."""

    form: Connect

    def __init__(self, form: Connect, parent: QWidget | None = None) -> None:
        verb = "Connect" if form.fixed else "Add server"
        super().__init__(
            verb,
            f"Connect to {form.address.key}" if form.fixed else "Add server",
            "" if form.fixed else "Any one server of a pool will do: the others are found from it.",
            parent=parent,
        )
        self.setObjectName("connectDialog")
        self.form = form
        self._host = _field("hostField", form.host, "Address")
        self._port = _field("portField", form.port, "Port")
        self._user = _field("userField", form.user, "User name")
        self._password = _field("passwordField", form.password, "Password")
        self._password.setEchoMode(QLineEdit.EchoMode.Password)
        self._port.setMaxLength(5)
        self._port.setFixedWidth(self.fontMetrics().horizontalAdvance("0") * 7 + 20)
        self.fields: dict[str, QWidget] = {
            "host": self._host,
            "port": self._port,
            "user": self._user,
            "password": self._password,
        }
        self._where = QWidget()
        place = QHBoxLayout(self._where)
        place.setContentsMargins(0, 0, 0, 0)
        place.setSpacing(8)
        place.addWidget(self._host, 1)
        place.addWidget(plain_label("Port", tone="dim"))
        place.addWidget(self._port)
        self._where.setFocusProxy(self._host)
        self.add_row("Address", self._where)
        self.add_row("User name", self._user)
        self.add_row("Password", self._password)
        self._outdated = QCheckBox("Allow outdated TLS for this server")
        self._outdated.setObjectName("outdatedTlsBox")
        self._outdated.setChecked(form.outdated_tls)
        self._outdated_label = self.add_row("", self._outdated)
        self.fields["outdated_tls"] = self._outdated
        self._offer_outdated_tls(form.outdated_tls)
        self._remember = QCheckBox("Remember the password in the system keyring")
        self._remember.setObjectName("rememberBox")
        self._remember.setChecked(form.remember and not form.no_keyring)
        self._remember.toggled.connect(self._read)
        if form.no_keyring:
            self.add_row("", plain_label(form.no_keyring, wraps=True, type_="secondary"))
        else:
            self.add_check(self._remember)
        for fixed in (self._host, self._port):
            fixed.setEnabled(not form.fixed)
        self._button = self.add_button(verb, primary=True)
        self._button.setObjectName("connectButton")
        for field in (self._host, self._port, self._user, self._password):
            field.textChanged.connect(self._read)
        self._outdated.toggled.connect(self._read)
        for field in (self._host, self._port):
            field.textEdited.connect(self._other_server)
        self.show_problems(form.wrong)
        if not form.wrong:
            (self._password if form.fixed and form.user else self._host).setFocus()

    def show_problems(self, problems: Mapping[str, str]) -> None:
        """Address and port share a line, and so the sentence below it. Outdated TLS is offered once a server turns out
        to speak nothing else."""
        if "outdated_tls" in problems:
            self._offer_outdated_tls(True)
        super().show_problems(problems)
        if problems and self.form.fixed and "outdated_tls" not in problems:
            self._password.setFocus()  # the field, beside the name, that can be changed
        self.show_problem(self._where, problems.get("host", "") or problems.get("port", ""))

    def show_problem(self, field: QWidget, sentence: str) -> None:
        if field in (self._host, self._port):
            restyle(field, tone="error" if sentence else "")
        else:
            super().show_problem(field, sentence)

    def show_trying(self, trying: bool) -> None:
        for name, field in self.fields.items():
            field.setEnabled(not trying and not (self.form.fixed and name in {"host", "port"}))
        self._remember.setEnabled(not trying)
        self._button.setEnabled(not trying)
        self.show_fact(f"Connecting to {self.form.address.key} …" if trying else "")

    def _other_server(self) -> None:
        """What was allowed counts for the server it was allowed for, and not for one that is typed instead."""
        self._outdated.setChecked(False)
        self.show_problem(self._outdated, "")
        self._offer_outdated_tls(False)

    def _offer_outdated_tls(self, offered: bool) -> None:
        for part in (self._outdated_label, self._outdated):
            part.setVisible(offered)

    def _read(self) -> None:
        self.form = replace(
            self.form,
            host=self._host.text(),
            port=self._port.text(),
            user=self._user.text(),
            password=self._password.text(),
            outdated_tls=self._outdated.isChecked(),
            remember=self._remember.isChecked(),
        )


def _field(name: str, text: str, words: str) -> QLineEdit:
    field = QLineEdit(text)
    field.setObjectName(name)
    field.setAccessibleName(words)
    return field
