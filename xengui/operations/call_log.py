"""Every call this program makes, running or over, with the names of the objects it was about."""

from __future__ import annotations

from bisect import insort
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from xengui.model.call import Call
from xengui.model.snapshot import Snapshot
from xengui.net.session import CallNote
from xengui.queries.call_words import Known, known, references

CAPACITY = 10_000
"""So many calls are kept; then the oldest go."""

MOST_TASKS = 500
"""So many of our tasks are known by what they were begun for."""

POLLING = "event.from"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One call. `took_s` is None while it runs, `ref` the reference it gave.

    `error` is "" when all is well, the API's code when the server refused (`error_params` are the code's), and
    otherwise the kind of the problem, with words as the only parameter.
    Names and UUIDs of objects are those of the moment when the call was made: afterwards they may be gone.
    Of polling there is one entry for each connection: the latest of `times`.
    """

    number: int
    connection: str
    method: str
    params: tuple[Any, ...] = ()
    started: float
    took_s: float | None = None
    error: str = ""
    error_params: tuple[str, ...] = ()
    size: int = 0
    ref: str = ""
    objects: Mapping[str, Known] = field(default_factory=dict, repr=False)
    times: int = 1

    @property
    def call(self) -> Call:
        return Call(self.method, self.params)

    @property
    def refused(self) -> bool:
        """Whether the server itself said no: then the error is a code of the API."""
        return self.error.isupper()


class CallLog:
    """The last calls, oldest first. Listeners are told that something is new, changed or gone, not what."""

    def __init__(self, picture: Callable[[str], Snapshot], capacity: int = CAPACITY) -> None:
        self._picture = picture
        self._capacity = capacity
        self._order: list[int] = []
        self._entries: dict[int, Entry] = {}
        self._polls: dict[str, Entry] = {}
        self._tasks: dict[tuple[str, str], Known] = {}
        self.cleared = 0
        """How often it was cleared: what is shown of it is to be read anew, then."""
        self._listeners: list[Callable[[], None]] = []

    def __len__(self) -> int:
        return len(self._order)

    def __iter__(self) -> Iterator[Entry]:
        return iter([self._entries[number] for number in self._order])

    def listen(self, listener: Callable[[], None]) -> None:
        self._listeners.append(listener)

    def entry(self, number: int) -> Entry | None:
        """The call of this number as it stands; None when it has been dropped."""
        return self._entries.get(number)

    @property
    def numbers(self) -> Sequence[int]:
        """The numbers of the calls, oldest first; they grow. Others may be missing between them."""
        return self._order

    @property
    def polls(self) -> Sequence[Entry]:
        """The event watch of each connection, kept apart so that it does not drown the rest."""
        return tuple(self._polls.values())

    def begun(self, connection: str, note: CallNote) -> None:
        """Take in that a call has begun."""
        if note.method == POLLING:
            before = self._polls.get(connection)
            times = before.times + 1 if before else 1
            self._polls[connection] = replace(self._entry(connection, note), took_s=None, times=times)
        else:
            self._enter(replace(self._entry(connection, note), took_s=None))
        self._tell()

    def noted(self, connection: str, note: CallNote) -> None:
        """Take in what became of a call. One whose beginning was cleared away or never seen is entered now."""
        ended: dict[str, Any] = {
            "took_s": note.took_s,
            "error": note.error,
            "error_params": note.error_params,
            "size": note.size,
            "ref": note.ref,
        }
        if note.method == POLLING:
            running = self._polls.get(connection)
            if running is None:
                self._polls[connection] = self._entry(connection, note)
            elif running.number == note.number:
                self._polls[connection] = replace(running, **ended)
        elif (before := self._entries.get(note.number)) is not None:
            self._entries[note.number] = replace(before, **ended)
        else:
            self._enter(self._entry(connection, note))
        if note.method.startswith("Async.") and note.ref:
            self._remember_task(connection, note)
        self._tell()

    def clear(self) -> None:
        """Forget every call that is over; those that run stay."""
        running = [number for number in self._order if self._entries[number].took_s is None]
        self._order = running
        self.cleared += 1
        self._entries = {number: self._entries[number] for number in running}
        self._polls = {key: entry for key, entry in self._polls.items() if entry.took_s is None}
        self._tell()

    def _entry(self, connection: str, note: CallNote) -> Entry:
        call = Call(note.method, note.params)
        objects = known([call], self._picture(connection)) if note.params else {}
        ours = {
            ref: self._tasks[connection, ref] for ref in references(note.params) if (connection, ref) in self._tasks
        }
        objects = ours | objects
        return Entry(
            number=note.number,
            connection=connection,
            method=note.method,
            params=note.params,
            started=note.started,
            took_s=note.took_s,
            error=note.error,
            error_params=note.error_params,
            size=note.size,
            ref=note.ref,
            objects=objects,
        )

    def _remember_task(self, connection: str, note: CallNote) -> None:
        """The next calls are about the task that was begun, before the pool has told of it."""
        about = known([Call(note.method, note.params[:1])], self._picture(connection)).values()
        words = ["task of", note.method.removeprefix("Async."), *(one.name for one in about)]
        self._tasks[connection, note.ref] = Known(note.ref, "task", "", " ".join(words))
        while len(self._tasks) > MOST_TASKS:
            del self._tasks[next(iter(self._tasks))]

    def _enter(self, entry: Entry) -> None:
        self._entries[entry.number] = entry
        insort(self._order, entry.number)  # one that was dropped while it ran is older than those that stayed
        while len(self._order) > self._capacity:
            del self._entries[self._order.pop(0)]

    def _tell(self) -> None:
        for listener in self._listeners:
            listener()
