"""Our own drawings are found in a checkout and in an installed copy."""

from __future__ import annotations

from importlib import resources as importlib_resources
from pathlib import Path

import pytest
from PySide6.QtSvg import QSvgRenderer

from xengui.ui import resources


def test_the_app_icon_is_there_and_can_be_drawn():
    assert QSvgRenderer(resources.read("app-icon.svg")).isValid()


def test_an_installed_copy_has_its_own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "resources").mkdir()
    (tmp_path / "resources" / "app-icon.svg").write_bytes(b"<svg/>")
    monkeypatch.setattr(importlib_resources, "files", lambda _package: tmp_path)

    assert resources.read("app-icon.svg") == b"<svg/>"
