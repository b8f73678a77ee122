"""Which tables and keys `budgets.toml` has: data only."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from centspan.alerts.budgets import fields as read
from centspan.alerts.budgets.channel import KINDS, SECURITY
from centspan.alerts.budgets.fields import Reader


@dataclass(frozen=True, slots=True)
class Table:
    """The keys that a table may have, and those it must."""

    keys: Mapping[str, Reader]
    required: tuple[str, ...] = ()


def _addresses(value: Any) -> str:
    listed: list[Any] = value if isinstance(value, list) else [value]
    if not listed or not all(isinstance(each, str) and "@" in each for each in listed):
        raise ValueError("an address or a list of them, in quotes")
    return ", ".join(each.strip() for each in listed)


def _port(value: Any) -> str:
    if (found := read.whole(value)) > 65535:
        raise ValueError("a port from 1 to 65535")
    return str(found)


WHO: Final[Mapping[str, Reader]] = {"owner": read.text, "channel": read.text}
WHEN: Final[Mapping[str, Reader]] = {"from": read.moment, "to": read.moment}
FILE: Final[Mapping[str, Reader]] = {
    "timezone": read.timezone,
    "fiscal_year_starts": read.month_day,
}
"""Keys above all tables."""
DEFAULTS: Final = Table({**WHO, "severity": read.severity})
TABLES: Final[Mapping[str, Table]] = {
    "channel": Table(
        {
            "name": read.text,
            "kind": read.one_of(*KINDS),
            **{
                key: read.text
                for kind in KINDS.values()
                for key in (*kind.required, *kind.optional)
            },
            "to": _addresses,
            "port": _port,
            "security": read.one_of(*SECURITY),
        },
        ("name", "kind"),
    ),
    "budget": Table(
        {
            "id": read.ident,
            "scope": read.scope,
            "amount": read.amount,
            "unit": read.unit,
            "period": read.period,
            "timezone": read.timezone,
            "expected": read.amount,
            "parent": read.ident,
            "overcommit": read.flag,
            **WHO,
            "severity": read.severity,
        },
        ("id", "amount", "period"),
    ),
    "goal": Table(
        {
            "id": read.ident,
            "scope": read.scope,
            "ter": read.share,
            "alert_below": read.share,
            **WHO,
        },
        ("id", "scope", "ter"),
    ),
    "window": Table(
        {"scope": read.scope, **WHEN, "expect": read.factor, "reason": read.text},
        ("from", "to", "expect"),
    ),
    "silence": Table(
        {"rule": read.text, "scope": read.scope, **WHEN, "reason": read.text, "by": read.text},
        ("rule", "from", "to"),
    ),
    "task_limit": Table({"scope": read.scope, "usd": read.amount, "calls": read.whole}),
    "token_budget": Table(
        {"scope": read.scope, "section": read.text, "tokens": read.whole}, ("tokens",)
    ),
}
"""Every list of tables, in the order a file is best written."""
