"""Which server to connect to, and as whom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from xengui.protocol.address import Address, parse

USUAL_PORT = 443
"""What the port field holds before anyone types; an address that starts with http:// then means its own usual port."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Connect:
    """The answer to "connect to which server?". `host` may be typed as a URL; `port` is then the one in it.

    `fixed` says that the server is given and only name and password are asked. `wrong` says what was wrong with
    the last try, by field. `outdated_tls` allows TLS 1.0 and 1.1, which is asked only where a server speaks nothing
    else. The password is in no repr. `remember` asks for it to be kept in the system's keyring;
    `no_keyring` says in a sentence why it cannot be.
    """

    host: str = ""
    port: str = str(USUAL_PORT)
    user: str = "root"
    password: str = field(default="", repr=False)
    outdated_tls: bool = False
    fixed: bool = False
    remember: bool = False
    no_keyring: str = ""
    wrong: Mapping[str, str] = field(default_factory=dict)

    @property
    def address(self) -> Address:
        """Where to connect. A port in the host field counts more than the port field.

        Raises:
            ValueError: with a sentence that says what is wrong with what was typed.
        """
        port = self._port
        _, address = parse(self.host, None if port == USUAL_PORT else port)
        return replace(address, outdated_tls=self.outdated_tls)

    @property
    def login(self) -> str:
        """The user name; one in the address wins over the field's."""
        try:
            user, _ = parse(self.host)
        except ValueError:
            user = ""
        return user or self.user.strip()

    @property
    def _port(self) -> int:
        typed = self.port.strip()
        if not (typed.isdecimal() and 0 < int(typed[:6]) < 65536):
            raise ValueError("A port is a number from 1 to 65535.")
        return int(typed)

    def problems(self) -> dict[str, str]:
        """What stands between this form and its button, by field, in reading order."""
        found = {}
        if not self.host.strip():
            found["host"] = "Type the name or the address of any server of the pool."
        else:
            try:
                parse(self.host)
            except ValueError as wrong:
                found["host"] = str(wrong)
        try:
            _ = self._port
        except ValueError as wrong:
            found["port"] = str(wrong)
        if not self.login:
            found["user"] = "Type a user name; root is the usual one."
        if not self.password:
            found["password"] = "Type the password."  # noqa: S105 (a sentence)
        return found
