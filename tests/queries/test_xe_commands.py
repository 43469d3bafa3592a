"""Every command we write is one of xe's, with the arguments xe's own table has."""

from __future__ import annotations

import pytest

from tests.queries.xe_table import XE
from xengui.model.calls import CALLS
from xengui.model.classes import CLASSES as RECORD_CLASSES
from xengui.queries.xe_commands import CLASSES, COMMANDS, RECORDS, Kind

FORMS = {**COMMANDS, **RECORDS}


def arguments(method: str) -> tuple[set[str], set[str]]:
    """The arguments a command always has, and those it may have."""
    form = FORMS[method]
    always = {arg.name for arg in form.args if arg.kind is Kind.PLAIN} | {
        word.partition("=")[0] for word in form.always
    }
    may = {arg.name for arg in form.args if arg.kind in (Kind.OPTIONAL, Kind.FLAG)}
    return always, may | {f"{arg.name}:" for arg in form.args if arg.kind is Kind.MAP}


@pytest.mark.parametrize("method", FORMS)
def test_a_command_has_the_arguments_of_xe_and_all_that_it_requires(method: str):
    required, optional = XE[FORMS[method].command]
    always, may = arguments(method)

    assert required <= always
    assert always | may <= required | optional


@pytest.mark.parametrize("method", COMMANDS)
def test_a_command_uses_every_parameter_of_its_call_once(method: str):
    places = [arg.place for arg in COMMANDS[method].args]

    known = len(CALLS[method][0])
    assert len(set(places)) == len(places)
    assert set(places) <= set(range(known))
    assert set(range(known)) - set(places) <= LEFT_ALONE.get(method, set())


LEFT_ALONE = {
    "SR.introduce": {6},  # sm_config, which xe leaves empty
    "host.apply_edition": set(),
}


@pytest.mark.parametrize("method", RECORDS)
def test_a_command_that_takes_a_record_names_fields_of_its_class(method: str):
    fields = set(RECORD_CLASSES[method.partition(".")[0]].__struct_fields__)

    assert {arg.field for arg in RECORDS[method].args} <= fields
    assert method in CALLS


def test_classes_are_those_of_the_api():
    assert CLASSES.keys() <= RECORD_CLASSES.keys()
