"""The table of links agrees with the datamodel."""

from __future__ import annotations

from xengui.sim.datamodel import FIELDS
from xengui.sim.relations import LINKED, MANY_TO_MANY, ONE_TO_MANY


def test_both_ends_of_every_link_are_fields_of_the_right_type():
    for one, refs, many, ref in ONE_TO_MANY:
        assert FIELDS[one][refs][0] == f"{many} ref set", (one, refs)
        assert FIELDS[many][ref][0] == f"{one} ref", (many, ref)
    for left, left_set, right, right_set in MANY_TO_MANY:
        assert FIELDS[left][left_set][0] == f"{right} ref set", (left, left_set)
        assert FIELDS[right][right_set][0] == f"{left} ref set", (right, right_set)


def test_links_written_by_hand_are_known_per_class():
    assert set(LINKED["VBD"]) == {"VM", "VDI"}
    assert "VBDs" not in LINKED["VM"]
