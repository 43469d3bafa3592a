"""Where a server is, as people type it."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass, field, replace
from urllib.parse import unquote

_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*)://", re.ASCII | re.IGNORECASE)
_PLACE = re.compile(r"(?:\[(?P<ip>[\w.:%-]*)\]|(?P<name>[\w.-]+))(?::(?P<port>.*))?")
_HOST = re.compile(r"[\w.-]{1,253}|\[?[\w.:%-]{2,100}\]?")
_DIGITS = re.compile(r"[0-9]{1,5}")
_LONGEST = 1_000


@dataclass(frozen=True, slots=True)
class Address:
    """A server's address: host name or IP (without brackets), port, and whether TLS is spoken there.

    `outdated_tls` says that somebody has allowed TLS 1.0 and 1.1 there; it makes no other place of it.
    """

    host: str
    port: int = 443
    tls: bool = True
    outdated_tls: bool = field(default=False, compare=False)

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
        """Another server at the same port, as `HOST_IS_SLAVE` names it. Only this computer is ever spoken to without
        TLS."""
        host = host.strip("[]")
        return replace(self, host=host, tls=self.tls or not loopback(host))


def parse(text: str, default_port: int | None = None) -> tuple[str, Address]:
    """User name ("" when none is given) and address from `[https://][user@]host[:port]`.

    `default_port` counts where the text has no port; without it 443, or 80 for `http://`. Plain `http://` is accepted
    for this computer only: elsewhere it would send the password readable.

    Raises:
        ValueError: with a sentence that says what is wrong.
    """
    text = text.strip()
    if len(text) > _LONGEST:
        raise ValueError(f"{text[:40]}… is too long for an address.")
    marked = _SCHEME.match(text)
    scheme = marked[1].lower() if marked else "https"
    user, _, place = text[marked.end() if marked else 0 :].rpartition("@")
    if ":" in user:
        raise ValueError("A password in an address is seen by others on this computer; leave it out.")
    if scheme not in {"https", "http"}:
        raise ValueError(f"{text} starts with {scheme}://; use https://.")
    place = place.rstrip("/")
    if any(sign in place for sign in "/?#"):
        raise ValueError(f"{text} has a path; only the server's name and port are needed.")
    host, port = _host_and_port(text, place)
    tls = scheme == "https"
    if not tls and not loopback(host):
        raise ValueError(
            f"{text}: http:// would send the password readable; it is only for this computer. Use https://."
        )
    return unquote(user), Address(host, port or default_port or (443 if tls else 80), tls)


def _host_and_port(text: str, place: str) -> tuple[str, int | None]:
    bare = _ip(place)
    found = _PLACE.fullmatch(f"[{place}]" if bare and bare.version == 6 else place)
    ip = _ip(found["ip"] or "") if found else None
    if (
        found is None
        or not nameable(found["name"] or found["ip"])
        or (found["name"] is None and (ip is None or ip.version == 4))
    ):
        raise ValueError(f"{text} names no server. Use a name or an address such as granite.example or 10.0.0.5.")
    port = found["port"] or ""
    if port and not (_DIGITS.fullmatch(port) and 0 < int(port) < 65536):
        raise ValueError(f"{text} has no port between 1 and 65535 after the colon.")
    return str(ip) if ip else found["name"].lower(), int(port) if port else None


def nameable(host: str) -> bool:
    """Whether a text can be a host's name or IP at all: neither empty nor endless, and no more than that."""
    return _HOST.fullmatch(host) is not None


def loopback(host: str) -> bool:
    """Whether a host is this computer."""
    ip = _ip(host)
    return ip.is_loopback if ip else host.lower() == "localhost"


def _ip(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None
