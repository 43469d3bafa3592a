from dataclasses import replace

from xengui.forms.confirm import Check, Confirm, Fate, Guard

SHUT_DOWN = Confirm(
    title="Shut down",
    heading="Shut down web?",
    sentence="The guest is asked to stop by itself.",
    fates=(Fate("OpaqueRef:web", "web", "asked to stop"),),
    verb="Shut down",
)


def test_a_simple_question_can_be_answered_at_once():
    assert SHUT_DOWN.guard is Guard.ASK
    assert SHUT_DOWN.problems() == {}


def test_a_question_about_a_loss_wants_its_box_ticked():
    question = replace(SHUT_DOWN, guard=Guard.LIST, tick="I know what is lost")

    assert question.problems() == {"ticked": "Tick the box first."}
    assert replace(question, ticked=True).problems() == {}


def test_guards_grow_with_the_damage():
    assert Guard.ASK < Guard.LIST


HEAVY = Confirm(
    title="Reset power state",
    heading="Reset?",
    sentence="",
    fates=(Fate("web", "web", "off"),),
    verb="Reset",
    guard=Guard.PREFLIGHT,
    to_type="web",
    checks=(Check("basalt answers", passed=True), Check("granite does not answer", passed=False)),
)


def test_from_level_three_on_the_name_is_typed():
    typing = replace(HEAVY, guard=Guard.TYPE, checks=())

    assert typing.problems() == {"typed": "Type web first."}
    assert replace(typing, typed="we").problems()
    assert replace(typing, typed=" web ").problems() == {}


def test_each_check_that_did_not_pass_is_ticked_by_hand():
    typed = replace(HEAVY, typed="web")

    assert typed.problems().keys() == {"checks"}
    passed, failed = typed.checks
    assert replace(typed, checks=(passed, replace(failed, ticked=True))).problems() == {}


def test_what_has_become_impossible_cannot_be_agreed_to_even_with_the_box_ticked():
    question = replace(SHUT_DOWN, guard=Guard.LIST, tick="I know", ticked=True, refusal="web is already off.")

    assert question.problems() == {"refused": "web is already off."}
