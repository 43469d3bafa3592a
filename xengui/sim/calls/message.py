"""Messages: alerts and small news about objects."""

from __future__ import annotations

from datetime import datetime

from xengui.sim.calling import Call, answers
from xengui.sim.clock import moment_of
from xengui.sim.failures import ApiError
from xengui.sim.filters import matching
from xengui.sim.values import Record

# What a message calls a class -> what the datamodel calls it.
CLASSES = {"Host": "host", "Pool": "pool"}


@answers("message.create")
async def create(  # noqa: PLR0913, PLR0917  the call's own parameters
    call: Call, name: str, priority: int, cls: str, obj_uuid: str, body: str
) -> str:
    if call.pool.database.by_uuid(CLASSES.get(cls, cls), obj_uuid) is None:
        raise ApiError("UUID_INVALID", cls, obj_uuid)
    return call.pool.messages.create(
        {
            "name": name,
            "priority": priority,
            "cls": cls,
            "obj_uuid": obj_uuid,
            "timestamp": call.pool.clock.date(),
            "body": body,
        }
    )


@answers("message.destroy")
async def destroy(call: Call, message: str) -> None:
    call.pool.messages.destroy(message)


@answers("message.destroy_many")
async def destroy_many(call: Call, messages: list[str]) -> None:
    """Destroy one after the other; the first unknown one ends it."""
    for message in messages:
        call.pool.messages.destroy(message)


@answers("message.destroy_all")
async def destroy_all(call: Call, filters: dict[str, str]) -> None:
    before, after = _moment(filters, "before"), _moment(filters, "after")
    for ref, record in call.pool.messages.records().items():
        when = moment_of(record["timestamp"])
        spared = (
            (before is not None and when >= before)
            or (after is not None and when <= after)
            or filters.get("priority", str(record["priority"])) != str(record["priority"])
        )
        if not spared:
            call.pool.messages.destroy(ref)


def _moment(filters: dict[str, str], name: str) -> datetime | None:
    try:
        return moment_of(filters[name]) if name in filters else None
    except ValueError:
        raise ApiError("INVALID_VALUE", name, filters[name]) from None


@answers("message.get")
async def get(call: Call, cls: str, obj_uuid: str, since: str) -> dict[str, Record]:
    if call.pool.database.by_uuid(CLASSES.get(cls, cls), obj_uuid) is None:
        raise ApiError("UUID_INVALID")
    return {ref: record for ref, record in _since(call, since).items() if record["obj_uuid"] == obj_uuid}


@answers("message.get_since")
async def get_since(call: Call, since: str) -> dict[str, Record]:
    return _since(call, since)


def _since(call: Call, since: str) -> dict[str, Record]:
    try:
        moment = moment_of(since)
    except ValueError:
        raise ApiError("FIELD_TYPE_ERROR", "since") from None
    records = call.pool.messages.records()
    return {ref: record for ref, record in records.items() if moment_of(record["timestamp"]) > moment}


@answers("message.get_all")
async def get_all(call: Call) -> list[str]:
    return list(call.pool.messages.records())


@answers("message.get_all_records")
async def get_all_records(call: Call) -> dict[str, Record]:
    return call.pool.messages.records()


@answers("message.get_all_records_where")
async def get_all_records_where(call: Call, expression: str) -> dict[str, Record]:
    records = call.pool.messages.records()
    return {ref: record for ref, record in records.items() if matching(expression, "message", record)}


@answers("message.get_all_where")
async def get_all_where(call: Call, expression: str) -> list[str]:
    return list(await get_all_records_where(call, expression))


@answers("message.get_record")
async def get_record(call: Call, message: str) -> Record:
    return call.pool.messages.record(message)


@answers("message.get_by_uuid")
async def get_by_uuid(call: Call, uuid: str) -> str:
    for ref, record in call.pool.messages.records().items():
        if record["uuid"] == uuid:
            return ref
    raise ApiError("UUID_INVALID", "message", uuid)
