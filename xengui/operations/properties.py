"""What people write about an object: its name, description, tags and notes."""

from __future__ import annotations

from collections.abc import Collection

from xengui.model.call import Call
from xengui.model.record import Record
from xengui.model.snapshot import class_name
from xengui.operations.keys import key_set
from xengui.operations.recipe import Recipe, Step, Wrote
from xengui.queries import custom_fields

NOTES = custom_fields.NOTES


def rename(record: Record, name: str) -> Recipe:
    """Give an object another name."""
    before = _name(record)
    return Recipe(
        title=f"Rename {before} to {name}",
        steps=field_set(record, "name_label", name, f"Renaming {before}"),
        applies_to=(record.ref,),
        done=f"{before} is now called {name}.",
    )


def describe(
    record: Record,
    *,
    name: str | None = None,
    description: str | None = None,
    tags: Collection[str] | None = None,
    notes: str | None = None,
) -> Recipe:
    """Write what is given and differs, field by field, so that what others changed meanwhile stays."""
    steps: list[Step] = []
    if name is not None:
        steps += field_set(record, "name_label", name, "Writing the name")
    if description is not None:
        steps += field_set(record, "name_description", description, "Writing the description")
    if tags is not None:
        steps += _tags_set(record, tags)
    if notes is not None:
        steps += key_set(record, "other_config", NOTES, notes or None, "Writing the notes")
    return Recipe(
        title=f"Change the properties of {_name(record)}",
        steps=tuple(steps),
        applies_to=(record.ref,),
        done=f"The properties of {name or _name(record)} are changed.",
    )


def field_set(record: Record, field: str, value: str, words: str) -> tuple[Step, ...]:
    """The step after which a field of an object has a value; none where it has it already."""
    before = getattr(record, field)
    if before == value:
        return ()
    method = f"{class_name(type(record))}.set_{field}"
    undo = (Call(method, (record.ref, before)),)
    wrote = Wrote(record.ref, field, before, value)
    return (Step(words=words, call=Call(method, (record.ref, value)), undo=undo, wrote=wrote),)


def _tags_set(record: Record, tags: Collection[str]) -> list[Step]:
    before = getattr(record, "tags", ())
    add, remove = f"{class_name(type(record))}.add_tags", f"{class_name(type(record))}.remove_tags"
    steps = []
    for tag in tags:
        if tag not in before:
            undo = (Call(remove, (record.ref, tag)),)
            steps.append(Step(words=f"Adding the tag {tag}", call=Call(add, (record.ref, tag)), undo=undo))
    for tag in before:
        if tag not in tags:
            undo = (Call(add, (record.ref, tag)),)
            steps.append(Step(words=f"Removing the tag {tag}", call=Call(remove, (record.ref, tag)), undo=undo))
    return steps


def _name(record: Record) -> str:
    return str(getattr(record, "name_label", ""))
