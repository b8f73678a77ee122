"""A small store of known calls, and the command line run inside the test's process."""

import json
import shutil
from datetime import UTC, datetime, timedelta

import pytest

from centspan.collector.engine import Engine
from centspan.collector.prices.resolve import resolve
from centspan.collector.prices.sources import load_sources
from centspan.collector.roll import roll
from centspan.deploy.cli import main

YESTERDAY = datetime.now(UTC).replace(minute=30, second=0, microsecond=0) - timedelta(days=1)
COLUMNS = [
    *("Timestamp", "TraceId", "SpanId", "SpanName", "SpanKind", "ServiceName"),
    *("ResourceAttributes", "ScopeName", "SpanAttributes", "Duration", "StatusCode"),
]


def span(number, model, *, feature="", tenant="", unseen=0, sent=0, **usage):
    """One call as a row of otel_traces; usage by the standard's names, cached tokens included."""
    attributes = {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": "openai",
        "gen_ai.request.model": model,
        "gen_ai.response.model": model,
        "gen_ai.response.id": f"answer-{number}",
        **{f"gen_ai.usage.{name}_tokens": str(tokens) for name, tokens in usage.items()},
        **({"centspan.feature": feature} if feature else {}),
        **({"centspan.tenant": tenant} if tenant else {}),
        **({"centspan.attempts.unseen": str(unseen)} if unseen else {}),
        **({"centspan.attempts.unseen_input_tokens": str(sent)} if sent else {}),
    }
    ids = (f"{number:032x}", f"{number:016x}")
    resource = {"service.name": "app"}
    return [
        *(YESTERDAY, *ids, "chat", "Client", "app"),
        *(resource, "app", attributes, 10**9, "Unset"),
    ]


SPANS = (
    span(
        1,
        "gpt-4o-mini",
        feature="search",
        tenant="acme",
        input=1000,
        output=200,
        **{"cache_read.input": 600, "reasoning.output": 64},
    ),
    span(2, "gpt-4o-mini", feature="search", tenant="zen", unseen=2, input=1_000_000, output=0),
    span(3, "gpt-4o-mini", unseen=1, sent=500_000, input=1_000_000, output=0),
    span(4, "nobody-knows-this-1", feature="lab", input=10, output=10),
)


@pytest.fixture(scope="session")
def _filled(tmp_path_factory, new_store):
    """The data directory of a store that holds SPANS, not priced yet; to be copied."""
    path = new_store(tmp_path_factory.mktemp("filled") / "store")
    engine = Engine(path)
    engine.client().insert("otel_traces", list(SPANS), column_names=COLUMNS)
    engine.close()
    return path


@pytest.fixture(scope="module")
def dsn(tmp_path_factory, _filled):
    """A store that holds SPANS, not priced yet; kept open, so that each command opens it quickly."""
    path = shutil.copytree(_filled, tmp_path_factory.mktemp("cli") / "store", symlinks=True)
    engine = Engine(path)
    yield f"chdb://{path}"
    engine.close()


@pytest.fixture(scope="module")
def answers_dsn(tmp_path_factory, new_store):
    """A store in which one answer of a thousand of ten users is very long, priced and rolled up; kept open."""
    path = new_store(tmp_path_factory.mktemp("answers") / "store")
    engine = Engine(path)
    with engine.client() as client:
        rows = [_answer(number, 60100 if number == 7 else 100) for number in range(1000)]
        client.insert("otel_traces", rows, column_names=COLUMNS)
        resolve(client, load_sources())
        roll(client, settle_seconds=-2)
    yield f"chdb://{path}"
    engine.close()


def _answer(number, output):
    row = span(number + 1, "gpt-4o", feature="chat", input=1000, output=output)
    row[COLUMNS.index("Timestamp")] = datetime.now(UTC) - timedelta(hours=30, seconds=-number)
    row[COLUMNS.index("SpanAttributes")]["user.id"] = f"user-{number % 10}"
    return row


@pytest.fixture
def unopened_dsn(tmp_path, _filled):
    """As `dsn`, for commands in processes of their own."""
    path = shutil.copytree(_filled, tmp_path / "store", symlinks=True)
    return f"chdb://{path}"


@pytest.fixture
def centspan(capsys):
    """Runs one command; returns its exit code, what it printed and what it complained of."""

    def run(*arguments):
        try:
            code = main([str(each) for each in arguments])
        except SystemExit as left:
            code = left.code
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


@pytest.fixture
def answer(centspan):
    """Runs one command with --json; returns what it printed, read."""

    def run(*arguments):
        code, out, err = centspan(*arguments, "--json")
        assert code == 0, err
        return json.loads(out)

    return run
