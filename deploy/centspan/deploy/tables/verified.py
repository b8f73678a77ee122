"""What became of adopted proposals, in the terminal and for scripts."""

from decimal import Decimal
from typing import Any

from rich.markup import escape

from centspan.deploy.tables.optimizer import words
from centspan.deploy.tables.table import printed, usd
from centspan.optimizer.life.judged import Judged
from centspan.optimizer.life.realised import Realised
from centspan.optimizer.life.verify import Verified

VERDICTS = {
    "too early": "too early to say",
    "too few users": "no verdict",
    "less": "UNDER-DELIVERS: it saves less than was proposed",
    "as proposed": "it saves what was proposed",
    "more": "it saves more than was proposed",
}


def show(each: Verified) -> None:
    """Print one proposal's saving, what else changed the bill, and the verdict."""
    lines = [
        f"{each.of.id}  {each.of.change} ({words(each.of.scope)})",
        f"  {VERDICTS[each.verdict]}: {each.why}",
    ]
    if each.found is not None:
        lines += _found(each.found)
    if each.quality is not None:
        lines.append(_quality(each.quality))
    printed(escape("\n".join(lines)))


def verified_json(each: Verified) -> dict[str, Any]:
    """One, for scripts; amounts in USD a month."""
    found, quality = each.found, each.quality
    return {
        "id": each.of.id,
        "verdict": each.verdict,
        "why": each.why,
        "adopted_at": each.of.adopted_at,
        "found": None if found is None else _figures(found),
        "quality": None
        if quality is None
        else {
            "before": quality.before,
            "after": quality.after,
            "verdicts_before": quality.verdicts_before,
            "verdicts_after": quality.verdicts_after,
            "change_low": quality.low,
            "change_high": quality.high,
        },
    }


def _found(found: Realised) -> list[str]:
    when, low, high = found.windows, *_ends(found)
    sides = "with the change and without it" if found.controlled else "after and before"
    calls = f"{found.calls_after:,} and {found.calls_before:,} calls {sides}"
    interval = "no interval" if low is None else f"95 %: {usd(low)} to {usd(high)}"
    parts = (
        ("volume", found.volume_usd),
        ("mix", found.mix_usd),
        ("price", found.price_usd),
        ("the change", -found.saving_usd),
    )
    told = [] if found.controlled else [f"    {name:<10} {_signed(usd_)}" for name, usd_ in parts]
    unlike = found.unlike_usd
    return [
        f"  {calls}, {found.users:,} users, {when.days:.0f} days to {when.end:%Y-%m-%d %H:%M} UTC",
        f"  saves {usd(found.saving_usd)} a month, {found.share:.1%} of what it would cost ({interval})",
        f"  cost a month: {usd(found.before_usd)} before, {usd(found.after_usd)} after"
        if not found.controlled
        else f"  cost a month: {usd(found.before_usd)} without, {usd(found.after_usd)} with it",
        *told,
        *([f"  {usd(unlike)} a month had no like before, and saves nothing"] if unlike else []),
    ]


def _quality(judged: Judged) -> str:
    return (
        f"  quality: {judged.before:.3f} to {judged.after:.3f}, by {judged.verdicts_before:,} and "
        f"{judged.verdicts_after:,} verdicts (95 % of the change: {judged.low:+.3f} to {judged.high:+.3f})"
    )


def _figures(found: Realised) -> dict[str, Any]:
    low, high = _ends(found)
    return {
        "before": found.windows.before,
        "until": found.windows.until,
        "after": found.windows.after,
        "end": found.windows.end,
        "controlled": found.controlled,
        "users": found.users,
        "calls_before": found.calls_before,
        "calls_after": found.calls_after,
        "before_usd": found.before_usd,
        "after_usd": found.after_usd,
        "volume_usd": found.volume_usd,
        "mix_usd": found.mix_usd,
        "price_usd": found.price_usd,
        "saving_usd": found.saving_usd,
        "saved_share": found.share,
        "low_usd": low,
        "high_usd": high,
        "unlike_usd": found.unlike_usd,
    }


def _ends(found: Realised) -> tuple[Decimal | None, Decimal | None]:
    if found.interval is None:
        return None, None
    return found.interval.low * found.expected_usd, found.interval.high * found.expected_usd


def _signed(amount: Decimal) -> str:
    return usd(amount) if amount < 0 else f"+{usd(amount)}"
