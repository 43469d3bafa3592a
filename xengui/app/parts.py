"""What xengui is made of, as the About dialog tells it."""

from __future__ import annotations

import platform
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

import PySide6
from PySide6.QtCore import qVersion
from PySide6.QtGui import QGuiApplication

from xengui.app.arguments import own_version
from xengui.forms.about import About, Part
from xengui.protocol.later import Later

if TYPE_CHECKING:
    from importlib import metadata
else:
    metadata = Later("importlib.metadata")

_UNKNOWN = "see its own page"
_LONG = 60


def about() -> About:
    """Versions and licenses, read from what is installed. It takes a moment, so it is for a worker thread."""
    system = _distribution()
    return About(
        version=own_version(),
        runs_on=(
            ("Python", platform.python_version()),
            ("Qt", qVersion()),
            ("PySide6", PySide6.__version__),
            (platform.system(), f"{platform.release()} {platform.machine()}"),
            *([("Distribution", system)] if system else []),
            ("Window system", QGuiApplication.platformName()),
        ),
        parts=tuple(sorted(parts("xengui"), key=lambda part: part.name.lower())),
    )


def parts(root: str) -> Iterator[Part]:
    """The packages that one needs, and those that they need, as far as they are installed."""
    seen = {root}
    waiting = [root]
    while waiting:
        try:
            found = metadata.distribution(waiting.pop())
        except metadata.PackageNotFoundError:
            continue
        if found.name != root:
            yield Part(found.name, found.version, _licence(found))
        for needed in found.requires or ():
            name = re.split(r"[^\w.-]", needed.strip(), maxsplit=1)[0]
            key = re.sub(r"[-_.]+", "-", name).lower()
            if key not in seen and "extra ==" not in needed:
                seen.add(key)
                waiting.append(name)


def _licence(of: metadata.Distribution) -> str:
    said = of.metadata
    for field in ("License-Expression", "License"):
        text = str((said.get_all(field) or [""])[0]).strip()
        if text and text != "UNKNOWN" and len(text) <= _LONG and "\n" not in text:
            return text
    classified = [line.rpartition(" :: ")[2] for line in said.get_all("Classifier") or () if line.startswith("License")]
    return ", ".join(classified) or _UNKNOWN


def _distribution() -> str:
    try:
        return platform.freedesktop_os_release().get("PRETTY_NAME", "")
    except OSError:  # Windows, macOS, and systems that do not say
        return ""
