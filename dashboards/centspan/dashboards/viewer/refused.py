"""What a page's address is answered with where it leads nowhere: a page for people, JSON for who asks for it."""

from html import escape
from importlib.resources import files
from string import Template

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from centspan.dashboards.board import Board
from centspan.dashboards.viewer import assets, pages
from centspan.dashboards.viewer.api import Handler, as_json, status
from centspan.instrumentation.errors import CentspanError


def told_as_page(handler: Handler, boards: tuple[Board, ...]) -> Handler:
    """`handler`, with what it raises told on a page that leads to `boards`, or as JSON if that is asked for."""

    async def answered(request: Request) -> Response:
        try:
            return await handler(request)
        except CentspanError as failure:
            accepted = request.headers.get("accept", "")
            if "json" in accepted and "text/html" not in accepted:
                return as_json(failure)
            return HTMLResponse(_page(failure, boards), status(failure), pages.HEADERS)

    return answered


def _page(failure: CentspanError, boards: tuple[Board, ...]) -> str:
    template = files("centspan.dashboards").joinpath("viewer/refused.html").read_text("utf-8")
    links = (f'<li><a href="/boards/{each.uid}">{escape(each.title)}</a></li>' for each in boards)
    return Template(template).substitute(
        title="Nothing is here",
        assets=f"{assets.BASE}/{assets.digest()}",
        boards="".join(links),
        message=escape(str(failure)),
    )
