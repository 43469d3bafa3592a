"""What went wrong on the way to a server, in words."""

from __future__ import annotations

from xengui.protocol.failure import Failure
from xengui.protocol.problems import Cause, Garbled, Problem, Unreachable, Untrusted

_CAUSES = {
    Cause.UNKNOWN_NAME: "No computer of the name {address} is known. Check the spelling, or use its IP address.",
    Cause.REFUSED: "{address} refused the connection. Check the port, and that the server's toolstack is running.",
    Cause.UNROUTABLE: "{address} cannot be reached from this computer. Check the network, VPN and firewall between.",
    Cause.SILENT: "{address} does not answer. It may be off, very busy, or behind a firewall.",
    Cause.DROPPED: "{address} closed the connection in the middle of an answer.",
    Cause.TLS: "{address} and this program found no common way to encrypt. Old servers speak only outdated TLS.",
    Cause.OTHER: "The connection to {address} failed: {detail}",
}

_LOGIN = {
    "SESSION_AUTHENTICATION_FAILED": "Wrong user name or password. Nothing has been saved.",
    "SESSION_AUTHORIZATION_FAILED": "This user is known but has no role in the pool. Ask its administrator for one.",
    "HOST_STILL_BOOTING": "The server is still starting up. Try again in a minute.",
    "HOST_HAS_NO_MANAGEMENT_IP": "The server has no management address yet. Set one on its own console.",
    "HOST_UNKNOWN_TO_MASTER": "The server was removed from its pool and belongs to none now.",
    "HOST_ITS_OWN_SLAVE": "The server believes to be a member of its own pool. Its pool needs repair on the console.",
    "HOST_MASTER_CANNOT_TALK_BACK": "The server has lost its pool's coordinator. Try another server of the pool.",
    "HOST_IS_SLAVE": "The server is a member of a pool and names {0} as the coordinator. Connect to that one.",
    "SESSION_INVALID": "The server ended the session.",
}


def connection_words(fault: Exception) -> str:
    """Why there is no connection, and what to do, in a sentence or two."""
    match fault:
        case Untrusted(known=known, address=address) if known:
            return f"{address} shows a different certificate. Nothing has been sent to it."
        case Untrusted(address=address):
            return f"The certificate of {address} is not known yet. Nothing has been sent to it."
        case Unreachable(cause=cause, address=address, detail=detail):
            return _CAUSES[cause].format(address=address, detail=detail or "no reason was given")
        case Garbled(address=address, detail=detail):
            return f"{address} answers, but not as a XenServer or XCP-ng server does ({detail})."
        case Problem(address=address, detail=detail):
            return f"{address}: {detail}." if detail else f"{address} gave no usable answer."
        case Failure(code=code, params=params) if code in _LOGIN:
            return _LOGIN[code].format(*params, *("an unknown address",) * 2)
        case Failure():
            return f"The server refused: {fault}."
    return str(fault)
