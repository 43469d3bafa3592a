from __future__ import annotations

import platform

import PySide6

from xengui.app.arguments import own_version
from xengui.app.parts import about, parts


def test_it_tells_what_it_runs_on(qapp):
    told = about()

    assert told.version == own_version()
    assert dict(told.runs_on)["Python"] == platform.python_version()
    assert dict(told.runs_on)["PySide6"] == PySide6.__version__
    assert dict(told.runs_on)["Window system"] == "offscreen"


def test_every_package_that_it_needs_is_named_with_its_license(qapp):
    found = {part.name.lower().replace("_", "-"): part for part in about().parts}

    assert {"httpx", "msgspec", "qasync", "pyside6-essentials", "anyio"} <= set(found)
    assert found["httpx"].licence == "BSD-3-Clause"
    assert found["msgspec"].licence.startswith("BSD")
    assert [part.name for part in found.values() if not part.licence or not part.version] == []
    assert "pytest" not in found
    assert "xengui" not in found


def test_what_is_not_installed_is_left_out():
    assert list(parts("there-is-no-such-package")) == []


def test_the_report_tells_nothing_of_its_user(qapp):
    assert platform.node() not in about().report or not platform.node()
