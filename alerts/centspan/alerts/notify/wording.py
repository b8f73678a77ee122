"""An alert in words, for channels that people read."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final
from urllib.parse import urlsplit

from centspan.alerts.notify.notification import Notification
from centspan.alerts.payload import Alert, BudgetStanding, Contributor, utc

MOST_CONTRIBUTORS: Final = 5
SHARES: Final = ("share", "ter")
"""Units of numbers that people read in percent."""
REASONS: Final = {
    "repeat": "still firing",
    "acknowledged": "acknowledged",
    "test": "test",
}
"""What a notification's subject begins with where its state does not say it all."""


def subject(notification: Notification) -> str:
    """One line for the whole notification, free of control characters."""
    first = notification.alerts[0]
    more = len(notification.alerts) - 1
    said = REASONS.get(notification.reason, notification.state)
    return one_line(f"[{said}] {first.title}{f' and {more} more' if more else ''}")


def one_line(text: str) -> str:
    """The text without line breaks and other control characters."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def facts(alert: Alert) -> tuple[tuple[str, str], ...]:
    """What is known about an alert, as names and values, the most telling first."""
    return tuple((name, value) for name, value in _facts(alert) if value)


def contributors(alert: Alert) -> tuple[str, ...]:
    """One line for each of the top contributors."""
    return tuple(map(_contributor, alert.contributors[:MOST_CONTRIBUTORS]))


def links(alert: Alert) -> tuple[tuple[str, str], ...]:
    """Where to go: names and http(s) addresses."""
    named = (("Board", alert.board_url), ("Runbook", alert.runbook_url))
    return tuple((name, url) for name, url in named if is_web(url))


def is_web(url: str) -> bool:
    """Whether it is an address that a reader may follow."""
    return urlsplit(url).scheme in ("http", "https") and url.isprintable() and " " not in url


def _facts(alert: Alert) -> Iterator[tuple[str, str]]:
    yield "Observed", _against(alert)
    yield "Budget", _budget(alert.budget) if alert.budget else ""
    yield (
        "Scope",
        ", ".join(f"{name} {value}" for name, value in sorted(alert.scope.items()) if value),
    )
    yield "Owner", alert.owner
    yield "Since", f"{utc(alert.started_at):%Y-%m-%d %H:%M} UTC"
    yield "Resolved", f"{utc(alert.resolved_at):%Y-%m-%d %H:%M} UTC" if alert.resolved_at else ""
    yield "Why it changed", _split(alert)
    yield "Traces", ", ".join(alert.trace_ids)
    yield "Trust", _trust(alert)
    yield "Acknowledged", f"by {alert.acked_by}" if alert.acked_by else ""
    yield "Silenced", f"by {alert.silenced_by}" if alert.silenced_by else ""
    yield "Learning", "its scope is too young for a baseline" if alert.learning else ""


def _against(alert: Alert) -> str:
    """The observed value against the expected one, in dollars and else in the alert's unit."""
    money = _pair(alert.observed_usd, alert.expected_usd, "usd")
    other = _pair(alert.observed, alert.expected, alert.unit)
    return "; ".join(filter(None, (money, other)))


def _pair(observed: Decimal | None, expected: Decimal | None, unit: str) -> str:
    if observed is None:
        return ""
    said = amount(observed, unit)
    return f"{said}, expected {amount(expected, unit)}" if expected is not None else said


def _budget(budget: BudgetStanding) -> str:
    ends = budget.runs_out_at
    until = f", runs out {utc(ends):%Y-%m-%d %H:%M} UTC" if ends else ""
    of = f"{amount(budget.used, budget.unit)} of {amount(budget.amount, budget.unit)}"
    return f"{budget.id}: {share(budget.share)} used ({of}, {budget.period}){until}"


def _split(alert: Alert) -> str:
    if alert.split is None:
        return ""
    split = alert.split
    parts = (("price", split.price_usd), ("volume", split.volume_usd), ("mix", split.mix_usd))
    return ", ".join(f"{name} {signed(value)}" for name, value in parts)


def _trust(alert: Alert) -> str:
    return ", ".join(
        filter(
            None,
            (
                f"{share(alert.unpriced_share)} of calls unpriced" if alert.unpriced_share else "",
                f"{share(alert.estimated_share)} estimated" if alert.estimated_share else "",
                f"calls until {utc(alert.fresh_until):%H:%M:%S} UTC" if alert.fresh_until else "",
                f"boards {alert.boards_behind_seconds} s behind"
                if alert.boards_behind_seconds
                else "",
            ),
        )
    )


def _contributor(each: Contributor) -> str:
    part = f", {share(each.change_share)} of the change" if each.change_share is not None else ""
    return (
        f"{each.dimension} {each.value or '(none)'}: {usd(each.usd)} "
        f"({signed(each.change_usd)}{part}, {each.calls:,} calls)"
    )


def amount(value: Decimal, unit: str) -> str:
    """A value with its unit; shares, and TER, in percent."""
    if unit == "usd":
        return usd(value)
    if unit in SHARES:
        return share(value)
    return f"{round(value, 2).normalize():,f} {unit}".rstrip()


def usd(value: Decimal) -> str:
    """Dollars: cents from a dollar up, four places below."""
    size = abs(value)
    return f"{'-' if value < 0 else ''}${size:,.{2 if size == 0 or size >= 1 else 4}f}"


def signed(value: Decimal) -> str:
    """Dollars with their sign."""
    return f"{'+' if value >= 0 else ''}{usd(value)}"


def share(value: Decimal) -> str:
    """A share in percent, whole from ten up."""
    percent = value * 100
    return f"{percent:.0f} %" if abs(percent) >= 10 else f"{percent:.1f} %"
