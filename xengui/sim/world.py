"""What a pretend world is made of: pools, each a table of partial records per class."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

Tables = dict[str, dict[str, dict[str, Any]]]


class NoWorldError(ValueError):
    """There is no such world; the message is a sentence for whoever asked for it."""


@dataclass
class PoolData:
    """One pool as its builder tells it: class of the datamodel -> reference -> what is worth saying.

    A field that is missing gets the datamodel's default and a missing uuid one made
    from the reference. Sets that reverse a reference (a VM's VBDs, a host's PBDs) and the
    lists of operations are worked out when the pool is loaded, and need not be given.
    """

    name: str
    tables: Tables
    idle_traffic: bool = True
    """Whether guests and hosts report changing numbers while nobody does anything."""

    extra_tasks: int = 0
    """How many tasks more than usual stay when the rubbish is collected."""


@dataclass
class World:
    """Everything one pretend server process shows."""

    name: str
    pools: list[PoolData] = field(default_factory=list)
