from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest
from PySide6.QtCore import Q_ARG, QMetaObject, Qt

from tests.journeys.person import Person
from xengui.app.sleep import NEVER_SLEPT_S, SLEPT_S, TICK_S, Sleep
from xengui.model.estate import Status


class Night:
    """A computer whose clock a test turns, and what is heard of its sleep."""

    def __init__(self) -> None:
        self.now = 1_000_000.0
        self.heard: list[str] = []
        self.sleep = Sleep(lambda: self.heard.append("rest"), lambda: self.heard.append("wake"), lambda: self.now)
        self.sleep.stop()

    def tick(self, after_s: float = TICK_S) -> None:
        self.now += after_s
        self.sleep.tick()


@pytest.fixture
def night(qapp) -> Night:
    return Night()


def test_while_the_clock_goes_evenly_nothing_is_said(night):
    for _ in range(10):
        night.tick()
    night.tick(TICK_S + SLEPT_S - 1)  # the window was busy

    assert night.heard == []


def test_a_tick_that_comes_much_too_late_was_slept_through(night):
    night.tick()
    night.tick(3600.0)
    night.tick()

    assert night.heard == ["wake"]


def test_a_clock_that_is_set_back_is_no_sleep(night):
    night.tick(-3600.0)
    night.tick()

    assert night.heard == []


def test_sleep_that_is_announced_begins_with_rest_and_ends_once(night):
    QMetaObject.invokeMethod(night.sleep, "announced", Qt.ConnectionType.DirectConnection, Q_ARG(bool, True))
    night.now += 3600.0
    QMetaObject.invokeMethod(night.sleep, "announced", Qt.ConnectionType.DirectConnection, Q_ARG(bool, False))
    night.tick()

    assert night.heard == ["rest", "wake"]


def test_sleep_that_is_announced_and_does_not_come_is_not_waited_for_for_ever(night):
    night.sleep.announced(True)
    for _ in range(int(NEVER_SLEPT_S / TICK_S) + 1):
        night.tick()

    assert night.heard == ["rest", "wake"]


BUS = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:path={bus}</listen>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/>
</policy></busconfig>"""

IN_A_PROCESS_OF_ITS_OWN = """
import os, sys
from PySide6.QtCore import QCoreApplication
from PySide6.QtDBus import QDBusConnection, QDBusMessage
from xengui.app.sleep import Sleep
app = QCoreApplication([])
heard = []
sleep = Sleep(lambda: heard.append("rest"), lambda: (heard.append("wake"), app.quit()))
print(sleep.listen())
bus = QDBusConnection.connectToBus(os.environ["DBUS_SYSTEM_BUS_ADDRESS"], "logind")
if bus.registerService("org.freedesktop.login1"):
    for asleep in (True, False):
        said = QDBusMessage.createSignal(
            "/org/freedesktop/login1", "org.freedesktop.login1.Manager", "PrepareForSleep"
        )
        said.setArguments([asleep])
        bus.send(said)
    app.exec()
print(heard)
"""


def told_by_a_process(bus: str) -> str:
    """What a process says that listens on this system bus, and then speaks on it as logind does."""
    done = subprocess.run(
        [sys.executable, "-c", IN_A_PROCESS_OF_ITS_OWN],
        env=os.environ | {"DBUS_SYSTEM_BUS_ADDRESS": f"unix:path={bus}"},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return done.stdout


@pytest.mark.skipif(not shutil.which("dbus-daemon"), reason="there is no D-Bus here")
def test_what_logind_announces_is_heard():
    with tempfile.TemporaryDirectory() as folder:  # the address of a bus has to be short
        place = Path(folder)
        (place / "bus.conf").write_text(BUS.format(bus=place / "bus"))
        command = ["dbus-daemon", f"--config-file={place / 'bus.conf'}", "--nofork", "--print-address"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as daemon:
            assert daemon.stdout
            assert daemon.stdout.readline()  # it listens now
            try:
                said = told_by_a_process(str(place / "bus"))
            finally:
                daemon.kill()

    assert said == "True\n['rest', 'wake']\n"


def test_where_there_is_no_system_bus_nobody_listens_and_nothing_fails():
    assert told_by_a_process("/nowhere/at/all") == "False\n[]\n"


def test_after_sleep_a_pool_is_looked_at_at_once_over_a_new_connection(go, pretend):
    pool = pretend("small")

    async def journey(person: Person) -> None:
        await person.until("the pool appears", lambda: any(one.usable for one in person.program.bridge.estate))
        program = person.program
        link = next(iter(program.servers))
        assert link._watch
        polling = link._watch._session.transport
        logins = len([call for call in pool.calls() if call["method"] == "session.login_with_password"])

        program.sleep._clock = lambda: time.time() + 3600.0
        program.sleep.tick()

        def followed_anew() -> bool:
            return link._watch is not None and link._watch._session.transport is not polling

        await person.until("it is followed over a new connection", followed_anew)
        await person.until(
            "it is connected", lambda: all(one.status is Status.CONNECTED for one in program.bridge.estate)
        )
        assert len([call for call in pool.calls() if call["method"] == "session.login_with_password"]) == logins

    go(journey, "--connect", pool.connect_url(), "--trust", pool.fingerprint, password=pool.password)
