"""Which server to connect to, and as whom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from xengui.protocol.address import Address, parse


@dataclass(frozen=True, slots=True, kw_only=True)
class Connect:
    """The answer to "connect to which server?". `host` may be typed as a URL; `port` is then the one in it.

    `fixed` says that the server is given and only name and password are asked. `wrong` says what was wrong with
    the last try, by field. The password is in no repr.
    """

    host: str = ""
    port: str = "443"
    user: str = "root"
    password: str = field(default="", repr=False)
    fixed: bool = False
    wrong: Mapping[str, str] = field(default_factory=dict)

    @property
    def address(self) -> Address:
        """Where to connect.

        Raises:
            ValueError: with a sentence that says what is wrong with what was typed.
        """
        _, address = parse(self._typed)
        return address

    @property
    def login(self) -> str:
        """The user name; one in the address wins over the field's."""
        try:
            user, _ = parse(self._typed)
        except ValueError:
            user = ""
        return user or self.user.strip()

    @property
    def _typed(self) -> str:
        """Host and port as one address. A port in the host field counts; the port field's default then does not."""
        host = self.host.strip().rstrip("/")
        bare = host.rpartition("@")[2].rpartition("://")[2]
        has_port = bare.rpartition("]")[2].count(":") == 1
        if has_port or not host or host.startswith("http://"):
            return host
        if bare.count(":") > 1 and not bare.endswith("]"):
            host = host.removesuffix(bare) + f"[{bare}]"
        return f"{host}:{self.port.strip() or '443'}"

    def problems(self) -> dict[str, str]:
        """What stands between this form and its button, by field, in reading order."""
        found = {}
        if not self.host.strip():
            found["host"] = "Type the name or the address of any server of the pool."
        elif not self.port.strip().isdigit() or not 0 < int(self.port) < 65536:
            found["port"] = "A port is a number from 1 to 65535."
        else:
            try:
                _ = self.address
            except ValueError as wrong:
                found["host"] = str(wrong)
        if not self.login:
            found["user"] = "Type a user name; root is the usual one."
        if not self.password:
            found["password"] = "Type the password."  # noqa: S105 (a sentence)
        return found
