"""Hiding objects from people who use XenCenter or this program, and showing them again."""

from __future__ import annotations

from xengui.model.record import Record
from xengui.operations.keys import key_set
from xengui.operations.recipe import Recipe
from xengui.queries.visibility import FLAG


def hide(record: Record) -> Recipe:
    """Set XenCenter's flag. Other clients that heed it hide the object too."""
    return _flag(record, "true", "Hide", "hidden")


def show(record: Record) -> Recipe:
    """Take XenCenter's flag off."""
    return _flag(record, None, "Show", "shown again")


def _flag(record: Record, value: str | None, verb: str, state: str) -> Recipe:
    name = str(getattr(record, "name_label", ""))
    title = f"{verb} {name}"
    steps = key_set(record, "other_config", FLAG, value, title)
    return Recipe(title=title, steps=steps, applies_to=(record.ref,), done=f"{name} is {state}.")
