"""What one trace's page asks for: its spans, each with tokens, three amounts and whether it counts."""

from functools import partial
from typing import Final

import anyio.to_thread
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from centspan.collector.query import load
from centspan.dashboards.viewer.answers import MakeClient, ask
from centspan.dashboards.viewer.api import HEADERS, NotThere, told
from centspan.instrumentation.errors import CentspanError

LONGEST: Final = 32
_HEXADECIMAL: Final = frozenset("0123456789abcdef")


def trace_id(text: str) -> str:
    """A trace's id as the store writes it; raises CentspanError for what is none."""
    found = text.lower()
    if not found or len(found) > LONGEST or not _HEXADECIMAL.issuperset(found):
        raise CentspanError(f"{text[:60]!r} is no trace id: expected {LONGEST} hexadecimal digits")
    return found.zfill(LONGEST)


def routes(make_client: MakeClient) -> list[Route]:
    """`/api/traces/<id>`: columns and rows of the question `trace`."""

    async def spans(request: Request) -> Response:
        wanted = trace_id(request.path_params["trace_id"])
        asking = partial(ask, make_client, load("trace"), {"trace_id": wanted})
        answer = await anyio.to_thread.run_sync(asking)
        if not answer.rows:
            raise NotThere(
                f"no call of trace {wanted} is stored: it may be older than what is kept"
            )
        return JSONResponse(answer.as_json(), headers=HEADERS)

    return [Route("/api/traces/{trace_id}", told(spans))]
