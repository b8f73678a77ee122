"""`POST /webhook`: what Grafana or an Alertmanager found comes in here, and is told from here."""

import threading
from collections.abc import Callable
from typing import Any, Final

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from centspan.alerts.notify.deliver import now
from centspan.alerts.passed import read
from centspan.alerts.receive import receive
from centspan.alerts.watch import Given
from centspan.deploy.stack.background import JobState
from centspan.instrumentation.errors import CentspanError

PATH: Final = "/webhook"
HEALTH: Final = "/healthz"
MOST_BYTES: Final = 4 * 1024 * 1024


class AlertWebhook:
    """Takes alerts in, one webhook at a time, so that no group is told twice."""

    def __init__(self, make_client: Callable[[], Any], said: Callable[[], Given]) -> None:
        self._make_client = make_client
        self._said = said
        self._one_at_a_time = threading.Lock()

    async def take(self, request: Request) -> Response:
        """Answer a webhook: what was understood, and why the rest was not."""
        body = await _body(request)
        if body is None:
            return JSONResponse({"error": f"expected at most {MOST_BYTES} bytes"}, 413)
        try:
            passed = read(body)
        except CentspanError as error:
            return JSONResponse({"error": str(error)}, 400)
        received = await run_in_threadpool(self._receive, passed)
        return JSONResponse(
            {"understood": list(received.understood), "refused": list(received.refused)}
        )

    def _receive(self, passed: Any) -> Any:
        with self._one_at_a_time, self._make_client() as client:
            return receive(client, passed, self._said(), now())


def app(webhook: AlertWebhook | None, states: Callable[[], tuple[JobState, ...]]) -> Starlette:
    """The ASGI app of `alerts serve`; it takes webhooks where there is somebody to."""

    async def health(request: Request) -> Response:
        jobs = {
            job.name: {"runs": job.runs, "failures": job.failures, "last_error": job.last_error}
            for job in states()
        }
        return JSONResponse(
            {"status": "ready", "jobs": jobs}, headers={"Cache-Control": "no-store"}
        )

    taken = [Route(PATH, webhook.take, methods=["POST"])] if webhook else []
    return Starlette(routes=[Route(HEALTH, health), *taken])


async def _body(request: Request) -> bytes | None:
    """The whole body; None where it is too long, which is seen before it is read."""
    said = request.headers.get("content-length", "")
    if said.isdigit() and int(said) > MOST_BYTES:
        return None
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_BYTES:
            return None
    return bytes(body)
