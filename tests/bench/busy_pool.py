"""A pretend pool that is told on stdin what to do: `churn 1000`, `rename NAME`, `quit`."""

from __future__ import annotations

import asyncio
import gc
import json
import random
import sys
import threading
import uuid

from xengui.sim import worlds
from xengui.sim.pool import Pool
from xengui.sim.server import Server, Settings


def main() -> None:
    hosts, vms = int(sys.argv[1]), int(sys.argv[2])
    gc.disable()
    server = Server(worlds.world("demo", hosts=hosts, vms=vms), Settings(plain="--plain" in sys.argv))
    gc.freeze()
    asyncio.run(serve(server))


async def serve(server: Server) -> None:
    pool = server.pools[0]
    pool.database.write("pool", pool.ref, "uuid", str(uuid.uuid4()))  # else ten of these would be taken for one pool
    opened = await server.open()
    print(json.dumps(opened[0].line()), flush=True)
    loop = asyncio.get_running_loop()
    lines: asyncio.Queue[str] = asyncio.Queue()

    def read() -> None:
        for line in sys.stdin:
            loop.call_soon_threadsafe(lines.put_nowait, line)
        loop.call_soon_threadsafe(lines.put_nowait, "quit")

    threading.Thread(target=read, daemon=True).start()
    churn: asyncio.Task[None] | None = None
    while True:
        word, _, rest = (await lines.get()).strip().partition(" ")
        if word == "churn":
            if churn:
                churn.cancel()
            churn = asyncio.create_task(churning(pool, float(rest))) if float(rest) else None
        elif word == "rename":
            pool.database.write("pool", pool.ref, "name_label", rest)
        elif word == "quit":
            break
    if churn:
        churn.cancel()
    await server.close()


async def churning(pool: Pool, per_second: float) -> None:
    chance = random.Random(7)
    base = pool.database
    vms = [ref for ref, vm in base.rows("VM") if not vm["is_a_template"] and not vm["is_a_snapshot"]]
    metrics = base.refs("VM_metrics")
    guests = base.refs("VM_guest_metrics")
    vdis = base.refs("VDI")
    hosts = base.refs("host_metrics")
    tasks: list[str] = []
    loop = asyncio.get_running_loop()
    due, number = loop.time(), 0
    while True:
        while due <= loop.time():
            due += 1 / per_second
            number += 1
            kind = chance.random()
            if kind < 0.45:
                base.write("VM_metrics", chance.choice(metrics), "memory_actual", number << 12)
            elif kind < 0.50:
                base.write("host_metrics", chance.choice(hosts), "memory_free", number << 12)
            elif kind < 0.70 and guests:
                base.write("VM_guest_metrics", chance.choice(guests), "other", {"n": str(number)})
            elif kind < 0.80:
                base.write("VDI", chance.choice(vdis), "physical_utilisation", number << 12)
            elif kind < 0.90:
                base.write("VM", chance.choice(vms), "name_description", f"described {number}")
            elif kind < 0.93:
                base.write("VM", chance.choice(vms), "name_label", f"renamed {number}")
            elif len(tasks) < 200 and kind < 0.97:
                tasks.append(base.add("task", {"name_label": f"VM.start {number}", "status": "pending"}))
            elif tasks and kind < 0.985:
                base.write("task", chance.choice(tasks), "progress", chance.random())
            elif tasks:
                base.remove("task", tasks.pop(0))
        await asyncio.sleep(0.005)


if __name__ == "__main__":
    main()
