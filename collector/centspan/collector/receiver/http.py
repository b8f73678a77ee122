"""OTLP over HTTP: POST /v1/traces, /v1/logs, /v1/metrics, as Protobuf or JSON."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from centspan.collector.receiver.answers import MEDIA_TYPES, Answer, failure, success
from centspan.collector.receiver.budget import Hold
from centspan.collector.receiver.checks import Checked
from centspan.collector.receiver.errors import BadPayload, RequestError, TooSlow, UnknownMedia
from centspan.collector.receiver.limits import Limits
from centspan.collector.receiver.prepare import Form, Signal
from centspan.collector.receiver.receiver import Receiver, settled, too_large
from centspan.collector.receiver.turns import Turns

SIGNALS: tuple[Signal, ...] = ("traces", "logs", "metrics")
Endpoint = Callable[[Request], Awaitable[Response]]


def app(receiver: Receiver) -> Starlette:
    """Return the ASGI app; it needs no lifespan, and the caller closes the receiver."""
    turns = Turns(receiver.budget, receiver.limits)
    return Starlette(
        routes=[
            Route(f"/v1/{signal}", _endpoint(receiver, turns, signal), methods=["POST"])
            for signal in SIGNALS
        ]
    )


def _endpoint(receiver: Receiver, turns: Turns, signal: Signal) -> Endpoint:
    async def export(request: Request) -> Response:
        form: Form = "json"
        try:
            form = _form(request)
            checked = await _stored(receiver, turns, signal, form, request)
            return _response(success(signal, form, checked))
        except RequestError as error:
            return _response(failure(form, error))

    return export


async def _stored(
    receiver: Receiver, turns: Turns, signal: Signal, form: Form, request: Request
) -> Checked:
    encoding = request.headers.get("content-encoding", "")
    announced = _announced(request, receiver.limits)
    with Hold(receiver.budget) as hold:
        async with turns.turn(announced):
            body = await _body(receiver, request, hold)
            taken = await run_in_threadpool(receiver.take_in, signal, form, encoding, body)
        del body
    return await settled(taken)


def _announced(request: Request, limits: Limits) -> int:
    """How large the body says it is, 0 where it does not. Raises TooLarge."""
    said = request.headers.get("content-length", "")
    announced = int(said) if said.isdecimal() else 0
    if announced > limits.request_bytes:
        raise too_large(announced, limits)
    return announced


async def _body(receiver: Receiver, request: Request, hold: Hold) -> bytes:
    """Read the body, never more than a request may have."""
    most = receiver.limits.request_bytes
    chunks: list[bytes] = []
    try:
        async with asyncio.timeout(receiver.limits.body_seconds):
            async for chunk in _prompt(request.stream(), receiver.limits.silent_seconds):
                hold.add(len(chunk))
                chunks.append(chunk)
                if hold.count > most:
                    raise too_large(hold.count, receiver.limits)
    except ClientDisconnect as error:
        raise BadPayload("the client went away before its request was whole") from error
    except TimeoutError as error:
        raise TooSlow("the request took too long to arrive; send it again") from error
    return b"".join(chunks)


async def _prompt(chunks: AsyncIterator[bytes], seconds: float) -> AsyncIterator[bytes]:
    """Pass chunks on; raises TimeoutError when one lets us wait longer than `seconds`."""
    while True:
        async with asyncio.timeout(seconds):
            chunk = await anext(chunks, None)
        if chunk is None:
            return
        yield chunk


def _form(request: Request) -> Form:
    content_type = request.headers.get("content-type", "")
    form = MEDIA_TYPES.get(content_type.partition(";")[0].strip().lower())
    if form is None:
        raise UnknownMedia(
            f"content type {content_type!r}: expected application/x-protobuf or application/json"
        )
    return form


def _response(answer: Answer) -> Response:
    return Response(answer.body, answer.status, answer.headers)
