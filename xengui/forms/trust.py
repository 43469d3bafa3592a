"""Whether to trust the certificate that a server shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from xengui.protocol.address import Address
from xengui.protocol.certificate import Certificate


@dataclass(frozen=True, slots=True, kw_only=True)
class Trust:
    """The question about a certificate: an unknown one, or another one than `known` (SHA-256, trusted `since`).

    Nothing has been sent to the server when it is asked. `compared` is the tick of a person who has compared the
    fingerprints; a changed certificate cannot be trusted without it.
    """

    address: Address
    shown: Certificate
    known: str = ""
    since: datetime | None = None
    compared: bool = False

    @property
    def changed(self) -> bool:
        return bool(self.known)

    def problems(self) -> dict[str, str]:
        if self.changed and not self.compared:
            return {"compared": "Compare the fingerprint with the one on the server's own console, then tick the box."}
        return {}
