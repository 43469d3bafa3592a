"""Answers of `event.from`, written out bit by bit.

The first answer of a large pool has eighty thousand events. Written in one go they would keep every other
client waiting for seconds, so others have their turn in between; and what was written of a row is kept until the
row changes.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Any

from xengui.sim.database import Snapshot
from xengui.sim.rpc import json, xml

TURN_S = 0.004
LOOKED_AT_EVERY = 32

Written = Callable[[dict[str, Any]], bytes]


async def json_success(request: json.Request, batch: dict[str, Any]) -> bytes:
    """What `json.success` would give."""
    whole = json.success(request, {**batch, "events": []})
    before, mark, after = whole.partition(b'"events":[')
    return b"".join((before, mark, await _all(batch["events"], _json_event, b","), after))


async def xml_success(batch: dict[str, Any]) -> bytes:
    """What `xml.success` would give."""
    before, mark, after = xml.success({**batch, "events": []}, xml.BATCH).partition(xml.BEGINNING.encode())
    return b"".join((before, mark, await _all(batch["events"], _xml_event, b""), after))


async def _all(events: list[dict[str, Any]], write: Written, between: bytes) -> bytes:
    parts: list[bytes] = []
    began = time.monotonic()
    for number, event in enumerate(events):
        parts.append(write(event))
        if number % LOOKED_AT_EVERY == 0 and time.monotonic() - began > TURN_S:
            await asyncio.sleep(0)
            began = time.monotonic()
    return between.join(parts)


def _json_event(event: dict[str, Any]) -> bytes:
    snapshot = event.get("snapshot")
    if snapshot is None:
        return json.text(event).encode(errors="replace")
    head = json.text({name: value for name, value in event.items() if name != "snapshot"})
    return b'%s,"snapshot":%s}' % (head[:-1].encode(errors="replace"), _kept(snapshot, "json", _json_record))


def _json_record(snapshot: dict[str, Any]) -> bytes:
    return json.text(snapshot).encode(errors="replace")


def _xml_event(event: dict[str, Any]) -> bytes:
    if "snapshot" not in event:
        return xml.event_text(event).encode(errors="replace")
    class_ = xml.CLASS_OF_EVENT[event["class"]]
    text = _kept(event["snapshot"], "xml", lambda snapshot: xml.record_text(snapshot, class_).encode(errors="replace"))
    before, mark, after = xml.event_text(event, "\0").encode(errors="replace").partition(b"\0")
    return b"".join((before, text, after)) if mark else before


def _kept(snapshot: dict[str, Any], language: str, write: Written) -> bytes:
    if not isinstance(snapshot, Snapshot):
        return write(snapshot)
    if (known := snapshot.texts.get(language)) is None:
        known = snapshot.texts[language] = write(snapshot)
    return known
