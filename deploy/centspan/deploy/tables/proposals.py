"""Stored proposals, in the terminal and for scripts."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from rich import box
from rich.markup import escape
from rich.table import Table

from centspan.deploy.tables.optimizer import words
from centspan.deploy.tables.table import printed, usd
from centspan.optimizer.life.planned import Planned
from centspan.optimizer.life.stored import Stored


def show_listed(found: Sequence[Stored], plan: Planned | None) -> None:
    """Print proposals, the largest saving first, and what the open ones save together."""
    if not found:
        printed("no proposals: `centspan optimize` looks for some")
        return
    table = Table(title="Proposals, USD a month", title_justify="left", box=box.SIMPLE)
    for name in ("id", "scope", "change"):
        table.add_column(name, overflow="fold")
    for name in ("saves alone", "95 % interval", "in the plan"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("status")
    for each in found:
        table.add_row(
            each.id,
            escape(words(each.scope)),
            escape(each.change),
            usd(each.saving_usd),
            _interval(each),
            usd(_together(each, plan)),
            escape(_status(each)),
        )
    printed(table, together(plan))


def together(plan: Planned | None) -> str:
    """What the open proposals save together, in a sentence or two."""
    if plan is None:
        return (
            "Savings overlap, so do not add them up: no run of all levers has replayed them together yet "
            "(`centspan optimize`)."
        )
    said = (
        f"Together the open ones save {usd(plan.together_usd)} of {usd(plan.baseline_usd)} a month, {_sure(plan)} "
        f"(replayed together {plan.planned_at:%Y-%m-%d %H:%M} UTC)."
    )
    if not plan.outside:
        return said
    alone = "" if plan.outside == 1 else ", each by itself"
    return f"{said} Outside it: {plan.outside} ({usd(plan.outside_usd)}{alone}); `centspan optimize` says why."


def _sure(plan: Planned) -> str:
    if plan.gone:
        return f"without the {plan.gone} decided or withdrawn since; a new run tells it with its interval"
    if plan.low_usd is None:
        return "without an interval: too few users"
    return f"95 % interval {usd(plan.low_usd)} to {usd(plan.high_usd)}"


def _together(each: Stored, plan: Planned | None) -> Decimal | None:
    return plan.steps.get(each.id) if plan else None


def show_one(each: Stored, plan: Planned | None) -> None:
    """Print all that was said of one, and what it saves beside the others."""
    said = each.said
    told = {
        "lever": each.lever,
        "scope": words(each.scope),
        "change": each.change,
        "costs now": f"{usd(each.baseline_usd)} a month",
        "saves": f"{usd(each.saving_usd)} a month, 95 %: {_interval(each)}",
        "in the plan": _place(each, plan),
        "found": f"{each.evidence} on {said['calls']:,} calls of {said['users']:,} users, {each.proposed_at:%Y-%m-%d %H:%M} UTC",
        "quality": each.quality,
        "latency": each.latency,
        "effort": said["effort"],
        "assumed": "; ".join(said["assumptions"]) or "nothing",
        "risks": "; ".join(said["risks"]) or "none known",
        "not with": ", ".join(said["excludes"]) or "–",
        "status": _status(each),
    }
    wide = max(map(len, told))
    lines = (each.id, *(f"  {name:<{wide}}  {value}" for name, value in told.items()))
    printed(escape("\n".join(lines)))


def _place(each: Stored, plan: Planned | None) -> str:
    here = _together(each, plan)
    if plan is None or here is None:
        return "not in it" if plan else "none yet: `centspan optimize` replays one of all levers"
    return f"{usd(here)} of what those before it left, {plan.planned_at:%Y-%m-%d %H:%M} UTC"


def listed_json(found: Sequence[Stored], plan: Planned | None) -> list[dict[str, Any]]:
    """Proposals for scripts; the sum of `together_usd` is what the open ones save together."""
    return [
        {
            "id": each.id,
            "lever": each.lever,
            "scope": dict(each.scope),
            "change": each.change,
            "baseline_usd": each.baseline_usd,
            "saving_usd": each.saving_usd,
            "low_usd": each.low_usd,
            "high_usd": each.high_usd,
            "together_usd": _together(each, plan),
            "evidence": each.evidence,
            "status": each.status,
            "reason": each.reason,
            "proposed_at": each.proposed_at,
            "adopted_at": each.adopted_at,
        }
        for each in found
    ]


def _interval(each: Stored) -> str:
    return "unknown" if each.low_usd is None else f"{usd(each.low_usd)} to {usd(each.high_usd)}"


def _status(each: Stored) -> str:
    if each.status == "adopted" and each.adopted_at:
        return f"adopted {each.adopted_at:%Y-%m-%d}"
    return f"{each.status}: {each.reason}" if each.reason else each.status
