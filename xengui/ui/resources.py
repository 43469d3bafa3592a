"""Our own drawings and texts, wherever the program is installed."""

from __future__ import annotations

from importlib import resources
from importlib.resources.abc import Traversable


def folder() -> Traversable:
    """The `resources` folder: inside the package once installed, beside it in a checkout."""
    package = resources.files("xengui")
    installed = package / "resources"
    return installed if installed.is_dir() else package / ".." / "resources"


def read(name: str) -> bytes:
    """The content of one file, named as in `resources/` ("app-icon.svg")."""
    return folder().joinpath(name).read_bytes()
