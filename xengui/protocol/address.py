"""Where a server is, as people type it."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit


@dataclass(frozen=True, slots=True)
class Address:
    """A server's address: host name or IP (without brackets), port, and whether TLS is spoken there."""

    host: str
    port: int = 443
    tls: bool = True

    @property
    def url(self) -> str:
        return f"{'https' if self.tls else 'http'}://{self._bracketed}:{self.port}"

    @property
    def key(self) -> str:
        """`host`, or `host:port` where the port is not the usual one."""
        usual = 443 if self.tls else 80
        return self._bracketed if self.port == usual else f"{self._bracketed}:{self.port}"

    @property
    def _bracketed(self) -> str:
        return f"[{self.host}]" if ":" in self.host else self.host

    def at(self, host: str) -> Address:
        """Another server at the same port, as `HOST_IS_SLAVE` names it."""
        return Address(host.strip("[]"), self.port, self.tls)


def parse(text: str) -> tuple[str, Address]:
    """User name ("" when none is given) and address from `[https://][user@]host[:port]`.

    Plain `http://` is accepted for this computer only: elsewhere it would send the password readable.

    Raises:
        ValueError: with a sentence that says what is wrong.
    """
    scheme, _, rest = text.strip().rpartition("://")
    if ":" in rest.rpartition("@")[0]:
        raise ValueError("A password in an address is seen by others on this computer; leave it out.")
    scheme = scheme.lower() or "https"
    if scheme not in {"https", "http"}:
        raise ValueError(f"{text} starts with {scheme}://; use https://.")
    if not _has_no_path(rest):
        raise ValueError(f"{text} has a path; only the server's name and port are needed.")
    if rest.count(":") > 1 and "[" not in rest and "@" not in rest and _ip(rest):
        rest = f"[{rest}]"
    parts = urlsplit(f"//{rest.rstrip('/')}")
    try:
        port = parts.port
    except ValueError:
        raise ValueError(f"{text} has no port between 1 and 65535 after the colon.") from None
    host = parts.hostname or ""
    if not host or any(c.isspace() for c in host) or port == 0:
        raise ValueError(f"{text} names no server. Use a name or an address such as granite.example or 10.0.0.5.")
    tls = scheme == "https"
    if not tls and not loopback(host):
        raise ValueError(
            f"{text}: http:// would send the password readable; it is only for this computer. Use https://."
        )
    return unquote(parts.username or ""), Address(host, port or (443 if tls else 80), tls)


def _has_no_path(rest: str) -> bool:
    return "/" not in rest.rstrip("/") and "?" not in rest and "#" not in rest


def loopback(host: str) -> bool:
    """Whether a host is this computer."""
    ip = _ip(host)
    return ip.is_loopback if ip else host.lower() == "localhost"


def _ip(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None
