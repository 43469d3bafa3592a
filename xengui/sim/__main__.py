"""Starts a pretend pool: `xengui-sim`, or `python -m xengui.sim`."""

from __future__ import annotations

import argparse
import asyncio
import gc
import json
import math
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import PackageNotFoundError, version
from ipaddress import AddressValueError, IPv4Address
from pathlib import Path
from typing import Any, NoReturn

from xengui.sim import worlds
from xengui.sim.calllog import CallLog
from xengui.sim.clock import Clock
from xengui.sim.orders import WrongOrderError
from xengui.sim.routes import LANGUAGES
from xengui.sim.server import CannotListenError, Opened, Server, Settings
from xengui.sim.world import NoWorldError, World
from xengui.sim.worlds.loads import Load, laden

WRONG = 2


def main(argv: list[str] | None = None) -> int:
    """Serve until told to stop. The first line on stdout says in JSON how to connect."""
    given = _parser().parse_args(argv)
    settings = Settings(
        host=given.host,
        port=given.port,
        user=given.user,
        password=given.password,
        plain=given.plain,
        speed=given.speed,
        speaks=given.speaks,
        control=given.control,
    )
    log = None
    try:
        log = CallLog(given.call_log, Clock()) if given.call_log else None
        with _nothing_collected():
            server = Server(_world(given), settings, log)
        orders = [*given.fault, *([{"act": "churn", "per_second": given.churn}] if given.churn else [])]
        asyncio.run(_serve(server, orders, until_stdin_closes=given.until_stdin_closes))
    except (NoWorldError, CannotListenError, WrongOrderError) as problem:
        return _complain(str(problem))
    except OSError as problem:
        return _complain(f"{problem.filename}: {problem.strerror}.")
    finally:
        if log is not None:
            log.close()
    return 0


def _world(given: argparse.Namespace) -> World:
    name = given.world or ("many" if given.pools else "demo")
    world = worlds.world(name, hosts=given.hosts, vms=given.vms, pools=given.pools)
    load = Load(
        messages=given.messages or 0,
        finished_tasks=given.finished_tasks or 0,
        folders=given.folders or 0,
        long_names=given.long_names,
    )
    return laden(world, load, time.time())


@contextmanager
def _nothing_collected() -> Iterator[None]:
    """Keep the collector from looking through a large world again and again while it is built, and afterwards."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def _complain(sentence: str) -> int:
    print(f"xengui-sim: {sentence}", file=sys.stderr)
    return WRONG


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """Say what is wrong in one sentence, without the page on how to use it."""
        self.exit(WRONG, f"xengui-sim: {message}.\n")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="xengui-sim", description="A pretend XenServer pool that speaks the real XenAPI on this computer."
    )
    add = parser.add_argument
    add("--world", metavar="NAME|FILE", help="a world by name, or a recorded pool (.json, .json.gz); demo by default")
    add("--hosts", type=_count, metavar="N", help="how many hosts, where the world lets you choose")
    add("--vms", type=_count, metavar="M", help="how many VMs, where the world lets you choose")
    add("--pools", type=_count, metavar="N", help="this many pools, in the world called many")
    add("--messages", type=_count, metavar="N", help="so many messages in every pool; no pool keeps more than 10000")
    add("--finished-tasks", type=_count, metavar="N", help="so many ended tasks in every pool")
    add("--folders", type=_count, metavar="N", help="a tree of so many folders in every pool")
    add("--long-names", action="store_true", help="some names of 500 characters")
    add("--host", type=_address, default="127.0.0.1", metavar="ADDRESS", help="address of the first host")
    add("--port", type=_port, default=0, help="port of every host; any free one by default")
    add("--user", default="root")
    add("--password", default="pretend")
    add("--plain", action="store_true", help="HTTP without TLS")
    add("--speed", type=_speed, default=1.0, metavar="FACTOR", help="2 makes everything take half as long")
    add("--speaks", choices=LANGUAGES, default="json2", help="the youngest language: json1 and xml are as on old hosts")
    add("--call-log", type=Path, metavar="FILE", help="append a line of JSON for every call")
    add(
        "--control",
        type=_port,
        nargs="?",
        const=0,
        metavar="PORT",
        help="open a control port, at which faults are switched on and off and the truth is looked up",
    )
    add(
        "--fault",
        type=_fault,
        action="append",
        default=[],
        metavar="NAME[,KEY=VALUE...]",
        help="a fault to begin with, as the control port takes it; may be given several times",
    )
    add("--churn", type=_speed, metavar="N", help="let N rows change per second, in all pools together")
    add("--until-stdin-closes", action="store_true", help="end when stdin does")
    add("--version", action="version", version=f"xengui-sim {_version()}")
    return parser


def _count(text: str) -> int:
    return _whole(text, 1, 1_000_000)


def _port(text: str) -> int:
    return _whole(text, 0, 65535)


def _whole(text: str, least: int, most: int) -> int:
    try:
        number = int(text)
    except ValueError:
        number = least - 1
    if not least <= number <= most:
        raise argparse.ArgumentTypeError(f"{text} is not a whole number from {least} to {most}")
    return number


def _speed(text: str) -> float:
    try:
        factor = float(text)
    except ValueError:
        factor = math.nan
    if not 0 < factor < math.inf:
        raise argparse.ArgumentTypeError(f"{text} is not a number above zero")
    return factor


def _fault(text: str) -> dict[str, Any]:
    name, *pairs = text.split(",")
    order: dict[str, Any] = {"fault": name}
    for pair in pairs:
        key, equals, value = pair.partition("=")
        if not key or not equals:
            raise argparse.ArgumentTypeError(f"{pair} is not KEY=VALUE")
        order[key] = value.split(";") if key == "params" else _plain_value(value)
    return order


def _plain_value(text: str) -> Any:
    try:
        value = json.loads(text)
    except ValueError:
        return text
    return value if isinstance(value, int | float | bool) else text


def _address(text: str) -> str:
    try:
        return str(IPv4Address(text))
    except AddressValueError:
        raise argparse.ArgumentTypeError(f"{text} is no IPv4 address") from None


def _version() -> str:
    try:
        return version("xengui")
    except PackageNotFoundError:
        return "unknown"


async def _serve(server: Server, orders: list[dict[str, Any]], *, until_stdin_closes: bool) -> None:
    end = asyncio.Event()
    loop = asyncio.get_running_loop()
    _stop_on_signals(loop, end)
    opened = await server.open()
    try:
        for order in orders:
            await server.carry_out(order)
    except WrongOrderError:
        await server.close()
        raise
    print(_first_line(opened, server.control_url), flush=True)
    if until_stdin_closes:
        # A thread of its own: stdin may be a file, a pipe or a console, and only reading suits them all.
        threading.Thread(target=_wait_for_stdin, args=(loop, end), daemon=True).start()
    try:
        await end.wait()
    finally:
        await server.close()


def _stop_on_signals(loop: asyncio.AbstractEventLoop, end: asyncio.Event) -> None:
    for number in (signal.SIGTERM, signal.SIGINT):
        try:
            loop.add_signal_handler(number, end.set)
        except NotImplementedError:  # Windows
            signal.signal(number, lambda *_: loop.call_soon_threadsafe(end.set))


def _wait_for_stdin(loop: asyncio.AbstractEventLoop, end: asyncio.Event) -> None:
    while sys.stdin.buffer.raw.read(4096):  # type: ignore[union-attr]
        pass
    loop.call_soon_threadsafe(end.set)


def _first_line(opened: list[Opened], control_url: str | None) -> str:
    line: dict[str, object] = dict(opened[0].line())
    if control_url is not None:
        line["control"] = control_url
    if len(opened) > 1:
        line["pools"] = [{"name": pool.name, **pool.line()} for pool in opened]
    return json.dumps(line)


if __name__ == "__main__":
    sys.exit(main())
