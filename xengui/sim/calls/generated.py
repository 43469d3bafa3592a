"""The calls that every class has: reading records, reading and writing fields."""

from __future__ import annotations

from typing import Any

from xengui.sim.calling import Call, Function
from xengui.sim.datamodel import FIELDS
from xengui.sim.failures import ApiError
from xengui.sim.filters import matching
from xengui.sim.signatures import Signature
from xengui.sim.values import NULL, field_type


def function(signature: Signature) -> Function:
    """The function of a call that has none of its own; what nobody wrote says so when called."""
    class_, message = signature.class_, signature.message
    if (whole := WHOLE.get(message)) is not None:
        return whole(class_)
    for prefix, make in BY_FIELD:
        field = message.removeprefix(prefix)
        if message.startswith(prefix) and field in FIELDS[class_] and _fits(prefix, class_, field):
            return make(class_, field)
    return _not_implemented(signature.name)


def _fits(prefix: str, class_: str, field: str) -> bool:
    """Whether the message is a generated one: where the field is not writable its setter has rules of its own."""
    return prefix == "get_" or FIELDS[class_][field][1] == "RW"


def _not_implemented(name: str) -> Function:
    async def refuse(call: Call, *arguments: Any) -> None:
        raise ApiError("NOT_IMPLEMENTED", name)

    return refuse


def _get_all(class_: str) -> Function:
    async def get_all(call: Call) -> list[str]:
        return call.pool.database.refs(class_)

    return get_all


def _get_all_records(class_: str) -> Function:
    async def get_all_records(call: Call) -> dict[str, Any]:
        return {ref: dict(record) for ref, record in call.pool.database.rows(class_)}

    return get_all_records


def _get_all_where(class_: str) -> Function:
    async def get_all_where(call: Call, expression: str) -> list[str]:
        return [ref for ref, record in call.pool.database.rows(class_) if matching(expression, class_, record)]

    return get_all_where


def _get_all_records_where(class_: str) -> Function:
    async def get_all_records_where(call: Call, expression: str) -> dict[str, Any]:
        rows = call.pool.database.rows(class_)
        return {ref: dict(record) for ref, record in rows if matching(expression, class_, record)}

    return get_all_records_where


def _get_record(class_: str) -> Function:
    async def get_record(call: Call, ref: str) -> dict[str, Any]:
        return dict(call.pool.record(class_, ref))

    return get_record


def _get_by_uuid(class_: str) -> Function:
    async def get_by_uuid(call: Call, uuid: str) -> str:
        if (ref := call.pool.database.by_uuid(class_, uuid)) is None:
            raise ApiError("UUID_INVALID", class_, uuid)
        return ref

    return get_by_uuid


def _get_by_name_label(class_: str) -> Function:
    async def get_by_name_label(call: Call, label: str) -> list[str]:
        return [ref for ref, record in call.pool.database.rows(class_) if record["name_label"] == label]

    return get_by_name_label


def _get_field(class_: str, field: str) -> Function:
    async def get_field(call: Call, ref: str) -> Any:
        return call.pool.record(class_, ref)[field]

    return get_field


def set_field(class_: str, field: str) -> Function:
    """What writes a field; a reference has to lead somewhere."""

    async def set_(call: Call, ref: str, value: Any) -> None:
        type_ = field_type(class_, field)
        if type_.kind == "ref" and value != NULL:
            call.pool.record(type_.name, value)
        call.pool.database.write(class_, ref, field, value)

    return set_


def _add_to_map(class_: str, field: str) -> Function:
    async def add_to_map(call: Call, ref: str, key: str, value: str) -> None:
        held = call.pool.record(class_, ref)[field]
        if key in held:
            raise ApiError("MAP_DUPLICATE_KEY", class_, field, ref, key)
        call.pool.database.write(class_, ref, field, held | {key: value})

    return add_to_map


def _remove_from_map(class_: str, field: str) -> Function:
    async def remove_from_map(call: Call, ref: str, key: str) -> None:
        held = call.pool.record(class_, ref)[field]
        call.pool.database.write(class_, ref, field, {name: value for name, value in held.items() if name != key})

    return remove_from_map


def _add_to_set(class_: str, field: str) -> Function:
    async def add_to_set(call: Call, ref: str, value: str) -> None:
        held = call.pool.record(class_, ref)[field]
        if value not in held:
            call.pool.database.write(class_, ref, field, [*held, value])

    return add_to_set


def _remove_from_set(class_: str, field: str) -> Function:
    async def remove_from_set(call: Call, ref: str, value: str) -> None:
        held = call.pool.record(class_, ref)[field]
        call.pool.database.write(class_, ref, field, [member for member in held if member != value])

    return remove_from_set


WHOLE = {
    "get_all": _get_all,
    "get_all_records": _get_all_records,
    "get_all_where": _get_all_where,
    "get_all_records_where": _get_all_records_where,
    "get_record": _get_record,
    "get_by_uuid": _get_by_uuid,
    "get_by_name_label": _get_by_name_label,
}
# Longer beginnings first: `add_to_tags` would otherwise be the field `to_tags`.
BY_FIELD = (
    ("add_to_", _add_to_map),
    ("remove_from_", _remove_from_map),
    ("add_", _add_to_set),
    ("remove_", _remove_from_set),
    ("get_", _get_field),
    ("set_", set_field),
)
