"""Lets `python -m xengui` start the program."""

from __future__ import annotations

import gc
import sys


def start() -> None:
    # What is loaded at start is never garbage; to look through it again and again would take a tenth of the start.
    gc.disable()
    from xengui.app import main  # noqa: PLC0415

    gc.freeze()
    sys.exit(main(None))


if __name__ == "__main__":
    start()
