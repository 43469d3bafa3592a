"""Sections that were folded are remembered for their class."""

from __future__ import annotations

from xengui.ui.folds import KEPT, Folds


def test_what_was_folded_stays_so_for_its_class():
    folds = Folds()

    folds.note("VM", "Boot options", folded=True)

    assert ("VM", "Boot options") in folds
    assert ("host", "Boot options") not in folds


def test_what_was_opened_again_is_no_longer_remembered():
    folds = Folds(["VM Boot options"])

    folds.note("VM", "Boot options", folded=False)
    folds.note("VM", "General", folded=False)

    assert folds.kept == ()


def test_folds_come_back_with_the_next_run():
    folds = Folds()
    folds.note("VM", "Boot options", folded=True)
    folds.note("host", "CPUs", folded=True)

    again = Folds(folds.kept)

    assert ("VM", "Boot options") in again
    assert ("host", "CPUs") in again
    assert again.kept == folds.kept == ("VM Boot options", "host CPUs")


def test_what_makes_no_sense_is_left_out_and_the_rest_has_a_limit():
    assert Folds(["", "VM", " General", "VM "]).kept == ()
    assert len(Folds(f"VM {number}" for number in range(KEPT + 10)).kept) == KEPT
