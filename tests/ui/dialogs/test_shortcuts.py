from __future__ import annotations

from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from xengui.forms.shortcuts import Shortcuts
from xengui.ui.dialogs.shortcuts import ShortcutsDialog, _in_columns

SHEET = Shortcuts((("File", (("Quit", "Ctrl+Q"),)), ("VM", (("Start", "Ctrl+B"), ("Shut down", "Ctrl+E")))))


def test_every_command_stands_there_with_its_key(qtbot: QtBot):
    dialog = ShortcutsDialog(SHEET)
    qtbot.addWidget(dialog)
    words = [label.text() for label in dialog.findChildren(QLabel)]

    native = [QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText) for key in ("Ctrl+Q", "Ctrl+B")]
    assert {"File", "Quit", "VM", "Start", "Shut down", *native} <= set(words)


def test_the_groups_keep_their_order_and_none_is_lost():
    columns = _in_columns(SHEET)

    assert [title for column in columns for title, _ in column] == ["File", "VM"]
    assert _in_columns(Shortcuts(())) == [[], []]
