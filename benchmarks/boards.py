"""How soon boards answer over 100 million calls, and over the same spans as others keep them."""

import argparse
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from contract import Bar, Benchmark, Figure, Result, main, progress
from stack import traffic

from centspan.collector.engine import Engine
from centspan.collector.migrate import migrate
from centspan.collector.priced import write_out
from centspan.collector.query import Query, load
from centspan.dashboards.board import AnyPanel, Board, Trend
from centspan.dashboards.boards import BOARDS
from centspan.dashboards.viewer.time_range import step

_TEACHES = """\
Makes calls inside the engine (20 features, 8 models, 2,000 tenants, 20,000 users, 90 days), rolls them
up, and asks every panel's question as the viewer does, over random ranges of an hour to 90 days. Each
figure is the median over all ranges, the engine's query caches off; the first answers after the store
was opened are told apart as cold (the operating system's page cache cannot be dropped from here).

Over 10 million calls the question "what did each service spend" is then asked of ours and, of the same
number of spans in `otel_traces`, as OpenLIT asks it (getCostByApplication in
src/client/src/lib/platform/llm/cost.ts at 2acbc61b, its conditions in helpers/server/platform.ts at
06ca07d9).

examples:
  python benchmarks/boards.py --calls 2000000 --spans 200000
  python benchmarks/boards.py --store /somewhere/with/30-GB   # made once, kept, used again
"""
_OPENLIT = """
SELECT DISTINCT ResourceAttributes['service.name'] As applicationName,
  SUM(toFloat64OrZero(SpanAttributes['gen_ai.usage.cost'])) AS cost
FROM otel_traces
WHERE Timestamp >= parseDateTimeBestEffort('{start}') AND Timestamp <= parseDateTimeBestEffort('{end}')
  AND notEmpty(ResourceAttributes['service.name']) AND notEmpty(SpanAttributes['gen_ai.usage.cost'])
  AND StatusCode IN ('STATUS_CODE_OK', 'STATUS_CODE_UNSET', 'Ok', 'Unset')
  AND SpanAttributes['gen_ai.operation.name'] != 'vectordb'
GROUP BY applicationName
"""
_OURS = """
SELECT service, sum(p.effective_usd) AS usd FROM priced(SELECT service FROM spend) AS p GROUP BY service
"""
DAYS = 90
HOUR = timedelta(hours=1)
_UNCACHED = {"use_query_cache": 0, "use_query_condition_cache": 0}


def measure(options: argparse.Namespace) -> Result:
    """Fill what is not there yet, then ask."""
    if options.store:
        return _measured(options.store, options)
    with tempfile.TemporaryDirectory(prefix="centspan-boards-") as folder:
        return _measured(Path(folder), options)


def _measured(folder: Path, options: argparse.Namespace) -> Result:
    last = date.today() - timedelta(days=1)
    boards = _filled(folder / f"calls-{options.calls}", options.calls, last, traffic.fill)
    figures = _panels(boards, options)
    ours = _filled(folder / f"calls-{options.spans}", options.spans, last, traffic.fill)
    theirs = _filled(folder / f"spans-{options.spans}", options.spans, last, _spans)
    return Result(
        (*figures, _beside_openlit(ours, theirs, options.spans)),
        (
            f"{options.calls:,} calls over {DAYS} days, {options.rounds} random ranges of an hour to {DAYS} days",
            "every question as the viewer asks it, without limits; query caches off",
        ),
    )


def _filled(folder: Path, calls: int, last: date, fill: Callable[..., None]) -> Path:
    """A store with `calls`; one that is complete says so by a file beside it."""
    done = folder.with_suffix(".filled")
    if not done.exists():
        engine = Engine(folder)
        client = engine.client()
        migrate(client)
        fill(client, calls, last, DAYS)
        client.close()
        engine.close()
        done.write_text(f"{last}\n")
    return folder


def _spans(client: Any, spans: int, last: date, days: int) -> None:
    # Calls are filled by themselves, not from these: the views between would only cost time here.
    for view in ("llm_calls_mv", "service_versions_mv"):
        client.command(f"DROP VIEW IF EXISTS {view}")
    # The exporter's table keeps 30 days; both ways are asked about all of them.
    client.command("ALTER TABLE otel_traces REMOVE TTL")
    traffic.fill_spans(client, spans, last, days)


def _last(folder: Path) -> date:
    return date.fromisoformat(folder.with_suffix(".filled").read_text().strip())


def _newest(last: date) -> datetime:
    return datetime(last.year, last.month, last.day, tzinfo=UTC) + timedelta(days=1)


def _panels(folder: Path, options: argparse.Namespace) -> tuple[Figure, ...]:
    cold = _asked(folder, options, rounds=1)
    warm = _asked(folder, options, rounds=options.rounds, warm_up=True)
    asked = [(board, panel) for board in BOARDS for panel in _asking(board, options)]
    return tuple(
        Figure(
            f"{board.uid}: {panel.title}",
            "ms",
            statistics.median(warm[board.uid, panel.title]),
            peers={
                "slowest range": max(warm[board.uid, panel.title]),
                "cold": cold[board.uid, panel.title][0],
            },
            bars=(Bar(100 if board.uid == "overview" else 500),),
        )
        for board, panel in asked
    )


def _asked(
    folder: Path, options: argparse.Namespace, *, rounds: int, warm_up: bool = False
) -> dict[tuple[str, str], list[float]]:
    last = _last(folder)
    engine = Engine(folder)
    client = engine.client()
    chosen = random.Random(options.seed)
    took: dict[tuple[str, str], list[float]] = {}
    for number in range(rounds + warm_up):
        start, end = _range(chosen, last)
        progress(f"asking every panel about {start:%Y-%m-%d %H:%M} to {end:%Y-%m-%d %H:%M}")
        for board in BOARDS:
            for panel in _asking(board, options):
                spent = _time(client, panel, start, end)
                if number >= warm_up:
                    took.setdefault((board.uid, panel.title), []).append(spent)
    client.close()
    engine.close()
    return took


def _asking(board: Board, options: argparse.Namespace) -> list[AnyPanel]:
    if options.boards and board.uid not in options.boards:
        return []
    return [panel for row in board.rows for panel in row.panels]


def _range(chosen: random.Random, last: date) -> tuple[datetime, datetime]:
    """Of random length, each order of magnitude as likely, anywhere in the store."""
    newest = _newest(last)
    hours = int((DAYS * 24) ** chosen.random())
    end = newest - HOUR * chosen.randrange(DAYS * 24 - hours + 1)
    return end - HOUR * hours, end


def _time(client: Any, panel: AnyPanel, start: datetime, end: datetime) -> float:
    question = load(panel.question)
    grain = step(end - start) if isinstance(panel, Trend) else 0
    began = time.perf_counter()
    _answer(client, question, start=start, end=end, grain=grain, **panel.values)
    return (time.perf_counter() - began) * 1e3


def _answer(client: Any, question: Query, **values: Any) -> Any:
    texts = {name: "" for name, kind in question.parameters.items() if kind == "String"}
    return question.answer(client, _UNCACHED, **{**texts, **values}).result_rows


def _beside_openlit(ours: Path, theirs: Path, spans: int) -> Figure:
    query = Query("by_service", write_out(_OURS))
    mine = _seconds(
        ours, lambda client, start, end: _answer(client, query, start=start, end=end, grain=0)
    )
    other = _seconds(
        theirs,
        lambda client, start, end: client.query(
            _OPENLIT.format(start=start.isoformat(), end=end.isoformat()), settings=_UNCACHED
        ),
    )
    name = "OpenLIT's query on raw spans"
    return Figure(
        f"what each service spent, {spans:,} calls",
        "ms",
        statistics.median(mine) * 1e3,
        peers={name: statistics.median(other) * 1e3},
        bars=(Bar(1 / 500, of=name),),
    )


def _seconds(folder: Path, ask: Callable[[Any, datetime, datetime], object]) -> list[float]:
    """What each of three answers about all days takes, after one that does not count."""
    end = _newest(_last(folder))
    engine = Engine(folder)
    client = engine.client()
    took: list[float] = []
    for _ in range(4):
        progress(f"asking {folder.name} what each service spent")
        began = time.perf_counter()
        ask(client, end - timedelta(days=DAYS), end)
        took.append(time.perf_counter() - began)
    client.close()
    engine.close()
    return took[1:]


def options_of(parser: argparse.ArgumentParser) -> None:
    """Add what can be chosen."""
    add: Callable[..., object] = parser.add_argument
    add("--calls", type=int, default=100_000_000, help="calls to store (default 100,000,000)")
    add(
        "--spans", type=int, default=10_000_000, help="spans of the comparison (default 10,000,000)"
    )
    add("--boards", nargs="+", metavar="UID", help="ask these boards alone")
    add("--rounds", type=int, default=25, help="random ranges to ask about (default 25)")
    add("--seed", type=int, default=1, help="of the ranges (default 1)")
    add("--store", type=Path, metavar="DIR", help="keep the stores here and use them again")


if __name__ == "__main__":
    progress("boards: every panel over many calls")
    sys.exit(main(Benchmark("boards", _TEACHES, measure, options_of)))
