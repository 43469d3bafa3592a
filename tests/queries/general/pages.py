"""An object's page as a table, so that a test can look at the row it is about."""

from __future__ import annotations

from typing import Any

from tests.builders import NOW, a_connection, pool_with
from xengui.model.record import Record
from xengui.queries.general import Row, Section, sections

GIB, TIB = 1024**3, 1024**4


def page(record: Record, *others: Record, **pool: Any) -> dict[str, dict[str, Row]]:
    """Every row of an object's page, by the title of its section and its label."""
    made = pool_with(record, *others, **pool)
    return by_title(sections(a_connection(made), record.ref, NOW))


def by_title(found: tuple[Section, ...]) -> dict[str, dict[str, Row]]:
    return {section.title: {row.label: row for row in section.rows} for section in found}


def values(rows: dict[str, Row]) -> dict[str, str]:
    return {label: row.value for label, row in rows.items()}
