"""Steps that write one key of a map field, as XenCenter does it: adding a key that is there is refused, so it is
removed first."""

from __future__ import annotations

from xengui.model.call import Call
from xengui.model.record import Record
from xengui.model.snapshot import class_name
from xengui.operations.recipe import Step, Wrote


def key_set(record: Record, field: str, key: str, value: str | None, words: str) -> tuple[Step, ...]:
    """Steps after which `field[key]` is `value`, or is not there where that is None. Other keys are left alone,
    whoever writes them meanwhile. Nothing is to do where it is so already."""
    before = getattr(record, field).get(key)
    if before == value:
        return ()
    remove, add = f"{class_name(type(record))}.remove_from_{field}", f"{class_name(type(record))}.add_to_{field}"
    take_off = Call(remove, (record.ref, key))
    put_back = () if before is None else (Call(add, (record.ref, key, before)),)
    wrote = Wrote(record.ref, field, before, value, key)
    steps = []
    if before is not None:
        steps.append(Step(words=words, call=take_off, undo=put_back, wrote=wrote))
    if value is not None:
        steps.append(Step(words=words, call=Call(add, (record.ref, key, value)), undo=(take_off,), wrote=wrote))
    return tuple(steps)
