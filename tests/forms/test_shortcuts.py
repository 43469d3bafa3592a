from __future__ import annotations

from xengui.forms.shortcuts import Shortcuts


def test_a_sheet_has_nothing_that_could_be_wrong():
    assert Shortcuts((("VM", (("Start", "Ctrl+B"),)),)).problems() == {}
