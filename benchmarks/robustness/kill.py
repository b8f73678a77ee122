"""kill -9 of a whole stack under load: what was acknowledged is there, once, and the sums are right."""

import argparse
import random
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from contract import Bar, Benchmark, Figure, Result, main, progress
from running import Stack
from senders import (
    TOKENS_IN,
    TOKENS_OUT,
    GrpcSender,
    HttpSender,
    Merger,
    RowSender,
    SpanSender,
)

_TEACHES = """\
Kills a whole `centspan up` with signal 9 again and again: amid inserts over OTLP and SQL, forced
merges, rollups, its own start, and the migrations of a fresh data directory. After each start every
acknowledged span must be there and none twice; after the clients' retries the tables of calls and
the spend view must hold exactly what was sent, at once and again when the hours are rolled up.

examples:
  python benchmarks/robustness/kill.py --kills 30
  python benchmarks/robustness/kill.py --kills 5 --seed 3 --no-settling"""
ROWS = (
    "CREATE TABLE IF NOT EXISTS killed_rows (n UInt64) ENGINE = MergeTree ORDER BY n "
    "SETTINGS non_replicated_deduplication_window = 1000"
)
SPANS = "SELECT SpanId FROM otel_traces WHERE ServiceName = 'killed'"
CALLS = (
    "SELECT count(), sum(uncached_input_tokens), sum(output_tokens) FROM llm_calls FINAL "
    "WHERE service = 'killed' AND counted"
)
SPEND = (
    "SELECT toUInt64(sum(calls)), sum(uncached_input_tokens), sum(output_tokens) FROM spend "
    "WHERE service = 'killed'"
)
DIRTY = "SELECT count() FROM hour_states WHERE dirty"
SETTLE_SECONDS = 120
FRESH_SHARE = 0.25
"""Of the kills: in the migrations of a directory that did not exist before."""


@dataclass(slots=True)
class Campaign:
    """One run: the stack, who sends to it, and what went wrong."""

    stack: Stack
    dice: random.Random
    longest: float = 7.0
    """Seconds of load before a kill, at most."""
    senders: tuple[SpanSender, ...] = ()
    rows: RowSender | None = None
    merger: Merger | None = None
    kills: Counter[str] = field(default_factory=Counter)
    problems: list[str] = field(default_factory=list)

    def begin(self) -> None:
        """Start the stack and those who send."""
        self.stack.start()
        self.stack.query(ROWS)
        kinds = (HttpSender, HttpSender, GrpcSender)
        self.senders = tuple(kind(self.stack) for kind in kinds)
        self.rows, self.merger = RowSender(self.stack), Merger(self.stack)
        for each in (*self.senders, self.rows, self.merger):
            each.start()

    def strike(self) -> None:
        """Kill it at a random moment of its life, or of its start; then look at what is left."""
        if self.dice.random() < 0.25:
            self.stack.kill()
            self.stack.launch()
            time.sleep(self.dice.uniform(0.1, 3))
            self.kills["while it starts"] += 1
        else:
            time.sleep(self.dice.uniform(0.3, self.longest))
            self.kills["under load"] += 1
        promised = [list(each.acknowledged) for each in self.senders]
        rows = list(self.rows.acknowledged) if self.rows else []
        self.stack.kill()
        self.stack.start()
        self._look({one for many in promised for one in many}, set(rows))

    def end(self, settle: bool) -> None:
        """Let the clients finish, and compare the sums."""
        everyone = (*self.senders, self.rows, self.merger)
        for each in everyone:
            if each:
                each.leave()
        for each in everyone:
            if each:
                each.join(120)
        sent = sum(len(each.acknowledged) for each in self.senders)
        self._sums("at once", sent)
        self._look(set(), set())
        if settle:
            self._settled()
            self._sums("rolled up", sent)
        left = [file.name for file in (self.stack.data / "receiver").glob("*.*")]
        self._expect(
            "files left in the spool", [name for name in left if name != "receipts.older"], []
        )

    def _look(self, spans: set[str], rows: set[int]) -> None:
        stored = [row[0] for row in self.stack.query(SPANS)]
        there = {row[0] for row in self.stack.query("SELECT n FROM killed_rows")}
        twice = self.stack.query("SELECT count() - uniqExact(n) FROM killed_rows")[0][0]
        self._expect("acknowledged spans missing", len(spans - set(stored)), 0)
        self._expect("spans stored twice", len(stored) - len(set(stored)), 0)
        self._expect("acknowledged rows missing", len(rows - there), 0)
        self._expect("rows stored twice", twice, 0)

    def _sums(self, when: str, sent: int) -> None:
        truth = [sent, sent * TOKENS_IN, sent * TOKENS_OUT]
        self._expect(f"spans, {when}", len(self.stack.query(SPANS)), sent)
        self._expect(f"llm_calls FINAL, {when}", self.stack.query(CALLS)[0], truth)
        self._expect(f"spend, {when}", self.stack.query(SPEND)[0], truth)

    def _settled(self) -> None:
        until = time.monotonic() + SETTLE_SECONDS
        while self.stack.query(DIRTY)[0][0] and time.monotonic() < until:
            time.sleep(2)
        self._expect("hours not rolled up", self.stack.query(DIRTY)[0][0], 0)

    def _expect(self, what: str, found: object, expected: object) -> None:
        if found != expected:
            self.problems.append(f"{what}: expected {expected}, found {found} after {self.kills}")


def measure(chosen: argparse.Namespace) -> Result:
    """Run the campaign."""
    dice = random.Random(chosen.seed)
    fresh = round(chosen.kills * FRESH_SHARE)
    with tempfile.TemporaryDirectory(prefix="centspan-kill-") as folder:
        log = chosen.log or Path(folder) / "log"
        campaign = Campaign(Stack(Path(folder) / "data", log), dice)
        try:
            campaign.begin()
            while campaign.kills.total() < chosen.kills - fresh:
                campaign.strike()
                progress(f"{campaign.kills.total()} kills, {len(campaign.problems)} problems")
            campaign.end(settle=not chosen.no_settling)
            stopped = campaign.stack.stop()
        finally:
            campaign.stack.kill()
        starts = campaign.stack.start_seconds + migrations(Path(folder), log, fresh, campaign)
    return _result(campaign, starts, stopped)


def migrations(folder: Path, log: Path, count: int, campaign: Campaign) -> list[float]:
    """Kill fresh stacks amid their migrations; each must come up at the next start."""
    starts: list[float] = []
    for number in range(count):
        stack = Stack(folder / f"fresh-{number}", log)
        for _ in range(2):
            stack.launch()
            time.sleep(campaign.dice.uniform(0.4, 3))
            stack.kill()
        campaign.kills["in the migrations of a fresh directory"] += 1
        stack.start()
        sender = HttpSender(stack)
        sender.one()
        sent = len(sender.acknowledged)
        if stack.query(SPEND)[0] != [sent, sent * TOKENS_IN, sent * TOKENS_OUT]:
            campaign.problems.append(
                f"a store killed in its migrations answers {stack.query(SPEND)}"
            )
        starts += stack.start_seconds
        stack.stop()
        progress(f"{campaign.kills.total()} kills, {len(campaign.problems)} problems")
    return starts


def _result(campaign: Campaign, starts: list[float], stopped: float) -> Result:
    sent = sum(len(each.acknowledged) for each in campaign.senders)
    attempts = sum(each.attempts for each in campaign.senders)
    figures = (
        Figure("kills", "count", campaign.kills.total(), better="more"),
        Figure("spans acknowledged", "count", sent, better="more"),
        Figure("broken promises", "count", len(campaign.problems), bars=(Bar(0),)),
        Figure("slowest start after a kill", "s", max(starts), bars=(Bar(30),)),
        Figure("peak memory", "MB", campaign.stack.peak_bytes / 1e6, bars=(Bar(1000),)),
        Figure("stop after it", "s", stopped, bars=(Bar(10),)),
    )
    kinds = ", ".join(f"{count} {kind}" for kind, count in campaign.kills.items())
    notes = (f"{kinds}; {attempts} attempts of requests", *campaign.problems[:20])
    return Result(figures, notes)


def options(parser: argparse.ArgumentParser) -> None:
    """Add what can be chosen."""
    parser.add_argument("--kills", type=int, default=30)
    parser.add_argument("--seed", type=int, default=1, help="of the moments (1)")
    parser.add_argument("--no-settling", action="store_true", help="do not wait for the rollups")
    parser.add_argument("--log", type=Path, help="where the stack's stderr goes")


if __name__ == "__main__":
    sys.exit(main(Benchmark("robustness/kill", _TEACHES, measure, options)))
