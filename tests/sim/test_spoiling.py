"""Bytes that are changed on their way; what a client sees of it is in test_faults."""

from __future__ import annotations

import pytest

from xengui.sim.spoiling import corrupted


@pytest.mark.parametrize("length", [0, 1, 2, 999, 100_000])
def test_none_are_lost_and_none_are_added(length):
    assert len(corrupted(b"x" * length, 1)) == length


def test_few_change_but_one_does_always():
    body = bytes(100_000)

    changed = sum(before != after for before, after in zip(body, corrupted(body, 7), strict=True))

    assert changed == 101
    assert corrupted(b"{}", 7) != b"{}"


def test_the_same_seed_changes_the_same_bytes():
    assert corrupted(b"x" * 5000, 4) == corrupted(b"x" * 5000, 4)
    assert corrupted(b"x" * 5000, 4) != corrupted(b"x" * 5000, 5)


def test_what_comes_out_is_never_a_text():
    for seed in range(200):
        with pytest.raises(UnicodeDecodeError):
            corrupted(b'{"result":12345}', seed).decode()
