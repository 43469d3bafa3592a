from __future__ import annotations

from xengui.settings.preferences import Choices
from xengui.ui.places import CLOSED_KEPT, Place, Places

POOL, WEB, HALL = ("granite", "pool", "p"), ("granite", "VM", "web"), ("granite", "VM", "hall")
STAND_IN, OTHER = ("granite", "host", "granite"), ("quartz", "pool", "q")
AT_WEB = Choices(places={"granite": "VM web Storage"}, last="granite")


def again(places: Places, tab: str = "General") -> Places:
    """The places of the next run."""
    return Places(Choices(**places.choices((), tab)))  # type: ignore[arg-type]


def test_the_object_and_the_tab_are_found_again():
    places = Places(Choices())
    places.note([WEB], "General")

    assert again(places, "Storage").wanted([OTHER, POOL], []) == Place((WEB, POOL), "Storage")


def test_before_the_pool_is_there_its_server_is_selected():
    assert Places(AT_WEB).wanted([STAND_IN], []) == Place((STAND_IN,))
    assert Places(AT_WEB).wanted([OTHER], []) is None


def test_the_selected_server_becomes_the_place_in_its_pool_once_it_is_connected():
    places = Places(AT_WEB)
    places.note([STAND_IN], "")

    assert places.wanted([STAND_IN], [STAND_IN]) is None
    assert places.wanted([POOL], []) == Place((WEB, POOL), "Storage")


def test_a_pool_that_was_never_looked_at_is_shown_itself():
    places = Places(Choices())
    places.note([STAND_IN], "")

    assert places.wanted([POOL], []) == Place((POOL,))


def test_whoever_selects_something_is_not_taken_away_from_it():
    places = Places(AT_WEB)
    places.note([OTHER], "General")

    assert places.wanted([POOL, OTHER], [OTHER]) is None
    assert places.wanted([POOL, OTHER], []) is None


def test_several_selected_objects_are_a_choice_too():
    places = Places(AT_WEB)
    places.note([WEB, HALL], "General")

    assert places.wanted([POOL], [WEB, HALL]) is None


def test_each_pool_has_a_place_of_its_own():
    places = Places(Choices())
    places.note([WEB], "Storage")
    places.note([OTHER], "General")
    later = again(places)
    later.note([STAND_IN], "")

    assert later.wanted([POOL, OTHER], []) == Place((WEB, POOL), "Storage")


def test_closed_branches_are_kept_within_bounds():
    keys = [("granite", "host", f"h{number}") for number in range(CLOSED_KEPT + 5)]
    kept = Places(Choices()).choices(keys, "")

    assert Places(Choices(closed=("granite host h1", "rubbish"))).closed == {("granite", "host", "h1")}
    assert len(kept["closed"]) == CLOSED_KEPT  # type: ignore[arg-type]


def test_what_makes_no_sense_is_no_place():
    assert Places(Choices(places={"granite": "rubbish"}, last="granite")).wanted([POOL], []) == Place((POOL,))
