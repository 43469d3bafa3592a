"""Lets `python -m xengui` start the program."""

from __future__ import annotations

import sys

from xengui.app import main


def start() -> None:
    sys.exit(main(None))


if __name__ == "__main__":
    start()
