"""A busy pool is asked less often, and a quiet one at once."""

from __future__ import annotations

from xengui.net.breath import AT_ONCE_S, BREATH_S, SERIES, Breath


def test_the_first_answers_of_a_series_are_followed_at_once() -> None:
    breath = Breath()

    for _ in range(SERIES - 1):
        breath.answered(0.05, 3)

    assert breath.pause_s() == 0


def test_a_busy_pool_is_asked_after_a_pause_that_never_grows() -> None:
    breath = Breath()

    for _ in range(1_000):
        breath.answered(0.05, 50)

    assert breath.pause_s() == BREATH_S


def test_an_answer_that_took_its_time_ends_the_series() -> None:
    breath = Breath()
    for _ in range(SERIES):
        breath.answered(0.05, 3)

    breath.answered(AT_ONCE_S * 2, 1)

    assert breath.pause_s() == 0


def test_an_answer_with_nothing_in_it_is_no_part_of_a_series() -> None:
    breath = Breath()

    for _ in range(SERIES):
        breath.answered(0.05, 0)

    assert breath.pause_s() == 0
