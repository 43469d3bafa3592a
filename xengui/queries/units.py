"""Figures in words: sizes, spans of time, ages, shares, dates."""

from __future__ import annotations

from datetime import datetime, timedelta, tzinfo

KIB, MIB, GIB, TIB = 1024, 1024**2, 1024**3, 1024**4
_SIZES = ("KiB", "MiB", "GiB", "TiB", "PiB")
# Names of our own, because the C library's depend on what the window system set as locale.
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def size(size_bytes: float) -> str:
    """ "8.0 GiB", "24.8 GiB", "40 GiB": no more than three figures, and a decimal only where it tells something."""
    if size_bytes < KIB:
        return f"{size_bytes:.0f} B"
    amount, unit = _in_unit(size_bytes)
    return f"{_figure(amount)} {unit}"


def size_of(part_bytes: float, whole_bytes: float) -> str:
    """ "24.8 of 40 GiB": both in the unit of the whole."""
    if whole_bytes < KIB:
        return f"{part_bytes:.0f} of {whole_bytes:.0f} B"
    amount, unit = _in_unit(whole_bytes)
    return f"{_figure(part_bytes * amount / whole_bytes)} of {_figure(amount)} {unit}"


def _in_unit(size_bytes: float) -> tuple[float, str]:
    amount = size_bytes / KIB
    for unit in _SIZES[:-1]:
        if round(amount, 1) < KIB:
            return amount, unit
        amount /= KIB
    return amount, _SIZES[-1]


def _figure(amount: float) -> str:
    """ "8.0", "24.8", "40", "340"."""
    told = f"{amount:.0f}" if amount >= 99.95 else f"{amount:.1f}"
    return told.removesuffix(".0") if amount >= 9.95 else told


def percent(share: float) -> str:
    """ "61 %" for 0.61. A share short of the whole never reads as the whole."""
    shown = round(share * 100)
    return f"{99 if shown == 100 and share < 1 else shown} %"


def duration(seconds: float) -> str:
    """ "8 h 37 min", "1 min 20 s": the two largest units, or days alone from a hundred on."""
    left = max(0, int(seconds))
    parts: list[tuple[int, str]] = []
    for unit, length in (("d", 86_400), ("h", 3_600), ("min", 60), ("s", 1)):
        amount, left = divmod(left, length)
        if amount or parts:
            parts.append((amount, unit))
    long_ago = bool(parts) and parts[0][1] == "d" and parts[0][0] >= 100
    shown = [f"{amount} {unit}" for amount, unit in parts[: 1 if long_ago else 2] if amount]
    return " ".join(shown) or "0 s"


def age(since: datetime, now: datetime) -> str:
    """ "4 min": how long ago, in one unit; "" below a minute."""
    seconds = (now - since).total_seconds()
    for unit, length in (("d", 86_400), ("h", 3_600), ("min", 60)):
        if seconds >= length:
            return f"{int(seconds // length)} {unit}"
    return ""


def day(moment: datetime, tz: tzinfo | None) -> str:
    """ "23 Nov 2026" where the reader is."""
    local = moment.astimezone(tz)
    return f"{local.day} {_MONTHS[local.month - 1]} {local.year}"


def day_and_time(moment: datetime, tz: tzinfo | None) -> str:
    """ "23 Nov 2026 07:14" where the reader is."""
    return f"{day(moment, tz)} {moment.astimezone(tz):%H:%M}"


def clock(moment: datetime, tz: tzinfo | None) -> str:
    """ "15:47:20" where the reader is."""
    return f"{moment.astimezone(tz):%H:%M:%S}"


def ago(moment: datetime, now: datetime) -> str:
    """ "4 min ago" within the hour, then the clock's time, with its day unless that is today; where `now` is."""
    passed = now - moment
    if timedelta(0) <= passed < timedelta(minutes=1):
        return "just now"
    if timedelta(0) <= passed < timedelta(hours=1):
        return f"{age(moment, now)} ago"
    local = moment.astimezone(now.tzinfo)
    return f"{local:%H:%M}" if local.date() == now.date() else day_and_time(moment, now.tzinfo)


def count(number: int, one: str, many: str = "") -> str:
    """ "1 disk", "3 disks"."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def listed(words: tuple[str, ...] | list[str], last: str = "and") -> str:
    """ "a", "a and b", "a, b and c"."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"
