"""Modules that take long to load, and that nobody needs before there is a window."""

from __future__ import annotations

import importlib
from typing import Any


class Later:
    """Stands for a module, which is loaded when something of it is asked for first; from any thread."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, name: str) -> Any:
        return getattr(importlib.import_module(self._name), name)
