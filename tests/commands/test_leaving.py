from __future__ import annotations

from xengui.commands.leaving import leaving
from xengui.forms.confirm import Guard


def test_one_task_is_named_in_the_question():
    asked = leaving([("Shut down web-01", "Stone")])

    assert asked.heading == "Quit while “Shut down web-01” is running?"
    assert asked.sentence.startswith("Stone goes on with what it is doing now.")
    assert "stops after the step it is at" in asked.sentence


def test_several_are_counted_and_listed_with_their_pools():
    asked = leaving([("Shut down web-01", "Stone"), ("Start mail", "Lab")])

    assert asked.heading == "Quit while 2 tasks are running?"
    assert [(fate.name, fate.words) for fate in asked.fates] == [("Shut down web-01", "Stone"), ("Start mail", "Lab")]


def test_it_is_a_bare_question_that_is_asked_every_time():
    asked = leaving([("Start mail", "Lab")])

    assert (asked.guard, asked.quiet_key, asked.verb) == (Guard.ASK, "", "Quit")
