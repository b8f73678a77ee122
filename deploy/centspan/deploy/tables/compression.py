"""Shorter prompts in the terminal, and for scripts."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from rich import box
from rich.markup import escape
from rich.table import Table

from centspan.deploy.tables.table import as_json, printed, usd
from centspan.optimizer.compression.given import Given
from centspan.optimizer.compression.inventory import Item
from centspan.optimizer.compression.measure import Measured
from centspan.optimizer.compression.prompt import as_request
from centspan.optimizer.study import Study

CALLS = 1000
"""Calls that a saving is told of."""
TOLD = 30
"""Items of an inventory that are printed."""


def show_given(
    found: Sequence[Given], price: Decimal | None, cost: Decimal | None, *, show: bool
) -> None:
    """Print tokens against quality of each prompt, and with `show` the shortest form of it."""
    for given in found:
        printed(_matrix(given, price), *_notes(given, price, cost))
        if show:
            print(as_json(as_request(given.tried[-1].after)))


def given_json(
    found: Sequence[Given], price: Decimal | None, cost: Decimal | None
) -> list[dict[str, Any]]:
    """The same for scripts: USD, shares from 0 to 1."""
    return [
        {
            "prompt": given.name,
            "counted": given.counted,
            "judged": given.judged,
            "rewriting_usd": cost,
            "strategies": [
                {
                    "strategy": each.strategy,
                    "lossless": each.lossless,
                    "tokens_before": dict(each.tokens_before),
                    "tokens_after": dict(each.tokens_after),
                    "saved_tokens": each.saved,
                    "saved_share": each.saved_share,
                    "quality": each.quality,
                    "same_beginning_characters": given.same_beginning(each),
                    "saved_usd_per_1000_calls": price and each.saved * price * CALLS,
                    "request": as_request(each.after),
                }
                for each in given.tried
            ],
        }
        for given in found
    ]


def _matrix(given: Given, price: Decimal | None) -> Table:
    table = Table(title=escape(given.name), title_justify="left", box=box.SIMPLE)
    table.add_column("strategy")
    table.add_column("by section")
    for name in ("tokens", "saved", "", "facts left", f"{CALLS:,} calls"):
        table.add_column(name, justify="right", no_wrap=True)
    for each in given.tried:
        table.add_row(
            each.strategy,
            ", ".join(_sections(each)),
            f"{each.before:,} → {each.before - each.saved:,}",
            f"{each.saved:,}",
            f"{each.saved_share:.1%}",
            "lossless" if each.lossless else f"{each.quality:.0%}",
            "–" if price is None else usd(each.saved * price * CALLS),
        )
    return table


def _sections(each: Measured) -> Iterator[str]:
    for section, before in each.tokens_before.items():
        if saved := before - each.tokens_after.get(section, 0):
            yield f"{section} {-saved:+,}"


def _notes(given: Given, price: Decimal | None, cost: Decimal | None) -> Iterator[str]:
    yield f"tokens: {given.counted}"
    yield f"facts left: {given.judged}"
    changed = [each for each in given.tried if each.saved > 0]
    for each in changed:
        yield (
            f"{each.strategy}: the first {given.same_beginning(each):,} characters stay, and with them what a provider's "
            "cache reads; what is behind them is written anew once"
        )
    model = next((each for each in given.tried if each.strategy == "llm"), None)
    if cost is not None and model is not None:
        earned = price and model.saved > 0 and cost / (model.saved * price)
        after = f"earned after {earned:,.0f} calls" if earned else "never earned"
        yield f"llm: rewriting all prompts took {usd(cost)}, {after}"


def show_kept(found: Sequence[Item], study: Study) -> None:
    """Print what could be saved of the kept prompts, the most first."""
    title = (
        f"Kept prompts of {study.start:%Y-%m-%d %H:%M} to {study.end:%Y-%m-%d %H:%M} UTC, by saving"
    )
    table = Table(title=title, title_justify="left", box=box.SIMPLE)
    for name in ("feature", "prompt version", "section", "strategy"):
        table.add_column(name, overflow="fold")
    for name in ("prompts", "tokens", "saved", "", "USD a month, net"):
        table.add_column(name, justify="right", no_wrap=True)
    for item in found[:TOLD]:
        table.add_row(
            item.feature or "(none)",
            item.prompt_version,
            item.section,
            item.strategy + (" (lossless)" if item.lossless else ""),
            f"{item.prompts:,}",
            f"{item.tokens:,}",
            f"{item.saved_tokens:,}",
            f"{item.saved_tokens / max(1, item.tokens):.1%}",
            usd(study.monthly(item.saved_usd)),
        )
    left = len(found) - TOLD
    printed(
        table,
        *([f"and {left:,} more: --json"] if left > 0 else []),
        "net of what the provider's cache then no longer reads; strategies overlap: `all` has them one after the other",
    )


def kept_json(found: Sequence[Item], study: Study) -> list[dict[str, Any]]:
    """The same for scripts."""
    return [
        {
            "environment": item.environment,
            "feature": item.feature,
            "prompt_version": item.prompt_version,
            "section": item.section,
            "strategy": item.strategy,
            "lossless": item.lossless,
            "prompts": item.prompts,
            "tokens": item.tokens,
            "saved_tokens": item.saved_tokens,
            "saved_usd_per_month": study.monthly(item.saved_usd),
        }
        for item in found
    ]
