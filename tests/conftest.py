"""What every test starts from: no screen, and nothing that others left behind."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator

import pytest

from tests.recorder.attached import recorder

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


@pytest.fixture(autouse=True)
def _no_widgets_left(request: pytest.FixtureRequest) -> Iterator[None]:
    """The next test's threads must not be the ones that collect the widgets of this one."""
    yield
    if "qapp" in request.fixturenames:
        gc.collect()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What the recorder has judged in this run."""
    if recorder.calls:
        terminalreporter.write_line(recorder.summary())
