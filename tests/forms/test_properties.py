from __future__ import annotations

from dataclasses import replace

from xengui.forms.properties import MOST_NOTES, Properties

FORM = Properties(
    ref="OpaqueRef:web",
    before=("web", "old", ("prod",), "call Ada"),
    name="web",
    description="old",
    tags=("prod",),
    notes="call Ada",
)


def test_an_untouched_form_changes_nothing():
    assert FORM.changes() == {}
    assert FORM.problems() == {}


def test_changes_are_those_fields_that_differ():
    changed = replace(FORM, name=" web-02 ", tags=("prod", "eu"))

    assert changed.changes() == {"name": "web-02", "tags": ("prod", "eu")}


def test_a_name_is_needed():
    assert replace(FORM, name=" ").problems().keys() == {"name"}


def test_notes_have_a_limit_and_say_so():
    assert replace(FORM, notes="x" * MOST_NOTES).problems() == {}
    assert "2,048" in replace(FORM, notes="x" * (MOST_NOTES + 1)).problems()["notes"]
