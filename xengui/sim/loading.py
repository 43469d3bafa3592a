"""From a pool as its builder told it to the tables it is served from."""

from __future__ import annotations

import uuid
from typing import Any

from xengui.sim.database import Database
from xengui.sim.datamodel import FIELDS
from xengui.sim.failures import ApiError
from xengui.sim.messages import Messages
from xengui.sim.relations import MANY_TO_MANY, ONE_TO_MANY
from xengui.sim.values import NULL, Record, Type, accept, field_type, new_record
from xengui.sim.world import NoWorldError, PoolData, Tables

# Rows of these would be left-overs of the process that wrote them down.
PLAINLY_TEXT = {"string", "ref", "datetime"}
NOT_LOADED = {"session", "event", "message"}


def load(data: PoolData) -> tuple[Database, Messages]:
    """Complete the records, work out the reverse sets and put everything in its table.

    References that lead nowhere stay, as real pools have them too. Classes and fields the
    datamodel does not know are left out: nobody could ask for them.
    """
    tables = {
        class_: {ref: _completed(class_, ref, fields) for ref, fields in rows.items()}
        for class_, rows in data.tables.items()
        if class_ in FIELDS
    }
    _check_pool(data.name, tables)
    _reverse(tables)
    database = Database()
    for class_, rows in tables.items():
        if class_ not in NOT_LOADED:
            for ref, record in rows.items():
                database.put(class_, record, ref)
    messages = Messages(database)
    stored = tables.get("message", {})
    for ref in sorted(stored, key=lambda ref: str(stored[ref]["timestamp"])):
        messages.add(stored[ref], ref)
    return database, messages


def _completed(class_: str, ref: str, fields: Record) -> Record:
    record = new_record(class_)
    for name, value in fields.items():
        if name in record:
            record[name] = _checked(value, field_type(class_, name), f"{name} of the {class_} {ref}")
    if not record.get("uuid") and "uuid" in record:
        record["uuid"] = str(uuid.uuid5(uuid.NAMESPACE_URL, ref))
    for name in ("current_operations", "allowed_operations"):
        if name in record:
            record[name] = type(record[name])()
    return record


def _checked(value: Any, type_: Type, where: str) -> Any:
    if type_.kind in PLAINLY_TEXT and isinstance(value, str):
        return value
    if type_.kind == "enum" and isinstance(value, str):
        return value  # an older or a younger server's word is carried as it is
    if type_.kind == "set" and type_.of[0].kind == "enum":
        type_ = Type("set", of=(Type("string"),))
    try:
        return accept(value, type_, where)
    except ApiError:
        raise NoWorldError(f"The {where} cannot be {value!r}.") from None


def _check_pool(name: str, tables: Tables) -> None:
    pools = list(tables.get("pool", {}).values())
    if len(pools) != 1:
        raise NoWorldError(f"{name} needs exactly one record of the class pool, and has {len(pools)}.")
    if pools[0]["master"] not in tables.get("host", {}):
        raise NoWorldError(f"The coordinator of {name} is none of its hosts.")


def _reverse(tables: Tables) -> None:
    for one, refs, many, ref in ONE_TO_MANY:
        targets = tables.get(one, {})
        for record in targets.values():
            record[refs] = []
        for source, record in tables.get(many, {}).items():
            if record[ref] != NULL and record[ref] in targets:
                targets[record[ref]][refs].append(source)
    for left, left_set, right, right_set in MANY_TO_MANY:
        for near, near_set, far, far_set in ((left, left_set, right, right_set), (right, right_set, left, left_set)):
            for ref, record in tables.get(near, {}).items():
                for other in record[near_set]:
                    target = tables.get(far, {}).get(other)
                    if target is not None and ref not in target[far_set]:
                        target[far_set] = [*target[far_set], ref]
