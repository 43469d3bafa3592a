"""From a method's name and its parameters to an answer."""

from __future__ import annotations

import sys
import traceback
from dataclasses import dataclass
from typing import Any

from xengui.sim import upgrades
from xengui.sim.calling import Call, Function, functions
from xengui.sim.calls import generated
from xengui.sim.dooms import DOOMS, Doom
from xengui.sim.failures import ApiError, handle_invalid
from xengui.sim.pool import Pool
from xengui.sim.sessions import Session
from xengui.sim.signatures import SIGNATURES, UNDERSCORED, Signature
from xengui.sim.values import NULL, Type, accept, parse

# What a session of one host is good for, and what a member does not hand to its coordinator.
EMERGENCY = {
    "session.local_logout",
    "host.is_in_emergency_mode",
    "host.emergency_ha_disable",
    "host.emergency_disable_tls_verification",
    "host.emergency_reenable_tls_verification",
    "host.emergency_reset_server_certificate",
    "host.emergency_clear_mandatory_guidance",
    "pool.emergency_transition_to_master",
    "pool.emergency_reset_master",
}
LOCAL = EMERGENCY | {"session.slave_local_login_with_password"}


@dataclass(frozen=True, slots=True)
class Answer:
    value: Any
    type: Type
    bare: bool = False
    """Whether XML-RPC sends it without its usual wrapper."""


@dataclass(slots=True)
class Asked:
    """A call as far as it was understood; the call log is written from it."""

    method: str
    signature: Signature | None = None
    params: tuple[Any, ...] = ()
    session: Session | None = None


async def answer(pool: Pool, host: str, asked: Asked, params: list[Any]) -> Answer:
    """Answer a call made at `host`, or raise the `ApiError` that is its answer."""
    method = asked.method
    if method == "system.listMethods":
        return Answer(sorted(SIGNATURES), parse("string set"), bare=True)
    if method.partition(":")[0] == "system.isAlive":
        return Answer(str(params[0]) if params else method.partition(":")[2], parse("string"))
    signature, asynchronous = _signature(method)
    if signature.name == "VM.sysprep" and not upgrades.prepares_images(pool):
        raise ApiError("MESSAGE_METHOD_UNKNOWN", method)
    asked.signature = signature
    given = _arguments(signature, method, params)
    if host != pool.coordinator and signature.name not in LOCAL:
        raise ApiError("HOST_IS_SLAVE", pool.doors[pool.coordinator].address)
    if signature.session:
        asked.session = pool.sessions.enter(str(params[0]), emergency=signature.name in EMERGENCY)
    typed = zip(given, signature.params, strict=True)
    arguments = asked.params = tuple(accept(value, param.type, param.name) for value, param in typed)
    function = functions().get(signature.name) or generated.function(signature)
    if asynchronous:
        work = pool.tasks.begin(f"Async.{signature.name}", asked.session, host)
        if (fault := pool.strike(DOOMS, host, method)) is not None:
            work.doom = Doom(fault)
        call = Call(pool, host, asked.session, work)
        pool.jobs.start(_work(call, signature, function, arguments))
        return Answer(work.ref, parse("task ref"))
    if not signature.has_async:
        call = Call(pool, host, asked.session, None)
        return Answer(await _invoke(call, signature, function, arguments), signature.result)
    work = pool.tasks.begin(signature.name, asked.session, host)
    call = Call(pool, host, asked.session, work)
    try:
        return Answer(await _invoke(call, signature, function, arguments), signature.result)
    finally:
        pool.tasks.drop(work)


def _signature(method: str) -> tuple[Signature, bool]:
    name = method.removeprefix("InternalAsync.").removeprefix("Async.")
    asynchronous = name != method
    if name in SIGNATURES:
        signature = SIGNATURES[name]
        if asynchronous and not signature.has_async:
            raise ApiError("Fault", f"No async mode for this operation (rpc: {name})")
        return signature, asynchronous
    if method in UNDERSCORED:
        return SIGNATURES[UNDERSCORED[method]], False
    raise ApiError("MESSAGE_METHOD_UNKNOWN", method)


def _arguments(signature: Signature, method: str, params: list[Any]) -> list[Any]:
    """The parameters after the session, completed with what may be left out."""
    given = params[signature.session :]
    known = len(signature.params)
    surplus = len(given) > known and not signature.defaults
    if len(params) < signature.session or len(given) < signature.required or surplus:
        raise ApiError("MESSAGE_PARAMETER_COUNT_MISMATCH", method, str(signature.required), str(len(given)))
    missing = known - len(given)
    return [*given[:known], *(signature.defaults[-missing:] if missing > 0 else ())]


async def _invoke(call: Call, signature: Signature, function: Function, arguments: tuple[Any, ...]) -> Any:
    try:
        for position, (value, param) in enumerate(zip(arguments, signature.params, strict=True)):
            if param.type.kind == "ref":
                _look_up(call.pool, param.type.name, value, required=position == 0)
        value = await function(call, *arguments)
    except ApiError:
        raise
    except Exception as problem:  # noqa: BLE001  a fault of ours is one of the pool's to the client
        traceback.print_exc(file=sys.stderr)
        raise ApiError("INTERNAL_ERROR", repr(problem)) from None
    return "" if signature.result.kind == "void" else value


def _look_up(pool: Pool, class_: str, ref: str, *, required: bool) -> None:
    if class_ in {"message", "session"} or (ref == NULL and not required):
        return
    if not pool.database.has(class_, ref):
        raise handle_invalid(class_, ref)


async def _work(call: Call, signature: Signature, function: Function, arguments: tuple[Any, ...]) -> None:
    """Run an asynchronous call to its end, which only its task tells."""
    try:
        value = await _invoke(call, signature, function, arguments)
        await call.task.ends()
    except ApiError as error:
        call.pool.tasks.fail(call.task, error)
    else:
        call.pool.tasks.succeed(call.task, value, signature.result)
