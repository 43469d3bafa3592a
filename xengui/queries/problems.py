"""What went wrong on the way to a server, in words."""

from __future__ import annotations

from xengui.model.snapshot import Snapshot
from xengui.protocol.failure import Failure
from xengui.protocol.problems import Cause, Garbled, Locked, OutdatedTls, Problem, Unreachable, Untrusted
from xengui.queries import errors

_CAUSES = {
    Cause.UNKNOWN_NAME: "No computer of the name {address} is known. Check the spelling, or use its IP address.",
    Cause.REFUSED: "{address} refused the connection. Check the port, and that the server's toolstack is running.",
    Cause.UNROUTABLE: "{address} cannot be reached from this computer. Check the network, VPN and firewall between.",
    Cause.SILENT: "{address} does not answer. It may be off, very busy, or behind a firewall.",
    Cause.SLOW: "{address} answers too slowly. It may be very busy, or the network between may be.",
    Cause.DROPPED: "{address} closed the connection in the middle of an answer. Try again.",
    Cause.TLS: "{address} and this program found no common way to encrypt. Check the port: something else "
    "than a server of a pool may answer there.",
    Cause.PROXY: "The proxy of this computer does not let through to {address} ({detail}). Check the "
    "proxy's settings, or add the server to those that are reached without it.",
    Cause.OTHER: "The connection to {address} failed: {detail}. Check the address and the network.",
}


def connection_words(fault: Exception) -> str:
    """Why there is no connection, and what to do, in a sentence or two."""
    match fault:
        case Untrusted(known=known, address=address) if known:
            return (
                f"{address} shows a different certificate. Nothing has been sent to it. Connect again to compare it "
                "with the one trusted before."
            )
        case Untrusted(address=address):
            return f"The certificate of {address} is not known yet. Nothing has been sent to it."
        case OutdatedTls(version=version, address=address):
            return (
                f"{address} speaks only {version}, which is outdated: what is sent, the password too, could be read by "
                "others on the network. Update the server, or allow outdated TLS."
            )
        case Unreachable(cause=cause, address=address, detail=detail):
            return _CAUSES[cause].format(address=address, detail=_inside(detail) or "no reason was given")
        case Locked(address=address, what=what):
            return f"{address} is locked against changes, so {what} was not sent. Unlock it first."
        case Garbled(address=address, detail=detail):
            told = f" ({_inside(detail)})" if detail else ""
            return f"{address} answers, but not as a XenServer or XCP-ng server does{told}. Check the address and port."
        case Problem(address=address, detail=detail):
            return f"{address}: {_inside(detail)}." if detail else f"{address} gave no usable answer."
        case Failure(code=code, params=params):
            said = errors.words(code, params, Snapshot())  # before there is a picture, names are not known
            return f"{said.text} {said.advice}".strip()
    return _inside(str(fault)) or type(fault).__name__


def _inside(text: str) -> str:
    """A text of the system or of the server, as part of a sentence: in one line and without a full stop of its own."""
    return " ".join(text.split()).rstrip(".")
