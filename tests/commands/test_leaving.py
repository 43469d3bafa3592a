from __future__ import annotations

from tests.builders import NOW
from xengui.commands.leaving import leaving
from xengui.forms.confirm import Guard
from xengui.model.call import Call
from xengui.operations.jobs import Job
from xengui.operations.recipe import Recipe, Step


def a_job(title: str, steps: int = 1) -> Job:
    step = Step(words="Doing it", call=Call("VM.start", ("web",)), task=True)
    return Job(
        number=1, title=title, connection="stone", started=NOW, recipe=Recipe(title=title, steps=(step,) * steps)
    )


def test_one_task_is_named_in_the_question_and_goes_on():
    asked = leaving([(a_job("Shut down web-01"), "Stone")])

    assert asked.heading == "Quit while “Shut down web-01” is running?"
    assert asked.sentence == "The pool goes on with what it has begun."


def test_work_of_several_steps_is_taken_back_and_the_question_says_so():
    asked = leaving([(a_job("New VM", steps=3), "Stone")])

    assert asked.sentence.startswith("Work of several steps is taken back as far as it is done")


def test_several_are_counted_and_listed_with_their_pools_and_every_fate_is_told():
    asked = leaving([(a_job("Shut down web-01"), "Stone"), (a_job("New VM", steps=3), "Lab")])

    assert asked.heading == "Quit while 2 tasks are running?"
    assert [(fate.name, fate.words) for fate in asked.fates] == [("Shut down web-01", "Stone"), ("New VM", "Lab")]
    assert "goes on with what it has begun" in asked.sentence
    assert "taken back" in asked.sentence


def test_it_is_a_bare_question_that_is_asked_every_time():
    asked = leaving([(a_job("Start mail"), "Lab")], "Disconnect")

    assert (asked.guard, asked.quiet_key, asked.verb) == (Guard.ASK, "", "Disconnect")
