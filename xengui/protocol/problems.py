"""What goes wrong before a server can answer: the network, the certificate, the language spoken."""

from __future__ import annotations

from enum import StrEnum

from xengui.protocol.address import Address
from xengui.protocol.certificate import Certificate


class Problem(Exception):
    """No usable answer from a server; `address` is the server as the user knows it.

    `maybe_done` says that the request was on its way, so that what was asked for may have been done all the same.
    """

    maybe_done = False

    def __init__(self, address: str, detail: str = "") -> None:
        super().__init__(f"{address}: {detail}" if detail else address)
        self.address = address
        self.detail = detail


class Cause(StrEnum):
    """Why a server could not be reached."""

    UNKNOWN_NAME = "unknown name"
    REFUSED = "refused"
    UNROUTABLE = "unroutable"
    SILENT = "silent"
    SLOW = "slow"
    DROPPED = "dropped"
    TLS = "tls"
    PROXY = "proxy"
    OTHER = "other"


class Unreachable(Problem):
    """The connection was not made, or broke before the answer was whole."""

    def __init__(self, address: str, cause: Cause, detail: str = "", *, maybe_done: bool = False) -> None:
        super().__init__(address, detail)
        self.cause = cause
        self.maybe_done = maybe_done


class OutdatedTls(Unreachable):
    """The server speaks only a `version` of TLS that is outdated, and nobody has allowed that."""

    def __init__(self, address: str, version: str) -> None:
        super().__init__(address, Cause.TLS, f"it speaks only {version}")
        self.version = version


class Locked(Problem):
    """The pool is locked against changes, and `what` was to be done might be one: it was refused here, and nothing was
    sent."""

    def __init__(self, address: str, what: str) -> None:
        super().__init__(address, f"{what} was not sent: it is locked against changes")
        self.what = what


class Garbled(Problem):
    """Something answered that does not speak the XenAPI, or not all of an answer came. `status` is that of HTTP where
    it is another than 200."""

    def __init__(self, address: str, detail: str = "", status: int = 0) -> None:
        super().__init__(address, detail)
        self.status = status


class Untrusted(Problem):
    """The certificate shown is not the one we know; nothing was sent.

    `where` is the server that showed it (a pool's coordinator, maybe, when a member was asked for). `known` is the
    SHA-256 fingerprint that is trusted there, "" when none is. `chain` is all that was shown with it, itself first;
    `issuer` the imported authority that vouches for it, where one does and that is not enough.
    """

    def __init__(
        self,
        where: Address,
        shown: Certificate,
        known: str = "",
        chain: tuple[bytes, ...] = (),
        issuer: Certificate | None = None,
    ) -> None:
        super().__init__(where.key, f"certificate {shown.sha256}")
        self.where = where
        self.shown = shown
        self.known = known
        self.chain = chain
        self.issuer = issuer
