"""What the window asks of a tab."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from tests.builders import NOW, a_connection
from xengui.ui.tabs.tab import Tab


def test_a_tab_has_to_show_objects(qtbot: QtBot):
    tab = Tab()
    qtbot.addWidget(tab)

    with pytest.raises(NotImplementedError):
        tab.show_object(a_connection(), "OpaqueRef:web", NOW)


def test_a_tab_can_ask_for_another_object(qtbot: QtBot):
    tab = Tab()
    qtbot.addWidget(tab)

    with qtbot.waitSignal(tab.step_wanted) as wanted:
        tab.step_wanted.emit("OpaqueRef:granite")

    assert wanted.args == ["OpaqueRef:granite"]
