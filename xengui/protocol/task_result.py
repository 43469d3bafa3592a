"""The result of a task: the text of an XML-RPC value, whichever language the pool is spoken to in."""

from __future__ import annotations

from typing import Any

from xengui.protocol import xmlrpc


def task_result(text: str) -> Any:
    """The plain value in a task's `result`: text, a boolean, a list or a dictionary; None for a call without result.

    Integers come as text, as they stand in the value. What is no such text is given back as it is, which XenCenter
    does too (`XenModel/Actions/AsyncAction.cs`).
    """
    if not text.strip():
        return None
    try:
        return xmlrpc.value(text)
    except xmlrpc.NotXmlRpc:
        return text
