from __future__ import annotations

import subprocess
import sys

import pytest

from xengui.protocol.later import Later


def test_a_module_is_loaded_when_something_of_it_is_asked_for():
    assert "colorsys" not in sys.modules or sys.modules.pop("colorsys")

    colours = Later("colorsys")
    assert "colorsys" not in sys.modules

    assert colours.rgb_to_hsv(0, 0, 0) == (0.0, 0.0, 0)
    assert "colorsys" in sys.modules


def test_what_a_module_does_not_have_is_missing_as_usual():
    with pytest.raises(AttributeError):
        _ = Later("colorsys").no_such_thing


def test_the_program_starts_without_what_takes_long():
    heavy = ("httpx", "cryptography.x509", "keyring", "importlib.metadata")
    code = f"import xengui.app.start, sys; print([name for name in {heavy} if name in sys.modules])"

    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=True)

    assert told.stdout.strip() == "[]"
