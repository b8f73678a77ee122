"""How changes of the book, and the dollars they move, look in the terminal and in JSON."""

from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from centspan.collector.prices.moved import Moved
    from centspan.collector.prices.row import PriceRow
    from centspan.collector.prices.standing import Change

AT_MOST = 40
"""Changed prices shown; JSON has them all."""
BUCKETS = ("uncached_input", "cache_read", "cache_write_5m", "output")
COLUMNS = ("provider", "model", "tier", "layer", "from", "until", "hours", "input tokens")


def without_repeats(changes: "Sequence[Change]") -> list["Change"]:
    """Bands that change as the one below do not stand apart."""
    ordered = sorted(changes, key=lambda each: (_place(each), each.key.context_band))
    kept: list[Change] = []
    for _, group in groupby(ordered, key=_place):
        said: object = None
        for each in group:
            if (now := (_prices(each.before), _prices(each.after))) != said:
                kept.append(each)
                said = now
    return kept


def show_changes(title: str, changes: "Sequence[Change]") -> None:
    """Print what stands differently: before → after, per 1M tokens."""
    from centspan.deploy.cli.prices import tables

    kept = without_repeats(changes)
    if not kept:
        print(f"{title}: no price stands differently")
        return
    tables.show(
        f"{title}, USD per 1M tokens",
        (*COLUMNS, "input", "cached", "write 5m", "output"),
        (_cells(each) for each in kept[:AT_MOST]),
        left=7,
    )
    if len(kept) > AT_MOST:
        print(f"… and {len(kept) - AT_MOST} more: --json has them all")


def show_moved(each: "Sequence[Moved]") -> None:
    """Print the dollars by model and by feature, and in all."""
    from centspan.collector.prices.moved import summed
    from centspan.deploy.cli.prices import tables

    if not each:
        print("no stored call is affected")
        return
    total = summed(each, by="total")[0]
    columns = ("calls", "list before", "list after", "effective before", "effective after", "moves")
    if total.adjusted_usd:
        columns = (*columns, "in closed months")
    for by in ("model", "feature"):
        rows = [*summed(each, by=by), total]
        tables.show(
            f"what that moves, by {by}",
            (by, *columns),
            [_money(one, by, one is total)[: len(columns) + 1] for one in rows],
        )


def as_json(change: "Change") -> dict[str, Any]:
    """One change, with its exact prices."""
    from centspan.collector.prices.price_line import PriceLine

    sides = {"before": change.before, "after": change.after}
    return {
        "provider": change.key.provider,
        "model": change.key.model,
        "service_tier": change.key.service_tier,
        "above": change.key.context_band,
        "kind": change.key.kind,
        "valid_from": change.valid_from.isoformat(),
        "valid_to": change.valid_to.isoformat(),
        "day_from": change.day_from,
        "day_to": change.day_to,
        **{side: row and PriceLine(row).as_json()["usd"] for side, row in sides.items()},
    }


def moved_json(each: "Sequence[Moved]") -> dict[str, Any]:
    """The dollars by model, by feature and in all."""
    from centspan.collector.prices.moved import summed

    return {
        "by_model": [one.as_json() for one in summed(each, by="model")],
        "by_feature": [one.as_json() for one in summed(each, by="feature")],
        "total": [one.as_json() for one in summed(each, by="total")],
    }


def _cells(each: "Change") -> tuple[str, ...]:
    from centspan.deploy.cli.prices import tables

    before, after = _prices(each.before), _prices(each.after)
    return (
        *(each.key.provider, each.key.model, each.key.service_tier, each.key.kind),
        *(tables.day(each.valid_from), tables.day(each.valid_to)),
        tables.hours(each.day_from, each.day_to),
        tables.edge(each.key.context_band),
        *(_arrow(before.get(bucket, "none"), after.get(bucket, "none")) for bucket in BUCKETS),
    )


def _prices(row: "PriceRow | None") -> dict[str, str]:
    from centspan.deploy.cli.prices import tables

    return tables.prices(row.prices) if row else {}


def _arrow(before: str, after: str) -> str:
    return before if before == after else f"{before} → {after}"


def _money(one: "Moved", by: str, is_total: bool) -> tuple[str, ...]:
    from centspan.deploy.tables.table import usd

    name = "total" if is_total else (one.model if by == "model" else one.feature) or "(none)"
    return (
        *(name, f"{one.calls:,.0f}", usd(one.list_before), usd(one.list_after)),
        *(usd(one.effective_before), usd(one.effective_after), usd(one.difference)),
        usd(one.adjusted_usd),
    )


def _place(each: "Change") -> tuple[Any, ...]:
    key = each.key
    name = (key.provider, key.model, key.service_tier, key.kind != "list")
    return (*name, each.valid_from, each.valid_to, each.day_from, each.day_to)
