"""CPU from the start of the process to a window that can be used: `python -m tests.bench.cold_start`.

The window can be used when it is shown, the tree is painted with the machines of the remembered pool, and a key press
has moved on in it. The pool itself is out of reach. What counts is the CPU time of the whole process, all threads and
Python's own start included; other programs that run meanwhile hardly change it.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from tests.bench import decoding, loading
from tests.bench.served import pretending
from xengui.model.snapshot import Snapshot
from xengui.settings.last_state import LastState, StateFiles
from xengui.settings.preferences import Preferences
from xengui.settings.servers import SavedServer, ServerList

AWAY = "192.0.2.1"
"""An address of documentation; nobody has it, and nobody is asked there: its password is not remembered."""
ROUNDS = 5

_CHILD = """
import gc, os, resource, sys, traceback
from PySide6.QtCore import QTimer, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

rows = int(sys.argv[1])
sys.argv = ["xengui", "--new-window"]

def look():
    try:
        seen()
    except BaseException:
        traceback.print_exc()
        os._exit(1)

def seen():
    windows = [w for w in QApplication.topLevelWidgets() if w.objectName() == "mainWindow" and w.isVisible()]
    if not windows or windows[0].tree.rows.size < rows:
        return
    timer.stop()
    tree = windows[0].tree
    tree.viewport().repaint()
    before = tree.rows.node(tree.currentIndex())
    QTest.keyClick(tree, Qt.Key.Key_Down)
    QApplication.processEvents()
    assert tree.rows.node(tree.currentIndex()) is not before or not rows
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(used.ru_utime + used.ru_stime, tree.rows.size, flush=True)
    windows[0].close()

from xengui import __main__
gc.disable()  # as it does itself before it loads the rest
import xengui.app.start as start

build = start.build

def built(*arguments):
    global timer
    program = build(*arguments)
    timer = QTimer()
    timer.timeout.connect(look)
    timer.start(5)
    return program

start.build = built
__main__.start()
"""


@dataclass(frozen=True, slots=True)
class Home:
    """The folders of a user of the program."""

    place: Path

    @property
    def surroundings(self) -> dict[str, str]:
        return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"} | {
            "XDG_CONFIG_HOME": str(self.place / "config"),
            "XDG_CACHE_HOME": str(self.place / "cache"),
            "XDG_STATE_HOME": str(self.place / "state"),
            "QT_QPA_PLATFORM": "offscreen",
            "PYTHONPYCACHEPREFIX": str(self.place / "compiled"),  # as an installed program has it
            "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring",
        }

    def remember(self, pool: Snapshot) -> None:
        """Have a pool on the list, with its last state, and its first branches as large as they come."""
        config = self.place / "config" / "xengui"
        server = SavedServer(host=AWAY, name=pool.pool.name_label if pool.pool else "")
        ServerList(config / "servers.toml").remember(server)
        Preferences(config / "preferences.toml").choose(last=server.address.key)
        states = StateFiles(self.place / "cache" / "xengui" / "pools")
        states.keep(LastState(key=server.address.key, heard=datetime.now(UTC), snapshot=pool))


def cold_start(pool: Snapshot | None, rounds: int = ROUNDS) -> float:
    """Seconds of CPU until the window can be used, with this pool remembered or none: the least of several runs, for
    what others do can only add to it. A first run, which is not counted, compiles the program."""
    with tempfile.TemporaryDirectory(prefix="xengui-bench-") as place:
        home = Home(Path(place))
        machines = 0
        if pool:
            home.remember(pool)
            machines = sum(not vm.is_a_template and not vm.is_control_domain for vm in pool.vms.values())
        return min([_run(home, machines) for _ in range(rounds + 1)][1:])


def _run(home: Home, rows: int) -> float:
    done = subprocess.run(
        [sys.executable, "-c", _CHILD, str(rows)],
        env=home.surroundings,
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    seconds, shown = done.stdout.split()
    assert int(shown) >= rows
    return float(seconds)


def remembered(hosts: int, vms: int) -> Snapshot:
    """The picture of a pretend pool of this size."""
    with pretending("--hosts", str(hosts), "--vms", str(vms)) as pool:
        return decoding.picture(loading.body(pool))


def main() -> int:
    print(f"  no server           {cold_start(None):6.2f} s of CPU")
    for hosts, vms in ((16, 1_000), (64, 5_000)):
        print(f"  {vms:,} machines      {cold_start(remembered(hosts, vms)):6.2f} s of CPU")
    return 0


if __name__ == "__main__":
    sys.exit(main())
