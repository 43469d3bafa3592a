"""Fields that a team has added to its objects, as XenCenter keeps them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, tzinfo
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException  # type: ignore[import-untyped]
from defusedxml.ElementTree import fromstring  # type: ignore[import-untyped]

from xengui.model.classes import Pool
from xengui.model.record import Record
from xengui.queries import units
from xengui.queries.natural import natural

DEFINITIONS = "XenCenter.CustomFields"
NOTES = "xo:notes"
"""The key of `other_config` where Xen Orchestra keeps its notes of a machine, so that both show the same
(vatesfr/xen-orchestra, packages/xo-server/src/xapi/mixins/vm.mjs)."""
_PREFIX = "XenCenter.CustomFields."


def definitions(pool: Pool | None) -> Mapping[str, str]:
    """The type ("String" or "Date") of every field the pool defines, by name; nothing where the text is spoilt."""
    text = pool.gui_config.get(DEFINITIONS, "") if pool else ""
    if not text:
        return {}
    try:
        root: Element = fromstring(text)
    except (ParseError, DefusedXmlException):
        return {}
    found = {field.get("name", ""): field.get("type", "String") for field in root.iter("CustomFieldDefinition")}
    return {name: kind for name, kind in found.items() if name}


def values(record: Record, pool: Pool | None, tz: tzinfo | None) -> tuple[tuple[str, str], ...]:
    """Each field that is set, with its value as people read it."""
    other_config: Mapping[str, str] = getattr(record, "other_config", {})
    found = []
    for name, kind in definitions(pool).items():
        if value := other_config.get(f"{_PREFIX}{name}", ""):
            found.append((name, _date(value, tz) if kind == "Date" else value))
    return tuple(sorted(found, key=lambda pair: natural(pair[0])))


def _date(value: str, tz: tzinfo | None) -> str:
    try:
        read = datetime.strptime(value, "%Y-%m-%d %H:%M:%SZ").replace(tzinfo=UTC)
    except ValueError:
        return value
    local = read.astimezone(tz)
    midnight = (local.hour, local.minute, local.second) == (0, 0, 0)
    return units.day(read, tz) if midnight else units.day_and_time(read, tz)
