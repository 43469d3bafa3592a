"""Whether to trust the certificate that a server shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from xengui.protocol.address import Address
from xengui.protocol.authority import Authority, vouching
from xengui.protocol.certificate import Certificate


@dataclass(frozen=True, slots=True, kw_only=True)
class Trust:
    """The question about a certificate: an unknown one, or another one than `known` (SHA-256, trusted `since`).

    Nothing has been sent to the server when it is asked. `compared` is the tick of a person who has compared the
    fingerprints, or has a file that holds the certificate; a changed one cannot be trusted without it, unless an
    imported authority vouches for it, which `issuer` is then. `chain` is what was shown. `found` says what comparing
    with a file came to, `unfit` that the certificate is another one than the file's. `authority` is one out of the file
    that vouches for the server and is imported, for this server alone, when the answer is yes.
    """

    address: Address
    shown: Certificate
    known: str = ""
    since: datetime | None = None
    compared: bool = False
    chain: tuple[bytes, ...] = ()
    issuer: Certificate | None = None
    found: str = ""
    unfit: bool = False
    authority: Certificate | None = None

    @property
    def changed(self) -> bool:
        return bool(self.known)

    def compared_with(self, file: str, certificates: Sequence[Certificate], now: datetime) -> Trust:
        """The question after the certificate was looked for in a file."""
        if self.shown.sha256 in {one.sha256 for one in certificates}:
            told = f"{file} holds exactly this certificate."
            return replace(self, compared=True, found=told, unfit=False, authority=None)
        able = [Authority(one) for one in certificates if one.authority]
        if vouches := vouching(able, self.chain, self.address.host, now):
            told = (
                f"{vouches.certificate.name}, an authority in {file}, vouches for it. With your yes the authority is"
                " trusted for this server from now on."
            )
            return replace(self, compared=True, found=told, unfit=False, authority=vouches.certificate)
        told = (
            f"This is not the certificate in {file}, and no authority in it vouches for it. Something else than the"
            " server may be answering."
        )
        return replace(self, compared=False, found=told, unfit=True, authority=None)

    def problems(self) -> dict[str, str]:
        if self.unfit:
            return {"compared": "It is another certificate than the one in the file."}
        if self.changed and not self.compared and self.issuer is None:
            return {"compared": "Compare the fingerprint with the one on the server's own console, then tick the box."}
        return {}
