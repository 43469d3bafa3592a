from __future__ import annotations

from dataclasses import dataclass, field

from xengui.net.pace import DAMAGE_LOOK_S, LONGEST_EMPTY_PAUSE_S, QUIET_LOOK_S, Pace


@dataclass
class Clock:
    """A clock that a test sets."""

    now: float = 1000.0
    pace: Pace = field(init=False)

    def __post_init__(self) -> None:
        self.pace = Pace(lambda: self.now)


def test_the_first_time_is_at_once():
    clock = Clock()

    clock.pace.answered(0.1, whole=True, new=True)
    clock.pace.answered(10.0, whole=False, new=False)
    clock.pace.doubt()

    assert clock.pace.pause_s() == 0.0
    assert clock.pace.whole_is_due()


def test_a_server_that_forgets_our_place_at_every_turn_is_asked_ever_more_seldom():
    pace = Clock().pace
    pauses = []
    for _ in range(10):
        pace.refused()
        pauses.append(pace.pause_s())
        pace.answered(0.1, whole=True, new=True)

    assert pauses[:3] == [0.0, 1.0, 2.0]
    assert pauses == sorted(pauses)
    assert pauses[-1] == 30.0


def test_an_answer_that_goes_on_from_our_place_ends_the_series():
    pace = Clock().pace
    for _ in range(5):
        pace.refused()

    pace.answered(10.0, whole=False, new=False)
    pace.refused()

    assert pace.pause_s() == 0.0


def test_rows_that_never_add_up_do_not_have_everything_fetched_all_the_time():
    clock = Clock()
    clock.pace.answered(0.1, whole=True, new=True)
    fetched = 0
    for _ in range(1200):  # ten batches a second for two minutes
        clock.pace.doubt()
        if clock.pace.whole_is_due():
            clock.pace.answered(0.1, whole=True, new=True)
            fetched += 1
        clock.now += 0.1

    assert 3 <= fetched <= 8


def test_whole_pictures_of_new_logins_do_not_put_off_the_one_that_is_needed():
    clock = Clock()
    for _ in range(6):
        clock.pace.answered(0.1, whole=True, new=True)

    clock.pace.doubt()

    assert clock.pace.whole_is_due()


def test_a_whole_picture_that_takes_long_is_fetched_again_seldom():
    clock = Clock()
    for _ in range(2):
        clock.pace.doubt()
        clock.pace.answered(20.0, whole=True, new=True)

    clock.pace.doubt()
    clock.now += 199.0
    assert not clock.pace.whole_is_due()

    clock.now += 2.0
    assert clock.pace.whole_is_due()


def test_answers_that_come_at_once_and_bring_nothing_new_slow_us_down():
    pace = Clock().pace
    pauses = []
    for _ in range(10):
        pace.answered(0.01, whole=False, new=False)
        pauses.append(pace.pause_s())

    assert pauses[0] == 0.0
    assert pauses == sorted(pauses)
    assert pauses[-1] == 0.8


def test_the_more_such_answers_cost_the_longer_the_pause():
    pace = Clock().pace
    for _ in range(10):
        pace.answered(0.9, whole=False, new=False)
    assert 3.5 < pace.pause_s() < LONGEST_EMPTY_PAUSE_S

    pace.answered(0.9, whole=False, new=True)
    assert pace.pause_s() == 0.0


def test_a_quiet_pool_is_no_reason_to_slow_down():
    pace = Clock().pace
    for _ in range(10):
        pace.answered(10.0, whole=False, new=False)

    assert pace.pause_s() == 0.0


def test_everything_is_looked_at_now_and_then_just_in_case():
    clock = Clock()
    clock.pace.answered(1.0, whole=True, new=True)

    clock.now += QUIET_LOOK_S - 1
    assert not clock.pace.whole_is_due()

    clock.now += 1
    assert clock.pace.whole_is_due()


def test_what_takes_a_minute_is_not_looked_at_every_ten():
    clock = Clock()
    clock.pace.answered(60.0, whole=True, new=True)

    clock.now += 5000.0

    assert not clock.pace.whole_is_due()


def test_damage_has_everything_looked_at_soon_also_after_the_return():
    clock = Clock()
    clock.pace.damaged()
    clock.pace.answered(0.1, whole=True, new=True)
    assert not clock.pace.whole_is_due()

    clock.now += DAMAGE_LOOK_S
    assert clock.pace.whole_is_due()
    clock.pace.answered(0.1, whole=True, new=True)
    assert not clock.pace.whole_is_due()
