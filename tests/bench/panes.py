"""What the panes at the bottom of the window cost the GUI thread: calls to scroll, jobs that change."""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from tests.bench.figure import Figure
from xengui.model.snapshot import Snapshot
from xengui.net.session import CallNote
from xengui.operations.call_log import CAPACITY, CallLog
from xengui.operations.jobs import Ledger, Outcome
from xengui.queries.script import Server
from xengui.ui import theme
from xengui.ui.call_log import CallLogPage
from xengui.ui.task_pane import JobActs, TaskPane

FEW = 100
FRAMES = 120
SIZE = (1200, 300)


def figures(snapshot: Snapshot) -> list[Figure]:
    """Names in the calls and the jobs come from this picture."""
    qInstallMessageHandler(lambda *_: None)  # the offscreen platform has a remark for every window
    known = QApplication.instance()
    app = known if isinstance(known, QApplication) else QApplication([])
    theme.choose(app, theme.Appearance("light"))
    few, many = (_calls(number, snapshot) for number in (FEW, CAPACITY))
    calm, busy = (_jobs(number, snapshot) for number in (10, 1_000))
    return [
        _beside("scroll 10,000 calls, a frame", _scrolling(many), _scrolling(few), "100 calls"),
        _beside("one more of 10,000 calls", _calling(many), _calling(few), "100 calls"),
        _beside("progress among 1,000 jobs", _progress(busy), _progress(calm), "10 jobs"),
    ]


def _beside(what: str, lots: Callable[[], None], little: Callable[[], None], against: str) -> Figure:
    return Figure(what=what, value=_median(lots) * 1000, base=_median(little) * 1000, against=against)


def _calls(number: int, snapshot: Snapshot) -> CallLogPage:
    log = CallLog(lambda _: snapshot)
    refs = list(snapshot.vms)
    for at in range(number):
        log.noted("bench", _note(at, refs[at % len(refs)]))
    page = CallLogPage(log, lambda _: None, lambda _: Server("https://bench"), lambda _: None)
    page.resize(*SIZE)
    page.show()
    QApplication.processEvents()
    return page


def _note(number: int, ref: str) -> CallNote:
    method, params = (("VM.get_record", (ref,)), ("VM.set_name_label", (ref, f"web-{number}")))[number % 2]
    return CallNote(method, params, started=time.time(), took_s=0.004, number=number + 1, size=1_000)


def _scrolling(page: CallLogPage) -> Callable[[], None]:
    bar = page.view.verticalScrollBar()
    step = page.view.row_height() * 5

    def frame() -> None:
        bar.setValue((bar.value() + step) % max(1, bar.maximum()))
        page.view.viewport().repaint()

    return frame


def _calling(page: CallLogPage) -> Callable[[], None]:
    log = page._log
    refs = next(iter(log)).params[:1]
    numbers = iter(range(len(log), 10**9))

    def call() -> None:
        log.noted("bench", _note(next(numbers), refs[0]))

    return call


def _jobs(number: int, snapshot: Snapshot) -> tuple[Ledger, TaskPane]:
    ledger = Ledger()
    pane = TaskPane(ledger, lambda _: snapshot, [], JobActs(*[lambda job: None] * 5))
    pane.resize(*SIZE)
    pane.show()
    ref = next(iter(snapshot.vms))
    for at in range(number):
        job = ledger.begin(f"Start {at}", "bench", ref)
        if at % 2:
            ledger.end(job, Outcome.DONE)
    pane.refresh()
    QApplication.processEvents()
    return ledger, pane


def _progress(shown: tuple[Ledger, TaskPane]) -> Callable[[], None]:
    ledger, pane = shown
    number = next(number for number, job in ledger.jobs.items() if job.running)
    parts = iter(range(1, 10**9))

    def update() -> None:
        ledger.update(number, progress=next(parts) % 1_000 / 1_000)
        pane.refresh()
        pane.view.viewport().repaint()

    return update


def _median(work: Callable[[], None]) -> float:
    times = []
    for _ in range(FRAMES):
        started = time.perf_counter()
        work()
        times.append(time.perf_counter() - started)
    return statistics.median(times)
