"""Which tabs an object has."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from tests.builders import a_connection
from xengui.model.classes import CLASSES
from xengui.ui.tabs.catalogue import TABS, tabs_for
from xengui.ui.tabs.tab import Around, Tab


@pytest.mark.parametrize("cls", ["pool", "host", "VM", "SR", "VDI", "network", "VM_appliance"])
def test_general_comes_first(cls: str):
    assert tabs_for(a_connection(), cls)[0].caption == "General"


def test_other_objects_have_none():
    assert tabs_for(a_connection(), "task") == ()


def test_captions_are_unique_and_classes_exist():
    captions = [entry.caption for entry in TABS]

    assert len(set(captions)) == len(captions)
    for entry in TABS:
        assert entry.classes <= CLASSES.keys()


@pytest.mark.parametrize("entry", TABS, ids=lambda entry: entry.caption)
def test_each_tab_can_be_made(qtbot: QtBot, entry: object):
    for one in TABS:
        tab = one.make(None, Around())
        qtbot.addWidget(tab)

        assert isinstance(tab, Tab)
