"""Worlds worth showing or testing against: one module each, with a function `build`."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable
from pathlib import Path

from xengui.sim.world import NoWorldError, World

FILE_ENDINGS = (".json", ".json.gz")


def names() -> list[str]:
    return sorted(_builders())


def _builders() -> dict[str, Callable[..., World]]:
    modules = (importlib.import_module(f"{__name__}.{module.name}") for module in pkgutil.iter_modules(__path__))
    return {
        module.__name__.rpartition(".")[2]: module.build for module in modules if callable(vars(module).get("build"))
    }


def world(name: str, *, hosts: int | None = None, vms: int | None = None, pools: int | None = None) -> World:
    """The world of this name, or the pool recorded in a file; sizes left out are the world's own choice."""
    from xengui.sim.worlds import recorded  # noqa: PLC0415  it is one of the modules looked through above

    sizes = {"hosts": hosts, "vms": vms, "pools": pools}
    wanted = {size: number for size, number in sizes.items() if number is not None}
    if name.endswith(FILE_ENDINGS):
        if wanted:
            raise NoWorldError(f"{name} is a recorded pool: its number of hosts, VMs and pools cannot be chosen.")
        return recorded.read(Path(name))
    builders = _builders()
    if name not in builders:
        known = ", ".join(sorted(builders)) or "none"
        raise NoWorldError(f"There is no world called {name}. Known worlds: {known}; a file ends in .json or .json.gz.")
    build = builders[name]
    if refused := [size for size in wanted if size not in inspect.signature(build).parameters]:
        raise NoWorldError(f"The world {name} does not let you choose its number of {' or '.join(refused)}.")
    return build(**wanted)
