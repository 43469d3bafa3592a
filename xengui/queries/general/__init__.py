"""The General tab: what is known of an object, in sections of labelled rows."""

from __future__ import annotations

from datetime import datetime

from xengui.model.classes import SR, VDI, VM, Host, Network, Pool, VM_appliance
from xengui.model.estate import Connection
from xengui.queries.general import appliance, host, network, pool, server, storage, vm
from xengui.queries.general.rows import Row, Section, Sheet

__all__ = ["Row", "Section", "sections"]


def sections(connection: Connection, ref: str, now: datetime) -> tuple[Section, ...]:
    """The sections of an object of a connection, or of the connection itself, in reading order.

    Times are told where `now` is. Empty rows and sections are left out; nothing is left once the object is gone.
    """
    record = connection.snapshot.anything(ref)
    if record is None:
        found = server.sections(connection, now) if ref == connection.key else ()
        return tuple(section for section in found if section.rows)
    sheet = Sheet(connection.snapshot, connection.pool_time(now), not connection.usable, connection.ahead_s)
    if isinstance(record, VM):
        found = vm.sections(record, sheet)
    elif isinstance(record, Host):
        found = host.sections(record, sheet)
    elif isinstance(record, Pool):
        found = pool.sections(record, sheet)
    elif isinstance(record, SR):
        found = storage.sections_of_sr(record, sheet)
    elif isinstance(record, VDI):
        found = storage.sections_of_disk(record, sheet)
    elif isinstance(record, Network):
        found = network.sections(record, sheet)
    elif isinstance(record, VM_appliance):
        found = appliance.sections(record, sheet)
    else:
        found = ()
    return tuple(section for section in found if section.rows)
