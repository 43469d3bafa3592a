from __future__ import annotations

import pytest

from xengui.forms.rename import Rename


def a_form(name: str) -> Rename:
    return Rename(ref="OpaqueRef:web", before="web", name=name, taken=frozenset({"mail"}))


@pytest.mark.parametrize("name", ["", "   "])
def test_a_name_is_needed(name):
    assert a_form(name).problems() == {"name": "Type a name."}


def test_a_name_that_another_has_is_a_warning_and_no_problem():
    assert a_form("mail").problems() == {}
    assert a_form(" mail ").warning == "There is another mail; both can have the name."
    assert a_form("new").warning == ""
