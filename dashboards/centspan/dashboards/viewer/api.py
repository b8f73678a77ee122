"""What pages ask for: panels, values of variables and annotations, as JSON or CSV."""

import json
import os
from collections.abc import Awaitable, Callable
from typing import Any, Final

import anyio.to_thread
from anyio import CapacityLimiter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from centspan.collector.query import Query, load
from centspan.dashboards.board import AnyPanel, Board, Trend, Variable
from centspan.dashboards.viewer import asked
from centspan.dashboards.viewer.answers import Answer, MakeClient, NoAnswer, ask, in_utc
from centspan.dashboards.viewer.definitions import numbered
from centspan.dashboards.viewer.sharing import Shared
from centspan.dashboards.viewer.trust import strip
from centspan.instrumentation.errors import CentspanError

AT_ONCE: Final = max(3, os.cpu_count() or 0)
"""Questions of one stack under way together: more of them would only all be late."""
MOST_LISTED: Final = 100
HEADERS: Final = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
Handler = Callable[[Request], Awaitable[Response]]


class NotThere(CentspanError):
    """A board, panel or variable that is not."""


def told(handler: Handler) -> Handler:
    """`handler`, with what it raises told in words: 404, 400 for bad input, 503 where the store failed."""

    async def answered(request: Request) -> Response:
        try:
            return await handler(request)
        except CentspanError as failure:
            return as_json(failure)

    return answered


def as_json(failure: CentspanError) -> Response:
    """The failure in words, under its status."""
    return JSONResponse({"error": str(failure)}, status(failure), HEADERS)


def status(failure: CentspanError) -> int:
    """404 for what is not there, 503 where the store failed, 400 for all else: bad input."""
    if isinstance(failure, NotThere):
        return 404
    return 503 if isinstance(failure, NoAnswer) else 400


class Api:
    """Answers for `boards`, each request with a client of its own from `make_client`."""

    def __init__(self, boards: tuple[Board, ...], make_client: MakeClient) -> None:
        self._boards = {board.uid: board for board in boards}
        self._make_client = make_client
        self._limiter = CapacityLimiter(AT_ONCE)
        self._shared = Shared()

    def routes(self) -> list[Route]:
        """Below /api/boards/<uid>."""
        base = "/api/boards/{uid}"
        return [
            Route(f"{base}/panels/{{n:int}}.csv", told(self._csv)),
            Route(f"{base}/panels/{{n:int}}", told(self._panel)),
            Route(f"{base}/variables/{{name}}", told(self._variable)),
            Route(f"{base}/annotations", told(self._annotations)),
            Route(f"{base}/trust", told(self._trust)),
        ]

    def board(self, uid: str) -> Board:
        """The board of that uid; raises NotThere, naming those there are."""
        if uid not in self._boards:
            raise NotThere(f"there is no board {uid[:60]!r}: there are {', '.join(self._boards)}")
        return self._boards[uid]

    async def ask(
        self, question: str, asked_for: asked.Asked, values: dict[str, Any] | None = None
    ) -> Answer:
        """The question's answer, off the event loop; raises NoAnswer."""
        query = load(question)
        return await self._answer(query, asked_for.parameters(query, values or {}))

    async def _ask_with_others(self, question: str, asked_for: asked.Asked, values: Any) -> Answer:
        query = load(question)
        parameters = asked_for.parameters(query, values)
        key = (question, json.dumps(parameters, sort_keys=True, default=str))
        return await self._shared.answer(key, lambda: self._answer(query, parameters))

    async def _answer(self, query: Query, parameters: dict[str, Any]) -> Answer:
        return await anyio.to_thread.run_sync(
            ask, self._make_client, query, parameters, limiter=self._limiter
        )

    async def _panel(self, request: Request) -> Response:
        asked_for, answer = await self._answered(request)
        span = asked_for.range
        body = answer.as_json() | {
            "from": in_utc(span.start),
            "to": in_utc(span.end),
            "grain": span.grain,
        }
        return JSONResponse(body, headers=HEADERS)

    async def _csv(self, request: Request) -> Response:
        _, answer = await self._answered(request)
        name = f"{request.path_params['uid']}-{request.path_params['n']}.csv"
        headers = {**HEADERS, "Content-Disposition": f'attachment; filename="{name}"'}
        return Response(answer.as_csv(), media_type="text/csv; charset=utf-8", headers=headers)

    async def _answered(self, request: Request) -> tuple[asked.Asked, Answer]:
        board = self.board(request.path_params["uid"])
        panel = _panel_of(board, request.path_params["n"])
        asked_for = asked.read(board, request.query_params)
        # Only a chart over time has a step; without one, sums may read whole days at once.
        step = {} if isinstance(panel, Trend) or "grain" in request.query_params else {"grain": 0}
        values = step | dict(panel.values)
        return asked_for, await self._ask_with_others(panel.question, asked_for, values)

    async def _variable(self, request: Request) -> Response:
        """Values that contain `search`, at most a hundred, and how many there are."""
        board = self.board(request.path_params["uid"])
        variable = _variable_of(board, request.path_params["name"])
        asked_for = asked.read(board, request.query_params)
        answer = await self.ask(variable.question, asked_for, {"grain": 0})
        wanted = request.query_params.get("search", "").casefold()
        found = [str(row[0]) for row in answer.rows if wanted in str(row[0]).casefold()]
        body = {"values": found[:MOST_LISTED], "count": len(found)}
        return JSONResponse(body, headers=HEADERS)

    async def _annotations(self, request: Request) -> Response:
        board = self.board(request.path_params["uid"])
        asked_for = asked.read(board, request.query_params)
        found: list[dict[str, Any]] = []
        for question in board.annotations:
            answer = (await self.ask(question, asked_for, {"grain": 0})).as_json()
            names = [column["name"] for column in answer["columns"]]
            found += [
                dict(zip(names, row, strict=True)) | {"from": question} for row in answer["rows"]
            ]
        return JSONResponse({"annotations": found}, headers=HEADERS)

    async def _trust(self, request: Request) -> Response:
        board = self.board(request.path_params["uid"])
        asked_for = asked.read(board, request.query_params)
        trust = await self.ask("trust", asked_for, {"by": "environment", "grain": 0})
        freshness = await self.ask("freshness", asked_for)
        beyond = asked_for.limited - asked_for.followed_by(load("trust"))
        labels = [each.label for each in board.variables if each.name in beyond]
        return JSONResponse(strip(trust, freshness, labels, asked_for.limited), headers=HEADERS)


def _panel_of(board: Board, number: int) -> AnyPanel:
    panels = dict(numbered(board))
    if number not in panels:
        raise NotThere(f"board {board.uid} has panels 1 to {len(panels)}, not {number}")
    return panels[number]


def _variable_of(board: Board, name: str) -> Variable:
    for variable in board.variables:
        if variable.name == name and variable.question:
            return variable
    known = ", ".join(variable.name for variable in board.variables if variable.question)
    raise NotThere(f"board {board.uid} lists no values of {name[:60]!r}: it has {known or 'none'}")


def as_script_data(value: Any) -> str:
    """JSON for a `<script type="application/json">`: nothing in it can end the element."""
    return json.dumps(value).replace("<", "\\u003c").replace("&", "\\u0026")
