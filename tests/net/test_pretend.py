from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.net.servers import PATIENCE_S, trusting, until
from xengui.net.link import Link
from xengui.net.pretend import NoPretendPool, PretendPools


def _listens(pools: PretendPools) -> bool:
    address = pools.servers[0].address
    try:
        socket.create_connection((address.host, address.port), timeout=1).close()
    except OSError:
        return False
    return True


def test_the_demo_has_two_pools_that_can_be_logged_in_to():
    async def visit() -> list[str]:
        pools = await PretendPools.start("demo", "--speed", "50")
        names = []
        for server in pools.servers:
            link = Link(server.address, server.user, trusting, lambda *_: None)
            assert len(server.fingerprint) == 64
            await link.open(server.password)
            assert link.connection.snapshot.pool
            names.append(link.connection.snapshot.pool.name_label)
            await link.close()
        pools.stop()
        return names

    assert asyncio.run(visit()) == ["Stone", "Lab"]


def test_the_password_of_a_pretend_pool_is_not_shown():
    pools = asyncio.run(PretendPools.start("demo", "--password", "unmistakable"))
    pools.stop()

    assert pools.servers[0].password == "unmistakable"
    assert "unmistakable" not in repr(pools.servers)


def test_stopping_ends_the_process_and_does_no_harm_twice():
    pools = asyncio.run(PretendPools.start("demo"))
    assert _listens(pools)

    pools.stop()
    pools.stop()

    assert not _listens(pools)
    assert pools._process.returncode == 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [(("atlantis",), "There is no world called atlantis"), (("demo", "--speed", "never"), "never is not a number")],
)
def test_a_pretend_pool_that_does_not_start_says_why(arguments, words):
    with pytest.raises(NoPretendPool, match=words) as refused:
        asyncio.run(PretendPools.start(*arguments))

    assert "Traceback" not in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("begun", [False, True])
@pytest.mark.parametrize("hurry", [1, 3])
def test_a_start_that_is_given_up_leaves_no_process(tmp_path: Path, begun: bool, hurry: int):
    log = tmp_path / "calls"

    async def give_up() -> None:
        starting = asyncio.create_task(PretendPools.start("demo", "--call-log", str(log)))
        await until(lambda: _running(str(log)) if begun else True)
        for _ in range(hurry):
            await asyncio.sleep(0)
            starting.cancel()
        await asyncio.wait({starting})
        assert starting.cancelled()
        assert not _running(str(log))

    asyncio.run(give_up())


def test_a_pretend_pool_ends_with_the_program_that_started_it(tmp_path: Path):
    log = tmp_path / "calls"
    script = (
        "import asyncio, os; from xengui.net.pretend import PretendPools;"
        f"asyncio.run(PretendPools.start('demo', '--call-log', {str(log)!r})); os._exit(1)"
    )

    subprocess.run([sys.executable, "-c", script], check=False, timeout=PATIENCE_S)

    assert log.exists()
    asyncio.run(until(lambda: not _running(str(log))))


def _running(argument: str) -> bool:
    """Whether a process with this argument is there."""
    if not Path("/proc/self").exists():
        pytest.skip("processes are looked for in /proc")
    for process in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if os.fsencode(argument) in process.read_bytes().split(b"\0"):
                return True
        except OSError:
            continue
    return False
