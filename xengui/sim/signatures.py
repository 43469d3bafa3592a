"""How every call of the API is spelled: its parameters, which of them may be left out, its result."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from xengui.sim.datamodel import CALLS
from xengui.sim.values import NULL, Type, parse

Params = tuple[tuple[str, str], ...]

WITHOUT_ASYNC = {"session", "task", "event", "data_source", "blob"}

# Trailing parameters a client may leave out, and what they are then. The published datamodel does not say.
OPTIONAL: dict[str, dict[str, Any]] = {
    "session.login_with_password": {"version": "1.1", "originator": ""},
    "VM.snapshot": {"ignore_vdis": []},
    "VM.assert_can_migrate": {"vgpu_map": {}},
    "VM.migrate_send": {"vgpu_map": {}},
    "VM.sysprep": {"timeout": 180.0},
    "VDI.snapshot": {"driver_params": {}},
    "VDI.clone": {"driver_params": {}},
    "VDI.copy": {"base_vdi": NULL, "into_vdi": NULL},
    "SR.create": {"sm_config": {}},
    "SR.introduce": {"sm_config": {}},
    "Bond.create": {"mode": "balance-slb", "properties": {}},
    "host.evacuate": {"network": NULL, "evacuate_batch_size": 0},
    "host.disable": {"auto_enable": True},
    "host.apply_edition": {"force": False},
    "host.install_server_certificate": {"certificate_chain": ""},
    "message.destroy_all": {"filters": {}},
}
# Parameters younger than the published datamodel.
YOUNGER: dict[str, tuple[tuple[str, str], ...]] = {
    "host.disable": (("auto_enable", "bool"),),
}


@dataclass(frozen=True, slots=True)
class Param:
    name: str
    type: Type


@dataclass(frozen=True, slots=True)
class Signature:
    class_: str
    message: str
    session: bool
    params: tuple[Param, ...]
    defaults: tuple[Any, ...]
    """The values of the last parameters, where these may be left out."""
    result: Type
    has_async: bool

    @property
    def name(self) -> str:
        return f"{self.class_}.{self.message}"

    @property
    def required(self) -> int:
        return len(self.params) - len(self.defaults)


def _signature(class_: str, message: str, row: tuple[bool, Params, str, bool]) -> Signature:
    session, params, result, generated = row
    name = f"{class_}.{message}"
    known = [held for held, _ in params]
    params = (*params, *(param for param in YOUNGER.get(name, ()) if param[0] not in known))
    optional = OPTIONAL.get(name, {})
    return Signature(
        class_,
        message,
        session,
        tuple(Param(held, parse(type_)) for held, type_ in params),
        tuple(optional[held] for held, _ in params if held in optional),
        parse(result),
        class_ not in WITHOUT_ASYNC and (not generated or message in {"create", "destroy"}),
    )


def _signatures() -> dict[str, Signature]:
    found = {}
    for class_, messages in CALLS.items():
        for message, row in messages.items():
            signature = _signature(class_, message, row[:4])
            found[signature.name] = signature
        if "get_all_records" in messages:
            # Unpublished, but every server answers them.
            for message, result in (
                ("get_all_where", f"{class_} ref set"),
                ("get_all_records_where", f"({class_} ref -> {class_} record) map"),
            ):
                signature = _signature(class_, message, (True, (("expr", "string"),), result, True))
                found.setdefault(signature.name, signature)
    return found


SIGNATURES = _signatures()
# `VM_start`, an old spelling that still answers for synchronous calls.
UNDERSCORED = {name.replace(".", "_", 1): name for name in SIGNATURES}
