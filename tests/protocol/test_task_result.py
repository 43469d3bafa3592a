from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xengui.protocol.task_result import task_result


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("<value>OpaqueRef:1</value>", "OpaqueRef:1"),
        ("<value><string>text</string></value>", "text"),
        ("<value>5</value>", "5"),
        ("<value><boolean>1</boolean></value>", True),
        ("<value><boolean>0</boolean></value>", False),
        (
            "<value><array><data><value>OpaqueRef:1</value><value>OpaqueRef:2</value></data></array></value>",
            ["OpaqueRef:1", "OpaqueRef:2"],
        ),
        ("<value><array><data/></array></value>", []),
        (
            "<value><struct><member><name>host</name><value>granite</value></member></struct></value>",
            {"host": "granite"},
        ),
        ("<value></value>", ""),
        ("", None),
        ("  ", None),
    ],
)
def test_a_result_is_read_from_the_text_of_its_value(text, value):
    assert task_result(text) == value


@pytest.mark.parametrize(
    "text", ["plain words", "<value>", "<other>1</other>", '<!DOCTYPE a [<!ENTITY b "c">]><value>&b;</value>']
)
def test_a_text_that_is_no_value_is_given_back(text):
    assert task_result(text) == text


@given(st.text())
def test_no_text_whatever_makes_it_fail(text):
    task_result(text)
    task_result(f"<value><struct><member>{text}</member></struct></value>")
