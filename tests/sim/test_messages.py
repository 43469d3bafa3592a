"""Messages and the memory of those that are gone."""

from __future__ import annotations

import pytest

from xengui.sim import messages as module
from xengui.sim.database import Database
from xengui.sim.failures import ApiError
from xengui.sim.messages import CUT_TO, REMEMBERED, Messages


@pytest.fixture
def messages():
    return Messages(Database())


def test_messages_and_their_deletions_take_generations_of_the_database():
    database = Database()
    messages = Messages(database)

    ref = messages.create({"name": "VM_STARTED"})
    messages.destroy(ref)

    assert database.generation == 2


def test_what_was_made_and_what_is_gone_since_a_generation(messages):
    old, new = messages.create({}), messages.create({})
    messages.destroy(old)

    assert [message.ref for message in messages.made_since(0)] == [new]
    assert [message.ref for message in messages.made_since(2)] == []
    assert [farewell.ref for farewell in messages.gone_since(2)] == [old]


def test_an_unknown_message_cannot_be_destroyed(messages):
    with pytest.raises(ApiError) as refused:
        messages.destroy("OpaqueRef:x")

    assert refused.value.description == ["HANDLE_INVALID", "message", "OpaqueRef:x"]


def test_the_oldest_go_when_there_are_too_many(messages, monkeypatch):
    monkeypatch.setattr(module, "KEPT", 2)
    refs = [messages.create({}) for _ in range(3)]

    assert list(messages.records()) == refs[1:]


def test_farewells_are_forgotten_by_halves(messages):
    for _ in range(REMEMBERED - 1):
        messages.destroy(messages.create({}))
    assert len(messages.gone_since(0)) == REMEMBERED - 1 == 1023

    messages.destroy(messages.create({}))

    assert len(messages.gone_since(0)) == CUT_TO == 512
