"""Which emitter tells which fact, as a page: worked out from the recordings.

`python tests/golden/page.py` writes it into docs/dialects.md, below the mark.
"""

import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from centspan.instrumentation.dialects import text

sys.path.append(str(Path(__file__).parent))
import goldens
from goldens import Call, Golden

PAGE = Path(__file__).parents[2] / "docs" / "dialects.md"
MARK = "<!-- dialects: generated -->"
Fact = Callable[[Call], Any]


def _bucket(*names: str) -> Fact:
    return lambda call: sum(call.get("tokens", {}).get(name, 0) for name in names)


FACTS: dict[str, Fact] = {
    "input": _bucket(
        "uncached_input", "cache_read", "cache_write_5m", "cache_write_1h", "audio_input"
    ),
    "cached": _bucket("cache_read"),
    "cache writes": _bucket("cache_write_5m", "cache_write_1h"),
    "1 h writes": _bucket("cache_write_1h"),
    "output": _bucket("output", "reasoning", "audio_output"),
    "reasoning": _bucket("reasoning"),
    "audio": _bucket("audio_input", "audio_output"),
    "searches": lambda call: call.get("web_searches", 0),
    "provider": lambda call: call.get("provider"),
    "model": lambda call: call.get("model"),
    "tier, region": lambda call: call.get("service_tier", ""),
    "errors": lambda call: call.get("status", "ok") == "error",
}
"""Column → the fact in a call's truth, and in what the spans told of it."""
OWN = {"response id": "response_id", "own figure": "recorded_usd"}
"""Column → the fact of `TEXTS` that only spans have."""


def table() -> str:
    """The page's table: one row an emitter, with its version."""
    found: dict[str, list[Golden]] = {}
    for golden in goldens.load("spans"):
        found.setdefault(golden.emitter, []).append(golden)
    columns = ["emitter", "cases", *FACTS, *OWN]
    rows = [
        [f"{name} {cases[0].version}", str(len(cases)), *_row(cases)]
        for name, cases in found.items()
    ]
    lines = [columns, ["---"] * len(columns), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _row(cases: list[Golden]) -> Iterator[str]:
    for fact in FACTS.values():
        yield _cell(told for golden in cases for told in _told(golden, fact))
    for fact in OWN.values():
        yield _cell(
            any(text(span["attributes"], fact) for span in golden.spans)
            for golden in cases
            if all(call.get("tokens") for call in golden.calls)
        )


def _told(golden: Golden, fact: Fact) -> Iterator[bool]:
    """For each real call that has the fact: whether the spans say it right."""
    expected = golden.expected or [{} for _ in golden.calls]
    for call, told in zip(golden.calls, expected, strict=True):
        if fact(call):
            yield fact(told) == fact(call)


def _cell(told: Iterable[bool]) -> str:
    found = list(told)
    if not found:
        return "–"
    if all(found) or not any(found):
        return "yes" if found[0] else "no"
    return f"{sum(found)} of {len(found)}"


def written(page: str) -> str:
    """The page with today's table in it."""
    return f"{page.partition(MARK)[0]}{MARK}\n\n{table()}\n"


if __name__ == "__main__":
    PAGE.write_text(written(PAGE.read_text("utf-8")), "utf-8")
