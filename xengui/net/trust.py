"""Whether the server at the other end is the one we know: decided at the handshake, before a byte of ours is sent.

Every TLS connection of the program is made through a context from `pinned`. Servers come with self-signed
certificates, so what counts first is the pin: the certificate that a person has decided to trust at this address, or
one that a pool we trust has vouched for. Three rules say what an imported certificate authority adds to that:

- Where a person has decided about a certificate, or a pool has vouched for one, another one is a question, whoever
  issued it. An authority never overrules a pin; the question only tells that it vouches.
- Where nothing is known, or what is known was accepted for the sake of an authority, a certificate is accepted whose
  chain leads to one that is imported and counts at this address, and which is for this name or address and in its time.
- What is accepted so is told to `Trusted.accepted`, which remembers it, and tells the person: a change for the better
  does not pass in silence either, and a later certificate that no authority vouches for is a changed one.

Names and dates are not looked at where a pin decides.
"""

from __future__ import annotations

import _ssl
import ssl
from collections.abc import Callable, Collection
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from xengui.protocol.address import Address
from xengui.protocol.authority import Trusted, vouching
from xengui.protocol.certificate import certificate
from xengui.protocol.problems import Untrusted

if TYPE_CHECKING:
    from typing_extensions import Buffer

Pins = Callable[[Address], Collection[str]]
"""The SHA-256 fingerprints (64 hex digits) that are trusted at an address. The first is the one expected there; it is
"" for a server that is not known yet, though the others may be trusted everywhere. Authorities are asked where it is a
`Trusted`."""


_VERSIONS = {"TLSv1": "TLS 1.0", "TLSv1.1": "TLS 1.1"}


class _Refused(Untrusted, ssl.SSLError):
    """To those who drive a handshake it is one that failed: they close the connection and make no noise."""


class Spoke(ssl.SSLError):
    """A handshake came to its end, and that is all that was wanted; `version` is the TLS that was agreed on where it
    is an outdated one, and "" otherwise."""

    def __init__(self, version: str) -> None:
        super().__init__(version)
        self.version = version


def pinned(address: Address, pins: Pins) -> ssl.SSLContext:
    """A client context that ends the handshake with Untrusted unless the certificate shown is pinned.

    `pins` is asked at each handshake, so trust given or taken back counts from the next connection on. Outdated
    versions of TLS are spoken only where the address says so; the pin holds for them as well.
    """

    def check(connection: ssl.SSLObject | ssl.SSLSocket) -> bool:
        shown = certificate(connection.getpeercert(binary_form=True) or b"")
        trusted = pins(address)
        if shown.sha256 in trusted:
            return True
        chain = _chain(connection)
        issuer = None
        if isinstance(trusted, Trusted):
            issuer = vouching(trusted.authorities, chain, address.host, datetime.now(UTC))
            if issuer and trusted.accepted and not trusted.decided:
                trusted.accepted(address, shown, issuer)
                return True
        raise _Refused(address, shown, next(iter(trusted), ""), chain, issuer.certificate if issuer else None)

    return _checking(check, outdated=address.outdated_tls)


def curious() -> ssl.SSLContext:
    """A client context that finds out which TLS a server speaks, outdated or not: every handshake ends with Spoke, so
    nothing can be said through it."""

    def check(connection: ssl.SSLObject | ssl.SSLSocket) -> bool:
        raise Spoke(_VERSIONS.get(connection.version() or "", ""))

    return _checking(check, outdated=True)


def _chain(connection: ssl.SSLObject | ssl.SSLSocket) -> tuple[bytes, ...]:
    """All certificates that were shown, the server's own first."""
    inner: Any = getattr(connection, "_sslobj", None)  # Python has a public name for it from 3.13 on only
    return tuple(one.public_bytes(_ssl.ENCODING_DER) for one in inner.get_unverified_chain() or ())


def _checking(check: Callable[[ssl.SSLObject | ssl.SSLSocket], bool], *, outdated: bool) -> ssl.SSLContext:
    class Checked(ssl.SSLObject):
        _known = False

        def do_handshake(self) -> None:
            super().do_handshake()
            self._known = check(self)

        def write(self, data: Buffer) -> int:
            if not self._known:
                self.do_handshake()  # OpenSSL would make it by itself, unchecked
            return super().write(data)

    class CheckedSocket(ssl.SSLSocket):
        _known = False

        def do_handshake(self, block: bool = False) -> None:
            super().do_handshake(block)
            self._known = check(self)

        def write(self, data: Buffer) -> int:
            if not self._known:
                self.do_handshake()
            return super().write(data)

        def send(self, data: Buffer, flags: int = 0) -> int:
            if not self._known:
                self.do_handshake()
            return super().send(data, flags)

    context: Any = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    if outdated:
        context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED  # SSL 3 stays off, as in every context
        context.set_ciphers("DEFAULT:@SECLEVEL=0")
    context.sslobject_class = Checked
    context.sslsocket_class = CheckedSocket
    return context  # type: ignore[no-any-return]
