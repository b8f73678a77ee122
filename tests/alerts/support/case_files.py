"""Cases of rules: calls in, alerts out, each in an environment of its own so that one store has them all.

`cases/<rule>.toml` has a `[[case]]` for each, those that must stay silent first:

    [[case]]
    name = "an ordinary hour is silent"     # what it promises
    at = 2026-11-16T12:00:00Z               # the moment that is judged; this where not said
    calls = [
      { from = "-28d", to = "0h", every = "1h", usd = 1, feature = "chat", n = 2 },
      { at = "-30m", usd = 8, feature = "chat", task = "t-1", output = 900, status = "error" },
    ]
    price = [{ model = "m", input = 3, output = 12, added = "-2h" }]   # of a provider named as the environment
    budget = [{ id = "chat", scope = { feature = "chat" }, amount = 50 }]   # as in budgets.toml
    stored_budget = [{ id = "all", amount = 50, period = "month" }]         # a row that no file would get in
    alerts = [{ feature = "chat", observed = "16.00", severity = "page" }]  # [] is silence
    learning = [{ feature = "young" }]

Times are relative to `at`, `to` is not in it, `n` calls are made each time, where it is said only from one of the
`hours` until before another and on some `days` (1 is Monday) of a `zone`; `{i}` in a text is the call's place in its
line, as 16 hexadecimal digits. An alert's labels must be
these and no others, but for its environment; whatever else is said of it must be so too.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

FOLDER = Path(__file__).parents[1] / "cases"
NOON = datetime(2026, 11, 16, 12, tzinfo=UTC)
FILED = ("budget", "goal", "window", "task_limit", "token_budget")
COLUMNS = (
    *("Timestamp", "TraceId", "SpanId", "ParentSpanId", "SpanName", "ServiceName"),
    *("ResourceAttributes", "SpanAttributes", "Duration", "StatusCode"),
)
SHORT = {
    "feature": "centspan.feature",
    "tenant": "centspan.tenant",
    "team": "centspan.team",
    "user": "user.id",
    "route": "centspan.route",
    "prompt_version": "centspan.prompt_version",
    "purpose": "centspan.purpose",
    "task": "centspan.task.id",
    "session": "gen_ai.conversation.id",
    "model": "gen_ai.request.model",
    "provider": "gen_ai.provider.name",
    "operation": "gen_ai.operation.name",
    "input": "centspan.tokens.uncached_input",
    "cache_read": "centspan.tokens.cache_read",
    "cache_write": "centspan.tokens.cache_write_5m",
    "output": "centspan.tokens.output",
    "reasoning": "centspan.tokens.reasoning",
    "max_tokens": "gen_ai.request.max_tokens",
    "error_type": "error.type",
    "root_kind": "centspan.root.kind",
}
"""Short names of attributes; any other name is the attribute itself."""
USUAL = {
    "operation": "chat",
    "provider": "openai",
    "model": "gpt-4o",
    "input": 1000,
    "output": 100,
    "centspan.usage.source": "provider",
}
MADE_OF_A_PRICE = {
    "input": "uncached_input",
    "output": "output",
    "added": "added_at",
    "from": "valid_from",
    "to": "valid_to",
}
"""Of a price: dollars a million tokens, and times beside `at`."""
MADE = {
    "from",
    "to",
    "every",
    "at",
    "n",
    "usd",
    "status",
    "finish_reason",
    "seconds",
    "trace",
    "service_version",
    "service",
    "hours",
    "days",
    "zone",
}


@dataclass(frozen=True)
class Case:
    """One case; `environment` is its own."""

    rule: str
    environment: str
    said: Mapping[str, Any]

    @property
    def at(self) -> datetime:
        return self.said.get("at", NOON)

    def spans(self, first: int) -> Iterator[tuple[Any, ...]]:
        """Rows of otel_traces; ids count from `first`."""
        number = first
        for calls in self.said.get("calls", ()):
            began = number
            for moment in self._moments(calls):
                for _ in range(calls.get("n", 1)):
                    yield self._span(number, moment, _counted(calls, number - began))
                    number += 1

    def filed(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """What it says of budgets.toml: ids and scopes within its environment."""
        for kind in FILED:
            for table in self.said.get(kind, ()):
                yield kind, self._within(table)

    def stored(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Rows that it says were written by hand: budgets, and prices of a provider of its environment's name."""
        for table in self.said.get("stored_budget", ()):
            yield "budgets", {"version": 1, "unit": "usd", **self._within(table)}
        for number, table in enumerate(self.said.get("price", ())):
            yield "prices", self._price(number, table)

    def _within(self, table):
        named = {
            name: f"{self.environment}-{table[name]}" for name in ("id", "parent") if name in table
        }
        when = {name: self.at + length(table[name]) for name in ("from", "to") if name in table}
        scope = {"environment": self.environment, **table.get("scope", {})}
        return {**table, **named, **when, "scope": scope}

    def _price(self, number, table):
        said = {name: each for name, each in table.items() if name not in MADE_OF_A_PRICE}
        moments = {
            MADE_OF_A_PRICE[name]: self.at + length(table[name])
            for name in ("added", "from", "to")
            if name in table
        }
        per_token = {
            MADE_OF_A_PRICE[name]: Decimal(str(table[name])) / 1_000_000
            for name in ("input", "output")
            if name in table
        }
        return {
            "provider": self.environment,
            "version": number + 1,
            **said,
            **moments,
            **per_token,
        }

    def _moments(self, calls):
        if "at" in calls:
            return [self.at + length(calls["at"])]
        step = length(calls["every"])
        first, until = (self.at + length(calls[name]) for name in ("from", "to"))
        every = [first + step * i for i in range(max(0, -((first - until) // step)))]
        return [moment for moment in every if _open(calls, moment)]

    def _span(self, number, moment, calls):
        given = {**USUAL, **{name: each for name, each in calls.items() if name not in MADE}}
        attributes = {SHORT.get(name, name): str(each) for name, each in given.items()}
        attributes["gen_ai.response.id"] = f"answer-{number}"
        if "usd" in calls:
            attributes |= {
                "gen_ai.usage.cost.amount": str(calls["usd"]),
                "gen_ai.usage.cost.source": "gateway",
            }
        if "finish_reason" in calls:
            attributes["gen_ai.response.finish_reasons"] = f'["{calls["finish_reason"]}"]'
        resource = {"deployment.environment.name": self.environment}
        if "service_version" in calls:
            resource["service.version"] = calls["service_version"]
        return (
            moment,
            calls.get("trace", f"{number + 1:032x}"),
            f"{number + 1:016x}",
            "",
            "chat",
            calls.get("service", "app"),
            resource,
            attributes,
            int(calls.get("seconds", 1) * 10**9),
            "Error" if calls.get("status") == "error" else "Unset",
        )


def _open(calls, moment):
    """Whether such calls are made then: in what hours and on which days of the week."""
    there = moment.astimezone(ZoneInfo(calls.get("zone", "UTC")))
    first, until = calls.get("hours", (0, 24))
    return first <= there.hour < until and there.isoweekday() in calls.get("days", range(1, 8))


def _counted(calls, number):
    return {
        name: each.replace("{i}", f"{number:016x}") if isinstance(each, str) else each
        for name, each in calls.items()
    }


def length(text: str) -> timedelta:
    """`-28d`, `6h`, `30m` or `10s` as a length of time."""
    unit = {"d": "days", "h": "hours", "m": "minutes", "s": "seconds"}[text[-1]]
    return timedelta(**{unit: float(text[:-1])})


def cases(folder: Path = FOLDER) -> tuple[Case, ...]:
    """Every case of every file of a folder, in their order."""
    return tuple(
        Case(path.stem, f"{path.stem.replace('_', '-')}-{number}", said)
        for path in sorted(folder.glob("*.toml"))
        for number, said in enumerate(tomllib.loads(path.read_text("utf-8"))["case"])
    )
