"""One pretend pool: its tables and all that keeps them moving."""

from __future__ import annotations

import asyncio
import itertools
from collections import Counter
from collections.abc import Callable, Collection, Coroutine
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from xengui.sim import upgrades
from xengui.sim.certificates import Certificate
from xengui.sim.clock import Clock, as_date
from xengui.sim.events import Events
from xengui.sim.faults import Fault, Faults
from xengui.sim.guests import Guests
from xengui.sim.idle import idle
from xengui.sim.loading import load
from xengui.sim.operations.book import Book
from xengui.sim.sessions import Sessions
from xengui.sim.tasks import Tasks
from xengui.sim.values import Record
from xengui.sim.world import PoolData

_OF_MESSAGES = {"host": "Host", "pool": "Pool"}
"""Messages spell these classes with a capital."""


@dataclass(slots=True)
class Door:
    """Where one host of the pool answers."""

    address: str
    certificate: Certificate | None = None
    port: int = 0
    """Nought until somebody listens there."""

    @property
    def url(self) -> str:
        return f"{'https' if self.certificate else 'http'}://{self.address}:{self.port}"


@dataclass(slots=True)
class Jobs:
    """Coroutines that go on by themselves, held until they end or the pool does."""

    running: set[asyncio.Task[Any]] = field(default_factory=set)

    def start(self, coroutine: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        job = asyncio.get_running_loop().create_task(coroutine)
        self.running.add(job)
        job.add_done_callback(self.running.discard)
        return job

    async def stop(self) -> None:
        jobs = list(self.running)
        for job in jobs:
            job.cancel()
        await asyncio.gather(*jobs, return_exceptions=True)


class Pool:
    """What all calls to one pool share. `doors` says where its hosts are found."""

    def __init__(self, data: PoolData, clock: Clock, user: str, password: str, faults: Faults | None = None) -> None:
        self.name = data.name
        """What it was called when the process started, and the control port calls it still."""
        self.faults = faults if faults is not None else Faults()
        self._idle_traffic = data.idle_traffic
        self.clock = clock
        self.database, self.messages = load(data)
        self.sessions = Sessions(self.database, clock, user, password)
        self.tasks = Tasks(self.database, clock, data.extra_tasks)
        self.events = Events(self.database, self.messages, clock)
        self.sessions.on_end = self.events.session_ended
        self.events.strikes = lambda fault: self.strike({fault}, self.coordinator) is not None
        self.doors: dict[str, Door] = {}
        self.sending: Counter[str] = Counter()
        """How many machines each host is sending away with their disks."""
        self.jobs = Jobs()
        self.operations = Book(self)
        self.guests = Guests(self)
        domids: list[int] = [record["domid"] for _, record in self.database.rows("VM")]
        self._domids = itertools.count(max([0, *domids]) + 1)
        upgrades.detect(self)
        self.operations.refresh_all()
        self.events.week_old = self.database.generation * 9 // 10

    @property
    def ref(self) -> str:
        return self.database.refs("pool")[0]

    @property
    def coordinator(self) -> str:
        return str(self.database.record("pool", self.ref)["master"])

    def names_of(self, host: str) -> set[str]:
        """Everything a host may be called by whoever wants it struck."""
        record = self.database.find("host", host) or {}
        names = {str(record[name]) for name in ("name_label", "hostname", "uuid") if record.get(name)}
        return names | {host} | ({self.doors[host].address} if host in self.doors else set())

    def strike(
        self,
        names: Collection[str],
        host: str,
        method: str = "",
        fits: Callable[[Fault], bool] = lambda fault: True,
    ) -> Fault | None:
        """The fault that strikes a host just now, if there is one; asking counts."""
        return self.faults.strike(names, self.name, self.names_of(host), method, fits) if self.faults else None

    def next_domid(self) -> int:
        return next(self._domids)

    def tell(self, name: str, class_: str, ref: str, body: str, priority: int = 5) -> None:
        """Leave a message about an object."""
        self.messages.create(
            {
                "name": name,
                "priority": priority,
                "cls": _OF_MESSAGES.get(class_, class_),
                "obj_uuid": self.record(class_, ref)["uuid"],
                "timestamp": self.clock.date(),
                "body": body,
            }
        )

    def record(self, class_: str, ref: str) -> Record:
        return self.database.record(class_, ref)

    def live(self, host: str) -> bool:
        """Whether the host is up: one without metrics is taken for a live one."""
        metrics = self.database.find("host_metrics", self.record("host", host)["metrics"])
        return metrics is None or bool(metrics["live"])

    def addresses_given(self) -> None:
        """Write the doors into the records that tell clients where things are."""
        for host, door in self.doors.items():
            self.database.write("host", host, "address", door.address)
        for ref, console in self.database.rows("console"):
            vm = self.database.find("VM", console["VM"])
            if vm is not None and (there := self.doors.get(vm["resident_on"])) is not None:
                path = urlsplit(console["location"])._replace(scheme="", netloc="").geturl()
                self.database.write("console", ref, "location", f"https://{there.address}{path}")
        for ref, record in self.database.rows("Certificate"):
            shown = self.doors.get(record["host"])
            if record["type"] == "host" and shown is not None and shown.certificate is not None:
                self._describe(ref, shown.certificate)

    def _describe(self, ref: str, certificate: Certificate) -> None:
        sha256 = certificate.paired("sha256")
        not_before, not_after = certificate.validity
        self.database.write_all(
            "Certificate",
            ref,
            not_before=as_date(not_before),
            not_after=as_date(not_after),
            fingerprint=sha256,
            fingerprint_sha256=sha256,
            fingerprint_sha1=certificate.paired("sha1"),
        )

    def start(self) -> None:
        """Begin what goes on without anybody asking."""
        self.jobs.start(idle(self, traffic=self._idle_traffic))

    async def stop(self) -> None:
        await self.jobs.stop()
