from __future__ import annotations

import pytest

from tests.builders import a_vm, pool_with
from xengui.forms.calls import LANGUAGES, Calls
from xengui.model.call import Call, Earlier
from xengui.queries.call_words import known
from xengui.queries.script import Server

WEB = a_vm(uuid="1b6f0f3c-0000-4000-8000-000000000001")
CALLS = (Call("VM.clone", (WEB.ref, "copy")), Call("VM.set_name_label", (Earlier(0), "web-02")))
FORM = Calls(
    title="Copy web",
    calls=CALLS,
    objects=known(CALLS, pool_with(WEB)),
    server=Server("https://granite.example", certificates=("ab" * 32,)),
)


def test_the_calls_are_numbered_and_name_their_objects_and_earlier_results():
    first, second = FORM.text("Calls").splitlines()

    assert first.startswith("1. VM.clone")
    assert "web" in first
    assert "OpaqueRef" not in first
    assert second.startswith("2. VM.set_name_label")
    assert "the result of 1" in second


@pytest.mark.parametrize(("language", "word"), [("xe", "xe vm-clone"), ("Python", "XenAPI"), ("curl", "curl")])
def test_they_are_scripts_too(language, word):
    assert language in LANGUAGES
    assert word in FORM.text(language)


def test_nothing_can_be_wrong_with_looking():
    assert FORM.problems() == {}
