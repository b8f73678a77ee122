"""`POST /api/marks`: a person's note on the time line, as `centspan mark` leaves one."""

import json
from datetime import UTC, datetime
from typing import Any, Final, cast

import anyio.to_thread
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from centspan.collector.marks import Mark, mark
from centspan.dashboards.viewer.answers import MakeClient
from centspan.dashboards.viewer.api import HEADERS, told
from centspan.dashboards.viewer.time_range import moment
from centspan.instrumentation.errors import CentspanError

EXPECTED: Final = 'expected JSON such as {"text": "rolled back", "feature": "chat", "environment": "prod", "at": "now-5m"}'
FIELDS: Final = frozenset(("text", "feature", "environment", "at"))
MOST_BYTES: Final = 16_384


def routes(make_client: MakeClient) -> list[Route]:
    """The one address; pages of other origins are kept out by the port's guard."""

    async def add(request: Request) -> Response:
        asked = _read(await _body(request))
        made = await anyio.to_thread.run_sync(_stored, make_client, asked)
        return JSONResponse(made.as_json(), 201, HEADERS)

    return [Route("/api/marks", told(add), methods=["POST"])]


async def _body(request: Request) -> bytes:
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > MOST_BYTES:
            raise CentspanError(f"a mark of more than {MOST_BYTES} bytes: {EXPECTED}")
    return body


def _read(body: bytes) -> dict[str, str]:
    try:
        found: Any = json.loads(body)
    except ValueError:
        raise CentspanError(f"the request's body is no JSON: {EXPECTED}") from None
    if not isinstance(found, dict):
        raise CentspanError(f"the request's body is no object: {EXPECTED}")
    fields = cast("dict[str, Any]", found)
    odd = [
        name for name, value in fields.items() if name not in FIELDS or not isinstance(value, str)
    ]
    if odd:
        raise CentspanError(f"{odd[0][:60]!r} is not expected, or is no text: {EXPECTED}")
    return fields


def _stored(make_client: MakeClient, asked: dict[str, str]) -> Mark:
    at = moment(asked["at"], datetime.now(UTC)) if asked.get("at") else None
    with make_client() as client:
        return mark(
            client,
            asked.get("text", ""),
            feature=asked.get("feature", ""),
            environment=asked.get("environment", ""),
            at=at,
            by="viewer",
        )
