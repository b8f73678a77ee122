"""The start page: what runs where, how to instrument an app, what today cost."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from html import escape
from importlib.resources import files
from string import Template
from typing import Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from centspan.dashboards.boards import BOARDS
from centspan.dashboards.viewer import app as viewer
from centspan.deploy.pages import alerts_section, numbers, runbooks
from centspan.deploy.report import SpendReport, SpendRow, spend_report
from centspan.deploy.stack.background import JobState
from centspan.deploy.trust import told
from centspan.instrumentation.errors import CentspanError

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
ASSETS = {"/page.css": "text/css", "/icon.svg": "image/svg+xml"}
MOST_ROWS = 15


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where the parts of a running stack listen, as URLs."""

    ui: str
    clickhouse: str
    otlp_http: str
    otlp_grpc: str
    data: str


@dataclass(frozen=True, slots=True)
class Health:
    """Which parts are ready, and how the background jobs stand."""

    parts: dict[str, bool]
    jobs: tuple[JobState, ...] = ()

    @property
    def ready(self) -> bool:
        """Whether every part is; a failing job is shown, and stops nobody."""
        return all(self.parts.values())

    def as_json(self) -> dict[str, Any]:
        """For probes and scripts."""
        return {
            "status": "ready" if self.ready else "not ready",
            "parts": {name: "ready" if up else "not ready" for name, up in self.parts.items()},
            "jobs": {
                job.name: {"runs": job.runs, "failures": job.failures, "last_error": job.last_error}
                for job in self.jobs
            },
        }


def app(
    addresses: Addresses, health: Callable[[], Health], make_client: Callable[[], Any]
) -> Starlette:
    """The ASGI app of the UI port; `make_client` gives a client of its own to each page."""

    async def page(request: Request) -> Response:
        html = await run_in_threadpool(_page, addresses, health(), make_client)
        return HTMLResponse(html, headers=HEADERS)

    async def healthz(request: Request) -> Response:
        now = health()
        return JSONResponse(now.as_json(), 200 if now.ready else 503, {"Cache-Control": "no-store"})

    async def how_numbers(request: Request) -> Response:
        return HTMLResponse(numbers.html(), headers=HEADERS)

    async def all_runbooks(request: Request) -> Response:
        return HTMLResponse(runbooks.index(), headers=HEADERS)

    async def one_runbook(request: Request) -> Response:
        try:
            return HTMLResponse(runbooks.html(request.path_params["rule"]), headers=HEADERS)
        except CentspanError as failure:
            return HTMLResponse(runbooks.index(str(failure)), 404, HEADERS)

    async def asset(request: Request) -> Response:
        path = request.url.path
        return Response(_read(path[1:]), media_type=ASSETS[path], headers=HEADERS)

    return Starlette(
        routes=[
            Route("/", page),
            Route("/healthz", healthz),
            Route(numbers.PATH, how_numbers),
            Route(runbooks.PATH, all_runbooks),
            Route(f"{runbooks.PATH}/{{rule}}", one_runbook),
            *(Route(path, asset) for path in ASSETS),
            *viewer.routes(BOARDS, make_client),
        ]
    )


def _read(name: str) -> str:
    return files("centspan.deploy.pages").joinpath(name).read_text("utf-8")


def _page(addresses: Addresses, health: Health, make_client: Callable[[], Any]) -> str:
    spend, trust = _spend(make_client)
    late = ", ".join(name for name, up in health.parts.items() if not up)
    return Template(_read("page.html")).substitute(
        {
            name: escape(getattr(addresses, name))
            for name in ("ui", "clickhouse", "otlp_http", "otlp_grpc", "data")
        },
        state="ready" if health.ready else "waiting",
        state_text="All parts are ready." if health.ready else f"Not ready: {escape(late)}.",
        spend=spend,
        trust=trust,
        alerts=alerts_section.html(make_client),
        jobs=_jobs(health.jobs),
        boards=_boards(),
        now=f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S}",
    )


def _boards() -> str:
    """A line for each board, with what it answers."""
    rows = "".join(
        f'<tr><th scope="row"><a href="/boards/{board.uid}">{escape(board.title)}</a></th>'
        f"<td>{escape(board.description)}</td></tr>"
        for board in BOARDS
    )
    return f'<table class="plain">{rows}</table>'


def _spend(make_client: Callable[[], Any]) -> tuple[str, str]:
    now = datetime.now(UTC)
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    try:
        with make_client() as client:
            report = spend_report(client, by="feature", start=midnight, end=now)
    except Exception as failure:  # noqa: BLE001 (the page must come whatever the store says)
        reason = escape((str(failure).splitlines() or [""])[0][:300])
        return f'<p class="empty">The store did not answer: {reason}</p>', ""
    if not report.rows:
        return '<p class="empty">No calls yet today.</p>', ""
    return _table(report), (
        f'<p class="trust"><a href="{numbers.PATH}#data-trust">Data trust</a>. '
        f"{escape(_trust(report))}</p>"
    )


def _table(report: SpendReport) -> str:
    most = max((row.effective_usd or Decimal(0) for row in report.rows), default=Decimal(0))
    rows = [_row(row, most) for row in report.rows[:MOST_ROWS]]
    return (
        '<table><thead><tr><th>Feature</th><th class="number">Calls</th>'
        '<th class="number">Effective</th><th></th></tr></thead><tbody>'
        f"{''.join(rows)}{_row(report.total, Decimal(0), ' total')}</tbody></table>"
    )


def _row(row: SpendRow, most: Decimal, kind: str = "") -> str:
    amount = "unpriced" if row.effective_usd is None else f"${row.effective_usd:,.4f}"
    share = float((row.effective_usd or 0) / most) if most else 0.0
    bar = f'<meter value="{share:.3f}"></meter>' if most else ""
    return (
        f'<tr><td class="{kind.strip()}">{escape(row.value) or "(no feature)"}</td>'
        f'<td class="number{kind}">{row.calls:,}</td>'
        f'<td class="number{kind}">{amount}</td><td>{bar}</td></tr>'
    )


def _trust(report: SpendReport) -> str:
    """How far today's figures can be trusted, in one line."""
    doubts = ", ".join(told(report.trust.total, report.trust.freshness))
    return f"Of {report.total.calls:,} calls: {doubts}."


def _jobs(jobs: Sequence[JobState]) -> str:
    rows = "".join(
        f'<tr><th scope="row">{escape(job.name)}</th><td>{job.runs:,} runs</td>'
        f"<td>{escape(job.last_error) or 'well'}</td></tr>"
        for job in jobs
    )
    return f'<table class="plain">{rows}</table>'
