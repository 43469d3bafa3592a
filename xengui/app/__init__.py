"""The only place that builds things and ties them together."""

from xengui.app.start import main

__all__ = ["main"]
