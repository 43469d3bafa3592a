from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from tests.builders import a_host
from tests.net.conftest import Pool
from tests.net.servers import Answer, Request, failure, result, serving
from xengui.net.session import Session
from xengui.net.transport import HttpTransport
from xengui.net.vouchers import Vouchers, meet
from xengui.protocol.address import Address
from xengui.protocol.problems import Untrusted
from xengui.sim.certificates import self_signed

GRANITE, BASALT = Address("10.0.0.1"), Address("10.0.0.2")
A, B, C = "aa" * 32, "bb" * 32, "cc" * 32


def nobody(_: Address) -> list[str]:
    return []


def test_a_server_that_is_vouched_for_is_trusted():
    vouchers = Vouchers(nobody)

    vouchers.vouch("granite", BASALT, B)

    assert list(vouchers.pins(BASALT)) == [B]
    assert list(vouchers.pins(GRANITE)) == []


def test_a_decision_of_the_user_is_not_overruled():
    vouchers = Vouchers(lambda _: [A])

    vouchers.vouch("granite", BASALT, B)

    assert list(vouchers.pins(BASALT)) == [A]


def test_what_is_trusted_everywhere_stays_trusted_beside_it():
    vouchers = Vouchers(lambda _: ["", A])

    vouchers.vouch("granite", BASALT, B)

    assert list(vouchers.pins(BASALT)) == [B, A]
    assert list(vouchers.pins(GRANITE)) == ["", A]


def test_only_the_port_that_was_vouched_for_is_trusted():
    vouchers = Vouchers(nobody)

    vouchers.vouch("granite", BASALT, B)

    assert list(vouchers.pins(replace(BASALT, port=8443))) == []
    assert list(vouchers.pins(replace(BASALT, tls=False))) == []


def test_a_younger_word_counts_and_each_connection_has_its_own():
    vouchers = Vouchers(nobody)
    vouchers.vouch("granite", BASALT, A)
    vouchers.vouch("granite", BASALT, B)
    vouchers.vouch("lab", BASALT, C)
    assert list(vouchers.pins(BASALT)) == [B, C]

    vouchers.forget("granite")
    vouchers.forget("granite")

    assert list(vouchers.pins(BASALT)) == [C]


def test_the_members_of_a_pool_are_trusted_after_they_were_met(pool: Pool):
    async def visit() -> list[str]:
        vouchers = Vouchers(lambda address: pool.pins(address) if address == pool.address else [])
        transport = HttpTransport(pool.address, vouchers.pins)
        session = await Session.login(transport, "root", pool.password)
        hosts = (await session.call("host.get_all_records")).values()
        await meet(session, "stone", hosts, vouchers)
        await session.logout()
        await transport.close()
        return list(vouchers.pins(pool.address.at("127.0.0.2")))

    (vouched,) = asyncio.run(visit())

    assert len(vouched) == 64
    assert vouched != pool.fingerprint


@contextlib.asynccontextmanager
async def at(answer: Answer) -> AsyncIterator[tuple[Session, list[Request]]]:
    async with serving(answer) as server:
        transport = HttpTransport(server.address, nobody)
        try:
            yield Session(transport, "OpaqueRef:session"), server.requests
        finally:
            await transport.close()


HOSTS = [a_host(name_label=f"host-{number}", address=f"10.0.0.{number}") for number in range(3)]


def _met(*answers: bytes) -> tuple[Vouchers, int]:
    """What is known after hosts were asked for, and how many times that was asked."""
    left = list(answers)

    async def answer(_: Request) -> bytes:
        return left.pop(0)

    async def visit() -> tuple[Vouchers, int]:
        vouchers = Vouchers(nobody)
        async with at(answer) as (session, requests):
            await meet(session, "stone", HOSTS, vouchers)
            return vouchers, len(requests)

    return asyncio.run(visit())


@pytest.mark.parametrize(
    "code", ["MESSAGE_METHOD_UNKNOWN", "RBAC_PERMISSION_DENIED", "SESSION_INVALID", "MESSAGE_REMOVED"]
)
def test_a_server_that_does_not_tell_is_asked_once(code: str):
    assert _met(failure(code, "host.get_server_certificate"))[1] == 1


def test_a_host_whose_certificate_is_not_to_be_had_costs_only_itself():
    certificate = self_signed("basalt", "10.0.0.2")

    vouchers, asked = _met(failure("HOST_OFFLINE", "ref"), result("no certificate"), result(certificate.pem))

    assert asked == 3
    assert [_known(vouchers, host.address) for host in HOSTS] == [[], [], [certificate.fingerprint]]


def _known(vouchers: Vouchers, host: str) -> list[str]:
    return sorted({sha for held in vouchers._vouched.values() for (name, _), sha in held.items() if name == host})


def test_a_member_that_shows_another_certificate_is_a_changed_one():
    async def visit() -> Untrusted:
        certificate = self_signed("basalt", "127.0.0.1")

        async def answer(_: Request) -> bytes:
            raise AssertionError("something was sent")

        async with serving(answer, certificate) as server:
            vouchers = Vouchers(nobody)
            vouchers.vouch("stone", server.address, B)
            transport = HttpTransport(server.address, vouchers.pins)
            with pytest.raises(Untrusted) as untrusted:
                await transport.post("/jsonrpc", b"secret", timeout_s=5)
            await transport.close()
        return untrusted.value

    assert asyncio.run(visit()).known == B
