"""The official Python SDK as a client under measurement: XML-RPC, one session, one loop. See `tests.bench.peers`."""

from __future__ import annotations

import json
import sys
import time

import XenAPI

POLL_S = 5.0


def main() -> None:
    server = json.loads(sys.argv[1])
    session = XenAPI.Session(server["url"], ignore_ssl=True)
    wall, cpu = time.perf_counter(), time.process_time()
    session.xenapi.login_with_password(server["user"], server["password"], "1.0", "bench")
    objects: dict[tuple[str, str], object] = {}
    answer = getattr(session.xenapi.event, "from")(["*"], "", POLL_S)
    _fold(objects, answer)
    _say(wall_s=time.perf_counter() - wall, cpu_s=time.process_time() - cpu, objects=len(objects))
    for line in sys.stdin:
        seconds = json.loads(line)["follow_s"]
        cpu, ends = time.process_time(), time.monotonic() + seconds
        while time.monotonic() < ends:
            left = max(0.0, ends - time.monotonic())
            answer = getattr(session.xenapi.event, "from")(["*"], answer["token"], min(POLL_S, left))
            _fold(objects, answer)
        _say(cpu_s=time.process_time() - cpu, objects=len(objects))
    session.xenapi.session.logout()


def _fold(objects: dict[tuple[str, str], object], answer: dict[str, list[dict[str, object]]]) -> None:
    for event in answer["events"]:
        key = (str(event["class"]), str(event["ref"]))
        if event["operation"] == "del":
            objects.pop(key, None)
        else:
            objects[key] = event["snapshot"]


def _say(**values: float) -> None:
    print(json.dumps(values), flush=True)


if __name__ == "__main__":
    main()
