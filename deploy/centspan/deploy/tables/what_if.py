"""Estimates, scenarios and configurations in the terminal, and for scripts."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from rich import box
from rich.table import Table

from centspan.deploy.tables.finance import share
from centspan.deploy.tables.table import printed, usd
from centspan.optimizer.finance.estimate import Estimate, Plan
from centspan.optimizer.finance.mix import Mix
from centspan.optimizer.finance.pareto import Placed
from centspan.optimizer.finance.savings_stack import Step
from centspan.optimizer.finance.scenarios import Scenario

Estimated = tuple[Plan, Estimate, str]
"""A plan, what it costs, and how its tokens were counted."""


def _table(title: str, left: Sequence[str], right: Sequence[str]) -> Table:
    table = Table(title=title, title_justify="left", box=box.SIMPLE)
    for name in left:
        table.add_column(name, overflow="fold")
    for name in right:
        table.add_column(name, justify="right", no_wrap=True)
    return table


def show_estimates(found: Sequence[Estimated]) -> None:
    """Print what a plan costs on each model, as they were named."""
    columns = ("input tokens", "output", "calls a day", "a call", "a month (30 days)")
    table = _table("Estimated cost at today's prices", ("model",), columns)
    for plan, each, _ in found:
        table.add_row(
            each.model[1],
            f"{plan.input_tokens:,}",
            f"{plan.output_tokens:,}",
            f"{plan.calls_per_day:,f}",
            usd(each.per_call_usd),
            usd(each.per_month_usd),
        )
    printed(table, *dict.fromkeys(f"input of {e.model[1]}: {how}" for _, e, how in found))


def estimates_json(found: Sequence[Estimated]) -> list[dict[str, Any]]:
    """The same for scripts."""
    return [
        {
            "provider": each.model[0],
            "model": each.model[1],
            "input_tokens": plan.input_tokens,
            "counted": how,
            "output_tokens": plan.output_tokens,
            "calls_per_day": plan.calls_per_day,
            "cached": plan.cached,
            "per_call_usd": each.per_call_usd,
            "per_month_usd": each.per_month_usd,
        }
        for plan, each, how in found
    ]


def show_scenarios(found: Sequence[Scenario], times: Decimal, steps: Sequence[Step]) -> None:
    """Print scenarios against what was paid, and savings one after the other."""
    usual = found[0].usd
    volume = "" if times == 1 else f" at {times:f} times the calls"
    table = _table(f"30 days{volume}", ("scenario", "what"), ("USD", "against as is"))
    for each in found:
        change = "" if each is found[0] or not usual else f"{each.usd / usual - 1:+.1%}"
        table.add_row(each.name, each.what, usd(each.usd * times), change)
    printed(table)
    if steps:
        stack = _table(
            "One saving after the other", ("saving",), ("of what is left", "saves", "leaves")
        )
        for step in steps:
            stack.add_row(step.name, share(step.share), usd(step.saved_usd), usd(step.after_usd))
        printed(stack)


def scenarios_json(
    found: Sequence[Scenario], times: Decimal, steps: Sequence[Step]
) -> dict[str, Any]:
    """The same for scripts: USD of 30 days at `volume` times the calls."""
    return {
        "volume": times,
        "scenarios": [{"name": s.name, "what": s.what, "usd": s.usd * times} for s in found],
        "savings": [
            {"name": s.name, "share": s.share, "saved_usd": s.saved_usd, "after_usd": s.after_usd}
            for s in steps
        ],
    }


def show_pareto(every: Sequence[Placed], cheapest: Mix | None, mix: Mix | None) -> None:
    """Print configurations from the cheapest on, what beats them, and mixes."""
    on_front = sum(not each.beaten_by for each in every)
    title = f"{on_front} of {len(every)} configurations are beaten by none"
    table = _table(title, ("", "configuration"), ("USD", "quality", "latency"))
    table.add_column("beaten by", overflow="fold")
    for each in every:
        one = each.configuration
        latency = "" if one.latency_ms is None else f"{one.latency_ms:f} ms"
        mark = "" if each.beaten_by else "●"
        beaten = ", ".join(each.beaten_by)
        table.add_row(mark, one.name, f"${one.usd:f}", f"{one.quality:f}", latency, beaten)
    printed(
        table,
        *(_told(name, each) for name, each in (("cheapest mix", cheapest), ("mix", mix)) if each),
    )
    if mix:
        dearest = max(each.configuration.usd for each in every)
        printed(f"against ${dearest:f} of the dearest: {share(1 - mix.usd / dearest)} less")


def _told(name: str, mix: Mix) -> str:
    shares = ", ".join(f"{part:.1%} {who}" for who, part in mix.shares.items())
    return f"{name}: {shares}: ${mix.usd:.6f}, quality {mix.quality:.4f}"


def pareto_json(every: Sequence[Placed], cheapest: Mix | None, mix: Mix | None) -> dict[str, Any]:
    """The same for scripts."""
    return {
        "front": [each.configuration.name for each in every if not each.beaten_by],
        "configurations": [
            {
                "name": each.configuration.name,
                "usd": each.configuration.usd,
                "quality": each.configuration.quality,
                "latency_ms": each.configuration.latency_ms,
                "beaten_by": list(each.beaten_by),
            }
            for each in every
        ],
        "cheapest_mix": _mix_json(cheapest),
        "mix": _mix_json(mix),
    }


def _mix_json(mix: Mix | None) -> dict[str, Any] | None:
    if mix is None:
        return None
    return {"shares": dict(mix.shares), "usd": mix.usd, "quality": mix.quality}
