"""What can be said on the command line."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from xengui.protocol.address import Address, parse
from xengui.protocol.certificate import fingerprint

PASSWORD_VARIABLE = "XENGUI_PASSWORD"  # noqa: S105 (its name, not its value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Arguments:
    """`connect` has (user, address) pairs; `trust` fingerprints for this run; `tour` the folder for pictures."""

    demo: bool = False
    world: str = "demo"
    connect: tuple[tuple[str, Address], ...] = ()
    trust: tuple[str, ...] = ()
    tour: Path | None = None
    new_window: bool = False
    log_level: str = "warning"


class _Parser(argparse.ArgumentParser):
    """One sentence and exit status 2 for anything that makes no sense."""

    def error(self, message: str) -> NoReturn:
        if message.startswith("unrecognized arguments"):
            # Only what looks like an option is repeated: the word after --password might be one.
            unknown = [word.partition("=")[0] for word in message.split() if word.startswith("-")]
            message = f"there is no option {' or '.join(unknown)}" if unknown else "only options are understood"
        self.exit(2, f"{self.prog}: {message.rstrip('.')}; see {self.prog} --help\n")


class _Version(argparse.Action):
    """Says which version this is and ends; it is looked up only then."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> NoReturn:
        print(f"xengui {own_version()}")
        parser.exit()


def parsed(argv: Sequence[str] | None) -> Arguments:
    """Read the arguments; `--help`, `--version` and mistakes end the program."""
    parser = _Parser(prog="xengui", description="Administer XenServer and XCP-ng pools.", allow_abbrev=False)
    parser.add_argument("--demo", action="store_true", help="open a pretend pool; saved servers are left alone")
    parser.add_argument("--world", metavar="NAME", help="which pretend world, with --demo or --tour (default: demo)")
    parser.add_argument(
        "--connect",
        metavar="https://USER@HOST[:PORT]",
        action="append",
        default=[],
        type=_server,
        help=f"connect to this server (repeatable); the password is taken from {PASSWORD_VARIABLE} or asked for",
    )
    parser.add_argument(
        "--trust",
        metavar="SHA256",
        action="append",
        default=[],
        type=_fingerprint,
        help="trust the certificate with this fingerprint during this run (repeatable)",
    )
    parser.add_argument("--tour", metavar="DIR", type=Path, help="play a tour of the demo, save pictures in DIR, exit")
    parser.add_argument(
        "--new-window", action="store_true", help="open a window of its own, even where xengui runs already"
    )
    parser.add_argument("--log-level", default="warning", choices=("debug", "info", "warning", "error"))
    parser.add_argument("--version", action=_Version, nargs=0, help="show program's version number and exit")
    read = parser.parse_args(argv)
    if read.world and not (read.demo or read.tour):
        parser.error("--world needs --demo or --tour")
    if read.connect and (read.demo or read.tour):
        parser.error("--connect does not go together with --demo or --tour")
    return Arguments(
        demo=read.demo or read.tour is not None,
        world=read.world or "demo",
        connect=tuple(read.connect),
        trust=tuple(read.trust),
        tour=read.tour,
        new_window=read.new_window,
        log_level=read.log_level,
    )


def own_version() -> str:
    from importlib.metadata import PackageNotFoundError, version  # noqa: PLC0415 (it takes long to load)

    try:
        return version("xengui")
    except PackageNotFoundError:
        return "(not installed)"


def _server(text: str) -> tuple[str, Address]:
    try:
        user, address = parse(text)
    except ValueError as wrong:
        raise argparse.ArgumentTypeError(str(wrong)) from None
    return user or "root", address


def _fingerprint(text: str) -> str:
    try:
        return fingerprint(text)
    except ValueError as wrong:
        raise argparse.ArgumentTypeError(str(wrong)) from None
