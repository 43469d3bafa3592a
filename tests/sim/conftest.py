"""A tiny world, and a client that knows nothing of the pretend pool but its address."""

from __future__ import annotations

import asyncio
import http.client
import json
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest

from xengui.sim.calllog import CallLog
from xengui.sim.clock import Clock
from xengui.sim.pool import Pool
from xengui.sim.server import Opened, Server, Settings
from xengui.sim.world import PoolData, World

GIB = 1 << 30
SPEED = 50.0
FEATURES = {f"feature-{name}": "1" for name in ("suspend", "shutdown", "poweroff", "reboot", "vcpu-hotplug")}
SM_FEATURES = dict.fromkeys(
    ("VDI_CREATE", "VDI_DELETE", "VDI_CLONE", "VDI_SNAPSHOT", "VDI_RESIZE", "VDI_UPDATE", "SR_UPDATE"), "1"
)


def ref(name: str) -> str:
    return f"OpaqueRef:{name}"


def a_vm(name: str, **fields: Any) -> dict[str, Any]:
    sizes = {f"memory_{limit}": GIB for limit in ("static_min", "dynamic_min", "dynamic_max", "static_max")}
    return {
        "name_label": name,
        "power_state": "Halted",
        "domid": -1,
        "HVM_boot_policy": "BIOS order",
        "VCPUs_max": 2,
        "VCPUs_at_startup": 2,
        "metrics": ref(f"{name}-metrics"),
        **sizes,
        **fields,
    }


def tiny_pool() -> PoolData:
    """Two hosts, `granite` leading; `web` runs with tools on granite, `bare` without; `idle` is halted."""
    hosts = {
        name: {"name_label": name, "hostname": name, "enabled": True, "metrics": ref(f"{name}-metrics")}
        for name in ("granite", "basalt")
    }
    vms = {
        "web": a_vm("web", power_state="Running", domid=1, resident_on=ref("granite"), guest_metrics=ref("web-guest")),
        "bare": a_vm(
            "bare",
            power_state="Running",
            domid=2,
            resident_on=ref("granite"),
            other_config={"sim:tools": "none", "sim:shutdown": "ignore"},
        ),
        "idle": a_vm("idle"),
        "dom0": a_vm("dom0", power_state="Running", domid=0, is_control_domain=True, resident_on=ref("granite")),
        "template": a_vm("template", is_a_template=True, is_default_template=True),
        "custom": a_vm("custom", is_a_template=True),
        "snap": a_vm("snap", is_a_template=True, is_a_snapshot=True, snapshot_of=ref("web")),
    }
    return PoolData(
        "Tiny",
        {
            "pool": {ref("pool"): {"name_label": "Tiny", "master": ref("granite"), "suspend_image_SR": ref("nfs")}},
            "host": {ref(name): record for name, record in hosts.items()},
            "host_metrics": {
                ref(f"{name}-metrics"): {"live": True, "memory_total": 16 * GIB, "memory_free": 8 * GIB}
                for name in hosts
            },
            "VM": {ref(name): record for name, record in vms.items()},
            "VM_metrics": {ref(f"{name}-metrics"): {} for name in vms},
            "VM_guest_metrics": {
                ref("web-guest"): {
                    "PV_drivers_version": {"major": "9", "minor": "3", "micro": "0", "build": "1"},
                    "PV_drivers_detected": True,
                    "networks": {"0/ip": "10.1.2.3"},
                    "other": FEATURES,
                }
            },
            "console": {
                ref("web-console"): {"VM": ref("web"), "protocol": "rfb", "location": "https://10.9.9.9/console?uuid=x"}
            },
            "SM": {ref("sm"): {"type": "nfs", "features": SM_FEATURES}},
            "SR": {ref("nfs"): {"name_label": "nfs", "type": "nfs", "shared": True, "physical_size": 1000 * GIB}},
            "PBD": {
                ref(f"pbd-{name}"): {"SR": ref("nfs"), "host": ref(name), "currently_attached": True} for name in hosts
            },
            "VDI": {
                ref(f"disk-{name}"): {"name_label": name, "SR": ref("nfs"), "managed": True, "virtual_size": GIB}
                for name in ("web", "idle")
            },
            "VBD": {
                ref("vbd-web"): {
                    "VM": ref("web"),
                    "VDI": ref("disk-web"),
                    "userdevice": "0",
                    "type": "Disk",
                    "mode": "RW",
                    "unpluggable": True,
                    "currently_attached": True,
                },
                ref("vbd-idle"): {
                    "VM": ref("idle"),
                    "VDI": ref("disk-idle"),
                    "userdevice": "0",
                    "type": "Disk",
                    "mode": "RW",
                    "unpluggable": True,
                },
                ref("cd-idle"): {"VM": ref("idle"), "userdevice": "3", "type": "CD", "empty": True, "mode": "RO"},
            },
            "network": {ref("net"): {"name_label": "net"}},
            "VIF": {
                ref("vif-web"): {"VM": ref("web"), "network": ref("net"), "device": "0", "currently_attached": True},
                ref("vif-idle"): {"VM": ref("idle"), "network": ref("net"), "device": "0"},
            },
        },
        idle_traffic=False,
    )


@pytest.fixture
def data() -> PoolData:
    return tiny_pool()


@pytest.fixture
def make_vm() -> Callable[..., dict[str, Any]]:
    return a_vm


@pytest.fixture
def pool(data: PoolData) -> Pool:
    """The tiny pool without a server around it."""
    return Pool(data, Clock(SPEED), "root", "pretend")


class Api:
    """A session by JSON-RPC over one connection of its own."""

    def __init__(self, opened: Opened, originator: str = "tests", login: bool = True) -> None:
        address = urlsplit(opened.url)
        assert address.hostname is not None
        if address.scheme == "https":
            context = ssl.create_default_context()
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
            self.connection: http.client.HTTPConnection = http.client.HTTPSConnection(
                address.hostname, address.port, context=context, timeout=20
            )
        else:
            self.connection = http.client.HTTPConnection(address.hostname, address.port, timeout=20)
        self.session = ""
        if login:
            self.session = self.raw("session.login_with_password", opened.user, opened.password, "1.0", originator)[
                "result"
            ]

    def raw(self, method: str, *params: Any) -> dict[str, Any]:
        body = json.dumps({"jsonrpc": "2.0", "method": method, "params": params, "id": 1})
        self.connection.request("POST", "/jsonrpc", body)
        answer = json.loads(self.connection.getresponse().read())
        assert isinstance(answer, dict)
        return answer

    def __call__(self, method: str, *params: Any) -> Any:
        answer = self.raw(method, self.session, *params)
        assert "result" in answer, answer
        return answer["result"]

    def refusal(self, method: str, *params: Any) -> list[str]:
        """The error of a call that has to fail."""
        error = self.raw(method, self.session, *params)["error"]
        return [error["message"], *error["data"]]

    def events(self, classes: list[str], token: str = "", timeout: float = 5.0) -> Any:
        return self("event.from", classes, token, timeout)

    def finished(self, task: str) -> dict[str, Any]:
        """Wait for a task to end and return its record."""
        token = ""
        while True:
            batch = self.events([f"task/{task}"], token)
            token = batch["token"]
            for event in batch["events"]:
                if event["operation"] != "del" and event["snapshot"]["status"] not in {"pending", "cancelling"}:
                    record = event["snapshot"]
                    assert isinstance(record, dict)
                    return record

    def run(self, method: str, *params: Any) -> dict[str, Any]:
        """Make an asynchronous call and return its task as it ended."""
        return self.finished(self(f"Async.{method}", *params))

    def until(self, class_: str, ref: str, fits: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """Wait for an object to look as wanted."""
        token = ""
        while True:
            batch = self.events([f"{class_}/{ref}"], token)
            token = batch["token"]
            for event in batch["events"]:
                if event["operation"] != "del" and fits(event["snapshot"]):
                    record = event["snapshot"]
                    assert isinstance(record, dict)
                    return record


class Trouble:
    """The control port, over a connection of its own for each request."""

    def __init__(self, url: str) -> None:
        address = urlsplit(url)
        self._place = (str(address.hostname), address.port)

    def ask(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        connection = http.client.HTTPConnection(*self._place, timeout=20)
        try:
            connection.request(method, path, None if body is None else json.dumps(body))
            response = connection.getresponse()
            return response.status, json.loads(response.read())
        finally:
            connection.close()

    def _done(self, method: str, path: str, body: Any = None) -> Any:
        status, answer = self.ask(method, path, body)
        assert status == 200, answer
        return answer

    def get(self, path: str) -> Any:
        return self._done("GET", path)

    def fault(self, name: str, /, **order: Any) -> int:
        return int(self._done("POST", "/faults", {"fault": name, **order})["id"])

    def end(self, number: int | None = None) -> int:
        path = "/faults" if number is None else f"/faults/{number}"
        return int(self._done("DELETE", path)["removed"])

    def act(self, name: str, /, **order: Any) -> Any:
        return self._done("POST", "/acts", {"act": name, **order})

    def until(self, path: str, fits: Callable[[Any], bool]) -> Any:
        """Look again and again until it is as wanted."""
        for _ in range(2_000):
            if fits(answer := self.get(path)):
                return answer
            time.sleep(0.01)
        raise AssertionError(answer)


class Running:
    """A server on a thread of its own."""

    def __init__(self, world: World, settings: Settings, log: CallLog | None) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever)
        self._thread.start()
        try:
            self.server: Server = self.on_loop(lambda: Server(world, settings, log))
            self.opened: list[Opened] = asyncio.run_coroutine_threadsafe(self.server.open(), self._loop).result(10)
        except BaseException:
            self._end()
            raise
        self.url = self.opened[0].url
        self._apis: list[Api] = []

    def on_loop(self, do: Callable[[], Any]) -> Any:
        """Do something where the server lives."""

        async def done() -> Any:
            return do()

        return asyncio.run_coroutine_threadsafe(done(), self._loop).result(10)

    @property
    def pool(self) -> Pool:
        return self.server.pools[0]

    @property
    def trouble(self) -> Trouble:
        assert self.server.control_url is not None
        return Trouble(self.server.control_url)

    def login(self, number: int = 0, originator: str = "tests") -> Api:
        return self._keep(Api(self.opened[number], originator))

    def stranger(self, url: str | None = None) -> Api:
        """A client that has not logged in, at any address."""
        first = self.opened[0]
        return self._keep(Api(Opened(first.name, url or first.url, first.user, first.password, None), login=False))

    def _keep(self, api: Api) -> Api:
        self._apis.append(api)
        return api

    def shut(self) -> None:
        """Close the server, while its clients are still there."""
        asyncio.run_coroutine_threadsafe(self.server.close(), self._loop).result(10)

    def close(self) -> None:
        for api in self._apis:
            api.connection.close()
        self.shut()
        self._end()

    def _end(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()


@pytest.fixture
def start() -> Iterator[Callable[..., Running]]:
    """Start servers; they end with the test."""
    running: list[Running] = []

    def start(*pools: PoolData, log: CallLog | None = None, **settings: Any) -> Running:
        world = World("test", list(pools or [tiny_pool()]))
        running.append(Running(world, Settings(**{"speed": SPEED, **settings}), log))
        return running[-1]

    yield start
    for server in running:
        server.close()


@pytest.fixture
def server(start: Callable[..., Running]) -> Running:
    return start(plain=True)


@pytest.fixture
def troubled(start: Callable[..., Running]) -> Running:
    """A plain server with a control port."""
    return start(plain=True, control=0)


@pytest.fixture
def trouble(troubled: Running) -> Trouble:
    return troubled.trouble


@pytest.fixture
def api(server: Running) -> Api:
    return server.login()
