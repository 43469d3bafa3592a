"""What the window asks of a tab."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from tests.builders import NOW, a_connection
from xengui.ui.tabs.tab import Around, Tab


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


def test_a_tab_that_stands_alone_finds_no_commands_and_nothing_folded():
    around = Around()

    assert around.action("vm.properties") is None
    assert ("VM", "General") not in around.folds
