"""xengui's own link as a client under measurement, without a window. See `tests.bench.peers`."""

from __future__ import annotations

import asyncio
import json
import sys
import time

from xengui.model.estate import Connection
from xengui.model.store import Delta
from xengui.net.link import Link
from xengui.protocol.address import parse


async def main() -> None:
    server = json.loads(sys.argv[1])
    _, address = parse(server["url"])
    early: list[float] = []

    def published(connection: Connection, delta: Delta | None) -> None:
        if delta and not early and connection.snapshot.hosts and connection.snapshot.vms:
            early.append(time.perf_counter() - wall)

    link = Link(address, server["user"], lambda _: (server["fingerprint"],), published)
    wall, cpu = time.perf_counter(), time.process_time()
    await link.open(server["password"])
    objects = sum(len(table) for table in link.connection.snapshot.tables.values())
    took = time.perf_counter() - wall
    _say(wall_s=took, cpu_s=time.process_time() - cpu, objects=objects, early_s=early[0])
    while line := await asyncio.to_thread(sys.stdin.readline):
        cpu = time.process_time()
        await asyncio.sleep(json.loads(line)["follow_s"])
        objects = sum(len(table) for table in link.connection.snapshot.tables.values())
        _say(cpu_s=time.process_time() - cpu, objects=objects)
    await link.close()


def _say(**values: float) -> None:
    print(json.dumps(values), flush=True)


if __name__ == "__main__":
    asyncio.run(main())
