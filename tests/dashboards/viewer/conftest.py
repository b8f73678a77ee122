"""A viewer of two small boards on a real engine: 200 features, 2,000 tenants, names of every kind."""

import shutil
import sys
import threading
import time
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route

from centspan.collector.engine import Engine
from centspan.collector.prices.resolve import resolve
from centspan.collector.prices.sources import load_sources
from centspan.collector.roll import roll
from centspan.dashboards import boards as ours
from centspan.dashboards.board import Bars, Board, Link, Pie, Row, Stat, Table, Trend
from centspan.dashboards.boards.variables import ENVIRONMENT, FEATURE, MODEL, TEAM, TENANT
from centspan.dashboards.viewer import app
from centspan.deploy.stack.ports import Guard, Guarded
from centspan.deploy.stack.servers import listening_socket

# What tests of this folder share.
sys.path.append(str(Path(__file__).parent))

SCRIPT = "<script>alert(1)</script>"
ODD = (SCRIPT, "o'b", "=1+1", "<b>bold</b> & ü")
FEATURES = (*ODD, *(f"feature-{number:03}" for number in range(196)))
TENANTS = (*ODD, *(f"tenant-{number:04}" for number in range(1996)))
SEEN_TWICE = 25
TRACE = f"{SEEN_TWICE // 4 + 1:032x}"
COLUMNS = (
    *("Timestamp", "TraceId", "SpanId", "ParentSpanId", "SpanName", "SpanKind", "ServiceName"),
    *("ResourceAttributes", "ScopeName", "SpanAttributes", "Duration", "StatusCode"),
)
TOLD = {
    "description": "What it is.",
    "number": "effective-cost",
    "empty": "Nothing: `centspan up`.",
}
TO_SECOND = Link("second", {"feature": "feature"})
FIRST = Board(
    uid="first",
    title="First board",
    description="Everything there is.",
    rows=(
        Row(
            "Now",
            (
                Stat(
                    title="Today",
                    question="spend_today",
                    column="effective_usd",
                    before="before_usd",
                    **TOLD,
                ),
            ),
        ),
        Row(
            "Where",
            (
                Trend(
                    title="Over time",
                    question="spend_over_time",
                    series="feature",
                    stacked=True,
                    **TOLD,
                ),
                Pie(
                    title="Shares",
                    question="spend_by_feature",
                    name="feature",
                    column="effective_usd",
                    link=TO_SECOND,
                    **TOLD,
                ),
                Bars(
                    title="Models",
                    question="spend_by_model",
                    name="model",
                    column="effective_usd",
                    link=Link("second", {"model": "model"}),
                    **TOLD,
                ),
                Table(
                    title="Tenants",
                    question="values_of_tenant",
                    links={"value": Link("second", {"tenant": "value"})},
                    **TOLD,
                ),
            ),
        ),
    ),
    variables=(ENVIRONMENT, FEATURE, TEAM, MODEL),
    refresh="off",
)
SECOND = Board(
    uid="second",
    title="Second board",
    description="One of them.",
    rows=(
        Row(
            "All",
            (
                Pie(
                    title="Shares again",
                    question="spend_by_feature",
                    name="feature",
                    column="effective_usd",
                    **TOLD,
                ),
            ),
        ),
    ),
    variables=(FEATURE, TENANT, MODEL),
    annotations=(),
    refresh="off",
)
BOARDS = (FIRST, SECOND)
ICON = Route("/icon.svg", lambda request: Response("<svg/>", media_type="image/svg+xml"))
"""The start page's."""


@pytest.fixture(scope="session")
def _filled(tmp_path_factory, new_store):
    """A store with a call of every tenant in the last hours; closed, as one is open at a time."""
    engine = Engine(new_store(tmp_path_factory.mktemp("viewer")))
    with engine.client() as client:
        client.insert("otel_traces", spans(), column_names=COLUMNS)
        resolve(client, load_sources())
        roll(client, settle_seconds=-2)
    engine.close()
    return engine.path


@pytest.fixture(scope="module")
def store(tmp_path_factory, _filled):
    """An engine of the module's own on the filled store."""
    path = tmp_path_factory.mktemp("viewer") / "store"
    engine = Engine(shutil.copytree(_filled, path, symlinks=True))
    yield engine
    engine.close()


def spans():
    """Four calls to a trace, below a span that is none; one of them is seen by another instrumentation."""
    calls = [call(number) for number in range(len(TENANTS))]
    twice = call(SEEN_TWICE)
    twice[2], twice[8] = "f" * 16, "not centspan"
    tasks = [
        [*of[:2], of[3], "", "task", "Internal", *of[6:8], "app", {}, *of[10:]] for of in calls[::4]
    ]
    return [*calls, twice, *tasks]


def call(number):
    """The only call of its tenant."""
    attributes = {
        "centspan.feature": FEATURES[number % len(FEATURES)],
        "centspan.tenant": TENANTS[number],
        "centspan.team": "red",
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": "openai",
        "gen_ai.request.model": "gpt-4o" if number // len(FEATURES) % 3 else "gpt-4o-mini",
        "gen_ai.response.id": f"r{number}",
        "gen_ai.usage.input_tokens": str(1000 * (len(FEATURES) + 1 - number % len(FEATURES))),
        "gen_ai.usage.output_tokens": "100",
    }
    return [
        datetime.now(UTC) - timedelta(seconds=60 + number * 5 % 9000),
        f"{number // 4 + 1:032x}",
        f"{number + 1:016x}",
        f"{number // 4 + 0x10001:016x}",
        "chat",
        "Client",
        "app",
        {"service.name": "app", "deployment.environment.name": "production"},
        "centspan",
        attributes,
        900_000_000,
        "Unset",
    ]


@contextmanager
def served(boards, engine):
    """The viewer behind a guard, on a port of its own: `url`, and a `client` of its store."""
    guarded = Guarded(
        Starlette(routes=[ICON, *app.routes(boards, engine.client)]), Guard(), own_origin=True
    )
    socket = listening_socket("127.0.0.1", 0, "the viewer", "--port")
    server = uvicorn.Server(uvicorn.Config(guarded, log_level="error", lifespan="off", ws="none"))
    serving = threading.Thread(target=server.run, args=([socket],))
    serving.start()
    while not server.started:
        time.sleep(0.01)
    with engine.client() as client:
        yield SimpleNamespace(url=f"http://127.0.0.1:{socket.getsockname()[1]}", client=client)
    server.should_exit = True
    serving.join()


@pytest.fixture(scope="module")
def viewer(store):
    """Two small boards on the filled store."""
    with served(BOARDS, store) as viewer:
        yield viewer


@pytest.fixture(scope="module")
def real_boards(store):
    """Every board of ours on the filled store."""
    with served(ours.BOARDS, store) as viewer:
        yield viewer


@pytest.fixture(scope="module")
def blank(tmp_path_factory, new_store):
    """Every board of ours on a store in which nothing has arrived."""
    engine = Engine(new_store(tmp_path_factory.mktemp("blank")))
    with served(ours.BOARDS, engine) as viewer:
        yield viewer
    engine.close()


@pytest.fixture(scope="session")
def odd():
    """Names that would do harm, or look odd, where they are taken for more than text."""
    return ODD


@pytest.fixture(scope="session")
def trace():
    """A trace of a task, four calls, and one of them seen by another instrumentation as well."""
    return TRACE
