from __future__ import annotations

from xengui.forms.details import Details

FORM = Details(
    title="Start web",
    said="No server has room.",
    raw="NO_HOSTS_AVAILABLE",
    facts=(("Object", "web"), ("Pool", "Stone")),
)


def test_the_report_has_all_of_it_in_reading_order():
    assert FORM.report == "Start web\n\nNo server has room.\n\nObject: web\nPool: Stone\n\nNO_HOSTS_AVAILABLE"


def test_what_is_not_there_leaves_no_hole():
    assert Details(title="Start web", said="", raw="X").report == "Start web\n\nX"
