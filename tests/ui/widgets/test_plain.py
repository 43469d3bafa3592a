"""Nothing that came over the wire is markup."""

from __future__ import annotations

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from xengui.ui.widgets.plain import as_tip, plain_label


def test_a_label_shows_angle_brackets(qtbot: QtBot):
    label = plain_label("<h1>web</h1>", tone="dim", type_="secondary")
    qtbot.addWidget(label)

    assert label.textFormat() is Qt.TextFormat.PlainText
    assert (label.property("tone"), label.property("type")) == ("dim", "secondary")


def test_a_tip_is_escaped():
    assert "&lt;b&gt;web &amp; mail" in as_tip("<b>web & mail")
    assert as_tip("R&D") == "R&D"
    assert as_tip("") == ""


def test_a_long_tip_has_lines():
    assert as_tip("word " * 50).count("\n") == 2
