"""The pages of the options: how things look, what is asked, how servers are connected."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QCheckBox, QRadioButton, QVBoxLayout, QWidget

from xengui.forms.options import Options
from xengui.ui.widgets.plain import plain_label


class OptionsPage(QWidget):
    """A heading, a sentence, and what can be chosen. `form` is what is chosen on all pages so far."""

    changed = Signal(object)

    def __init__(self, form: Options, heading: str, sentence: str = "") -> None:
        super().__init__()
        self.setAccessibleName(heading)
        self.form = form
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(24, 20, 20, 16)
        self.column.setSpacing(8)
        self.column.addWidget(plain_label(heading, type_="title"))
        if sentence:
            self.column.addWidget(plain_label(sentence, wraps=True, tone="dim"))
        self.column.addSpacing(6)

    def change(self, **changes: object) -> None:
        self.form = replace(self.form, **changes)  # type: ignore[arg-type]
        self.changed.emit(self.form)

    def add_title(self, text: str) -> None:
        self.column.addSpacing(8)
        self.column.addWidget(plain_label(text, type_="section"))

    def add_note(self, text: str, *, indent: int = 0) -> None:
        note = plain_label(text, wraps=True, type_="secondary")
        note.setContentsMargins(indent, 0, 0, 0)
        self.column.addWidget(note)

    def add_radios(self, chosen: str, entries: Iterable[tuple[str, str, str]], choose: Callable[[str], None]) -> None:
        """One of several, each with its value, words and object name."""
        group = QButtonGroup(self)
        for value, words, name in entries:
            radio = QRadioButton(words)
            radio.setObjectName(name)
            radio.setChecked(value == chosen)
            group.addButton(radio)
            self.column.addWidget(radio)
            radio.toggled.connect(lambda on, value=value: choose(value) if on else None)

    def add_box(self, words: str, name: str, *, ticked: bool, tick: Callable[[bool], None]) -> QCheckBox:
        box = QCheckBox(words.replace("&", "&&"))
        box.setObjectName(name)
        box.setChecked(ticked)
        box.toggled.connect(tick)
        self.column.addWidget(box)
        return box


class AppearancePage(OptionsPage):
    """Theme and density; both are shown as soon as they are chosen."""

    def __init__(self, form: Options) -> None:
        super().__init__(form, "Appearance", "The window shows at once how it will look.")
        self.add_title("Theme")
        self.add_radios(
            form.appearance,
            (
                ("system", "Follow the system", "themeSystem"),
                ("light", "Light", "themeLight"),
                ("dark", "Dark", "themeDark"),
            ),
            lambda value: self.change(appearance=value),
        )
        self.add_title("Rows of trees and tables")
        self.add_radios(
            form.density,
            (
                ("compact", "Compact, more of them fit", "densityCompact"),
                ("comfortable", "Comfortable, easier to hit", "densityComfortable"),
            ),
            lambda value: self.change(density=value),
        )
        self.column.addStretch()


class ConfirmationsPage(OptionsPage):
    """The questions that were told not to be asked again."""

    def __init__(self, form: Options) -> None:
        some = "These questions are not asked any more. Tick those that are to be asked again."
        none = (
            "Every question is asked. One that offers “Don’t ask again” appears here once that was ticked; acts that"
            " lose something are always asked about."
        )
        super().__init__(form, "Confirmations", some if form.silenced else none)
        for question in form.silenced:
            self.add_box(
                f"Ask before “{question.words}”",
                f"ask-{question.key}",
                ticked=question.key in form.ask_again,
                tick=partial(self._tick, question.key),
            )
        self.column.addStretch()

    def _tick(self, key: str, on: bool) -> None:
        again = self.form.ask_again | {key} if on else self.form.ask_again - {key}
        self.change(ask_again=again)


class ConnectionPage(OptionsPage):
    """What happens at start, and whose passwords are in the keyring."""

    def __init__(self, form: Options) -> None:
        super().__init__(form, "Connection")
        reconnect = self.add_box(
            "Connect at start to servers whose password is remembered",
            "reconnectBox",
            ticked=form.reconnect,
            tick=lambda on: self.change(reconnect=on),
        )
        remember = self.add_box(
            "Remember the passwords of new servers, unless told otherwise",
            "rememberBox",
            ticked=form.remember_passwords,
            tick=lambda on: self.change(remember_passwords=on),
        )
        if form.no_keyring:
            for box in (reconnect, remember):
                box.setEnabled(False)
            self.add_note(form.no_keyring)
        else:
            self.add_note("Passwords are kept in the keyring of this system and nowhere else.")
            self._show_remembered()
        self.add_title("Read-only lock")
        self.add_box(
            "New servers start locked against changes",
            "lockNewBox",
            ticked=form.lock_new_servers,
            tick=lambda on: self.change(lock_new_servers=on),
        )
        self.add_note(
            "A locked pool is shown as always, and nothing can be changed there from here until it is unlocked."
        )
        self._show_last_state()
        self.column.addStretch()

    def _show_last_state(self) -> None:
        self.add_title("Last known state")
        self.add_box(
            "Keep the last known state of each pool on this computer",
            "lastStateBox",
            ticked=self.form.keep_last_state,
            tick=lambda on: self.change(keep_last_state=on),
        )
        self.add_note(
            "It is shown at start and while a pool cannot be reached. Only you can read it, and it holds no passwords."
        )

    def _show_remembered(self) -> None:
        if not self.form.remembered:
            return
        self.add_title("Remembered passwords")
        self.add_note("Untick a server to have its password forgotten. The server stays on the list.")
        for server in self.form.remembered:
            self.add_box(
                f"{server.user} at {server.name}" + (f" ({server.key})" if server.name != server.key else ""),
                f"keep-{server.key}",
                ticked=server.key not in self.form.forget,
                tick=partial(self._tick, server.key),
            )

    def _tick(self, key: str, on: bool) -> None:
        self.change(forget=self.form.forget - {key} if on else self.form.forget | {key})
