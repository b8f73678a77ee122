"""Stored proposals, in the terminal and for scripts."""

from collections.abc import Sequence
from typing import Any

from rich import box
from rich.table import Table

from centspan.deploy.optimizer_tables import words
from centspan.deploy.tables import printed, usd
from centspan.optimizer.life.stored import Stored


def show_listed(found: Sequence[Stored]) -> None:
    """Print proposals, the largest saving first."""
    if not found:
        printed("no proposals: `centspan optimize` looks for some")
        return
    table = Table(title="Proposals, USD a month", title_justify="left", box=box.SIMPLE)
    for name in ("id", "scope", "change"):
        table.add_column(name, overflow="fold")
    for name in ("saves", "95 % interval"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("status")
    for each in found:
        table.add_row(
            each.id,
            words(each.scope),
            each.change,
            usd(each.saving_usd),
            _interval(each),
            _status(each),
        )
    printed(table)


def show_one(each: Stored) -> None:
    """Print all that was said of one."""
    said = each.said
    told = {
        "lever": each.lever,
        "scope": words(each.scope),
        "change": each.change,
        "costs now": f"{usd(each.baseline_usd)} a month",
        "saves": f"{usd(each.saving_usd)} a month, 95 %: {_interval(each)}",
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
    printed("\n".join((each.id, *(f"  {name:<{wide}}  {value}" for name, value in told.items()))))


def listed_json(found: Sequence[Stored]) -> list[dict[str, Any]]:
    """Proposals for scripts."""
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
