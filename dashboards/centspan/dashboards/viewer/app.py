"""Every address of the viewer: `/boards/<uid>`, `/trace/<id>`, their API and their files."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from centspan.dashboards.board import Board
from centspan.dashboards.viewer import assets, marking, traces
from centspan.dashboards.viewer.answers import MakeClient
from centspan.dashboards.viewer.api import HEADERS, Api
from centspan.dashboards.viewer.definitions import board_as_json
from centspan.dashboards.viewer.pages import page
from centspan.dashboards.viewer.refused import told_as_page


def routes(boards: tuple[Board, ...], make_client: MakeClient) -> list[Route]:
    """What an ASGI app serves to show `boards`; `make_client` gives each request a client of its own."""
    api = Api(boards, make_client)

    async def first(request: Request) -> Response:
        return RedirectResponse(f"/boards/{boards[0].uid}", headers=HEADERS)

    async def board(request: Request) -> Response:
        shown = api.board(request.path_params["uid"])
        return page(shown.title, "board.js", board_as_json(shown, boards))

    async def trace(request: Request) -> Response:
        wanted = traces.trace_id(request.path_params["trace_id"])
        data = {"trace": wanted, "boards": board_as_json(boards[0], boards)["boards"]}
        return page(f"Trace {wanted}", "trace.js", data)

    return [
        Route("/boards", first),
        Route("/boards/{uid}", told_as_page(board, boards)),
        Route("/trace/{trace_id}", told_as_page(trace, boards)),
        *api.routes(),
        *traces.routes(make_client),
        *marking.routes(make_client),
        *assets.routes(),
    ]
