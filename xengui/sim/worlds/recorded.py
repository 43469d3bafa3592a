"""A pool out of a file: `{class: {reference: record}}`, as a real server's database was written down."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

from xengui.sim.world import NoWorldError, PoolData, World


def read(path: Path) -> World:
    """Read a recorded pool. Its guests stay as quiet as the recording."""
    try:
        raw = path.read_bytes()
        tables = json.loads(gzip.decompress(raw) if path.suffix == ".gz" else raw)
    except FileNotFoundError:
        raise NoWorldError(f"There is no file {path}.") from None
    except (OSError, EOFError) as problem:
        raise NoWorldError(f"{path} cannot be read: {problem}.") from None
    except ValueError:
        raise NoWorldError(f"{path} is not JSON.") from None
    if not _shaped(tables):
        raise NoWorldError(f"{path} is no recorded pool: it should hold classes, references and records.")
    pools = list(tables.get("pool", {}).values())
    name = str((pools and pools[0].get("name_label")) or path.name.partition(".")[0])
    return World(name, [PoolData(name, tables, idle_traffic=False)])


def _shaped(tables: Any) -> bool:
    return isinstance(tables, dict) and all(
        isinstance(rows, dict) and all(isinstance(record, dict) for record in rows.values()) for rows in tables.values()
    )
