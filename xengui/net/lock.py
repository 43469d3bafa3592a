"""The read-only lock of a pool: while it is on, nothing that could change the pool leaves this program."""

from __future__ import annotations

from xengui.model.reading import reads
from xengui.protocol.problems import Locked


class Lock:
    """Whether a pool, known by its `address`, is locked against changes. Whoever sends it anything asks here first."""

    def __init__(self, address: str = "", *, on: bool = False) -> None:
        self.address = address
        self.on = on

    def admit(self, method: str) -> None:
        """Let a call of the XenAPI pass; raises Locked where it is not one that only reads."""
        if self.on and not reads(method):
            raise Locked(self.address, method)

    def admit_change(self, what: str) -> None:
        """Let something pass that changes the pool and is no call of the XenAPI, such as an upload ("PUT /import");
        raises Locked."""
        if self.on:
            raise Locked(self.address, what)
