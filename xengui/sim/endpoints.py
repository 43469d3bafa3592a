"""What the paths of a host answer: the two spellings of the API, and a page to greet people."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from xengui.sim import reception
from xengui.sim.dispatch import Asked
from xengui.sim.failures import ApiError, EarlyError
from xengui.sim.http import Exchange, Headers, HttpError
from xengui.sim.rpc import batches, json, xml

if TYPE_CHECKING:
    from xengui.sim.listener import Listener

BODY_LIMIT = 300 * 1024
LUGGAGE_LIMIT = 64 * 1024 * 1024
CORS = {"access-control-allow-origin": "*", "access-control-allow-headers": "X-Requested-With"}
DIGESTS = {"sha-256": "sha256", "sha-1": "sha1"}
WELCOME = b"<html><head><title>xengui-sim</title></head><body><h1>A pretend pool answers here</h1></body></html>"


async def json_rpc(listener: Listener, exchange: Exchange) -> None:
    try:
        request = json.read(await exchange.body(BODY_LIMIT))
    except json.MalformedError as problem:
        raise HttpError(500, str(problem)) from None
    if listener.speaks == "json1":
        request = replace(request, modern=False)
    await listener.obstruct(exchange, request.method)
    headers = {**CORS, "content-type": json.CONTENT_TYPE}
    garbled = next(_texts_with_surrogates(request.params), None)
    if garbled is not None:
        body = json.early_failure(_not_unicode(garbled).description)
    else:
        try:
            answer = await listener.answer(Asked(request.method), request.params)
            if answer.type is xml.BATCH:
                body = await batches.json_success(request, answer.value)
            else:
                body = json.success(request, answer.value)
        except EarlyError as error:
            body = json.early_failure(error.description)
        except ApiError as error:
            body = json.failure(request, error.description)
            headers |= _thumbprint(listener, exchange, error)
    await exchange.reply(200, headers, body)


async def xml_rpc(listener: Listener, exchange: Exchange) -> None:
    try:
        request = xml.read(await exchange.body(BODY_LIMIT))
    except xml.MalformedError as problem:
        raise HttpError(500, str(problem)) from None
    await listener.obstruct(exchange, request.method)
    headers = {**CORS, "content-type": xml.CONTENT_TYPE}
    try:
        if request.garbled is not None:
            raise _not_unicode(request.garbled)
        answer = await listener.answer(Asked(request.method), request.params)
        if answer.type is xml.BATCH:
            body = await batches.xml_success(answer.value)
        else:
            body = (xml.bare if answer.bare else xml.success)(answer.value, answer.type)
    except ApiError as error:
        body = xml.failure(error.description)
        headers |= _thumbprint(listener, exchange, error)
    await exchange.reply(200, headers, body)


def _thumbprint(listener: Listener, exchange: Exchange, error: ApiError) -> Headers:
    """On the way to the coordinator: the fingerprint of its certificate, for a client that asked for it."""
    digest, _, whose = exchange.headers.get("x-xenapi-request-host-certificate-thumbprint", "").partition(":")
    certificate = listener.pool.doors[listener.pool.coordinator].certificate
    if error.code != "HOST_IS_SLAVE" or whose != "master" or digest not in DIGESTS or certificate is None:
        return {}
    return {"x-xenapi-response-host-certificate-thumbprint": certificate.paired(DIGESTS[digest])}


async def arrival(listener: Listener, exchange: Exchange) -> None:
    """What another pretend pool says that sends a machine here."""
    await listener.obstruct(exchange)
    try:
        session = exchange.query.get("session_id", "")
        body = reception.answer(listener.pool, session, await exchange.body(LUGGAGE_LIMIT))
    except reception.NotUnderstoodError as problem:
        raise HttpError(500, str(problem)) from None
    await exchange.reply(200, {"content-type": json.CONTENT_TYPE}, body)


async def preflight(listener: Listener, exchange: Exchange) -> None:
    """Let a browser's script call us from wherever it came."""
    await listener.obstruct(exchange)
    asked = exchange.headers.get("access-control-request-headers", "")
    allowed = ", ".join(filter(None, (asked, "X-Requested-With")))
    await exchange.reply(
        200,
        {
            "access-control-allow-origin": "*",
            "access-control-allow-headers": allowed,
            "access-control-allow-methods": "PUT",
        },
    )


async def website(listener: Listener, exchange: Exchange) -> None:
    await listener.obstruct(exchange)
    if exchange.path not in {"/", "/index.html"}:
        raise HttpError(404, f"There is no file {exchange.path}")
    await exchange.reply(200, {"content-type": "text/html"}, WELCOME)


async def unknown_method(listener: Listener, exchange: Exchange) -> None:
    raise HttpError(501)


async def forbidden(listener: Listener, exchange: Exchange) -> None:
    raise HttpError(403)


def _texts_with_surrogates(value: Any) -> Iterator[str]:
    """The texts within `value` that came as something else than UTF-8."""
    match value:
        case str() if any("\ud800" <= character <= "\udfff" for character in value):
            yield value.encode("utf-8", "replace").decode()
        case list():
            for member in value:
                yield from _texts_with_surrogates(member)
        case dict():
            yield from _texts_with_surrogates([*value, *value.values()])


def _not_unicode(text: str) -> ApiError:
    return ApiError("INVALID_VALUE", "Invalid UTF-8 string in parameter", text)
