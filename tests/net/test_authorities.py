"""Imported authorities at the handshake, over real TLS: when their word counts, and when a person is asked."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.authorities import CA, OVER
from tests.net.servers import HERE, always, result, serving
from xengui.net.transport import HttpTransport
from xengui.net.vouchers import Vouchers
from xengui.protocol.address import Address
from xengui.protocol.problems import Untrusted
from xengui.settings.trust import TrustStore
from xengui.sim.certificates import Certificate, self_signed

ACME = CA("Acme root")
BETWEEN = CA("Acme servers", above=ACME)
OTHER = CA("Another root")


class Client:
    """A program that has these settings. `accepted` are the certificates that were accepted for an authority's sake."""

    def __init__(self, folder: Path) -> None:
        self.store = TrustStore(folder / "trust.toml")
        self.accepted: list[tuple[str, str]] = []
        self.store.accepted = self._accept
        self.vouchers = Vouchers(self.store.pins)

    def _accept(self, address: Address, shown, authority) -> None:
        self.accepted.append((shown.sha256, authority.certificate.name))
        self.store.trust(address, shown.sha256, by=authority.certificate.sha256)

    def asks(self, certificate: Certificate, host: str = HERE, port: int = 0) -> tuple[int, bytes]:
        """Speak to a server with this certificate; its port and what it heard."""

        async def asked() -> tuple[int, bytes]:
            async with serving(always(result("yes")), certificate, port=port) as server:
                address = Address(host, server.address.port)
                transport = HttpTransport(address, self.vouchers.pins)
                try:
                    await transport.post("/jsonrpc", b"[]", timeout_s=10)
                finally:
                    await transport.close()
                    heard = b"".join(request.body for request in server.requests)
                    self.heard = heard
                    self.port = server.address.port
                return server.address.port, heard

        return asyncio.run(asked())


@pytest.fixture
def client(tmp_path: Path) -> Client:
    return Client(tmp_path)


def test_a_server_whose_certificate_an_imported_authority_has_issued_is_spoken_to(client: Client):
    client.store.authorities.add(ACME.read)
    certificate = ACME.issue(HERE)

    _, heard = client.asks(certificate)

    assert heard == b"[]"
    assert client.accepted == [(certificate.fingerprint, "Acme root")]


def test_what_a_server_sends_along_leads_to_the_authority(client: Client):
    client.store.authorities.add(ACME.read)

    _, heard = client.asks(BETWEEN.issue(HERE, between=BETWEEN.pem))

    assert heard == b"[]"


@pytest.mark.parametrize(
    "certificate",
    [
        ACME.issue("granite.acme.example"),
        ACME.issue("127.0.0.2"),
        ACME.issue(HERE, validity=OVER),
        BETWEEN.issue(HERE),
        OTHER.issue(HERE),
        self_signed("granite", HERE),
    ],
    ids=["another name", "another address", "over", "with a gap in its chain", "of another authority", "self-signed"],
)
def test_a_question_is_asked_before_a_byte_is_sent_where_no_authority_vouches(client: Client, certificate: Certificate):
    client.store.authorities.add(ACME.read)

    with pytest.raises(Untrusted) as told:
        client.asks(certificate)

    assert client.heard == b""
    assert told.value.known == ""
    assert told.value.issuer is None
    assert told.value.chain[0] == certificate.der
    assert client.accepted == []


def test_an_authority_that_was_not_imported_for_this_server_has_no_say(client: Client):
    client.store.authorities.add(ACME.read, ("*.acme.example",))

    with pytest.raises(Untrusted):
        client.asks(ACME.issue(HERE))

    assert client.heard == b""


def test_what_a_person_has_decided_is_never_overruled_by_an_authority(client: Client):
    client.store.authorities.add(ACME.read)
    port, _ = client.asks(first := ACME.issue(HERE))
    client.store.trust(Address(HERE, port), first.fingerprint)
    second = ACME.issue(HERE)

    with pytest.raises(Untrusted) as told:
        client.asks(second, port=port)

    assert client.heard == b""
    assert told.value.known == first.fingerprint
    assert told.value.issuer == ACME.read, "the question may tell that an authority vouches"
    assert len(client.accepted) == 1


def test_what_was_accepted_for_an_authority_may_be_followed_by_another_of_that_kind_and_is_told(client: Client):
    client.store.authorities.add(ACME.read)
    port, _ = client.asks(first := ACME.issue(HERE))

    _, heard = client.asks(second := ACME.issue(HERE), port=port)

    assert heard == b"[]"
    assert client.accepted == [(one.fingerprint, "Acme root") for one in (first, second)]


def test_what_follows_without_an_authority_is_a_changed_certificate(client: Client):
    client.store.authorities.add(ACME.read)
    port, _ = client.asks(first := ACME.issue(HERE))

    with pytest.raises(Untrusted) as told:
        client.asks(self_signed("granite", HERE), port=port)

    assert told.value.known == first.fingerprint


def test_an_authority_that_was_removed_takes_along_what_was_accepted_for_it(client: Client):
    client.store.authorities.add(ACME.read)
    port, _ = client.asks(certificate := ACME.issue(HERE))

    client.store.forget_authority(ACME.read.sha256)

    with pytest.raises(Untrusted) as told:
        client.asks(certificate, port=port)
    assert told.value.known == ""
    assert list(client.store) == []


def test_what_a_pool_vouches_for_is_not_overruled_either(client: Client):
    client.store.authorities.add(ACME.read)
    certificate = ACME.issue(HERE)
    port, _ = client.asks(certificate)
    client.store.unpin(f"{HERE}:{port}")
    client.vouchers.vouch("a pool", Address(HERE, port), "ab" * 32)

    with pytest.raises(Untrusted) as told:
        client.asks(certificate, port=port)

    assert told.value.known == "ab" * 32


def test_a_server_that_the_command_line_expects_another_certificate_of_is_a_question(tmp_path: Path):
    client = Client(tmp_path)
    client.store.authorities.add(ACME.read)
    port, _ = client.asks(ACME.issue(HERE))
    client.store.unpin(f"{HERE}:{port}")
    client.store.trust_also(["cd" * 32], [Address(HERE, port)])

    with pytest.raises(Untrusted):
        client.asks(ACME.issue(HERE), port=port)


def test_without_anybody_who_hears_of_it_nothing_is_accepted(client: Client):
    client.store.authorities.add(ACME.read)
    client.store.accepted = None

    with pytest.raises(Untrusted):
        client.asks(ACME.issue(HERE))
