"""A draft gives names that last."""

from __future__ import annotations

import pytest

from xengui.sim.worlds.draft import Draft, address


def test_the_same_key_gives_the_same_reference_in_every_draft_of_a_pool() -> None:
    first, second, elsewhere = Draft("Stone", 0), Draft("Stone", 1), Draft("Lab", 0)

    refs = [draft.add("VM", "web-01") for draft in (first, second, elsewhere)]

    assert refs[0] == refs[1] != refs[2]


def test_a_reference_does_not_give_away_the_uuid() -> None:
    draft = Draft("Stone", 0)

    ref = draft.add("VM", "web-01")

    assert draft.record("VM", "web-01")["uuid"] not in ref


def test_a_name_is_told_once() -> None:
    draft = Draft("Stone", 0)
    draft.add("VM", "web-01")

    with pytest.raises(ValueError, match="Stone has a VM called 'web-01' already"):
        draft.add("VM", "web-01")


def test_whatever_has_not_been_told_is_not_known() -> None:
    draft = Draft("Stone", 0)

    assert not draft.knows("VM", "web-01")
    with pytest.raises(KeyError):
        draft.the("VM", "web-01")


def test_hardware_addresses_are_local_and_lasting() -> None:
    address = Draft("Stone", 0).mac("eth0 of granite")

    assert address == Draft("Stone", 1).mac("eth0 of granite")
    assert int(address[:2], 16) & 0b11 == 0b10
    assert len(address) == 17


def test_moments_are_counted_back_from_now() -> None:
    assert Draft("Stone", 86_400.9).ago(hours=1.5) == "19700101T22:30:00Z"


def test_addresses_go_on_in_the_next_subnet() -> None:
    assert address("10.20.0", 11) == "10.20.0.11"
    assert address("10.20.0", 251) == "10.20.1.1"
