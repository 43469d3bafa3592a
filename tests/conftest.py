"""What every test starts from: no screen, and nothing that others left behind."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator

import pytest

from tests.recorder.attached import beside, recorder
from xengui.protocol import secrecy

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


@pytest.fixture(autouse=True)
def _no_widgets_left(request: pytest.FixtureRequest) -> Iterator[None]:
    """The next test's threads must not be the ones that collect the widgets of this one."""
    yield
    if "qapp" in request.fixturenames:
        gc.collect()


@pytest.fixture(autouse=True)
def _no_secrets_known(monkeypatch: pytest.MonkeyPatch) -> None:
    """A password of another test, such as `wrong`, is a plain word in this one."""
    monkeypatch.setattr(secrecy, "_known", {})
    monkeypatch.setattr(secrecy, "_cut", None)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What the recorder has judged in this run; that it was nothing is worth a line too."""
    if beside:
        terminalreporter.write_line(f"{recorder.summary()}, beside {len(beside)} tests")
