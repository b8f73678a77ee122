"""Sums over single calls, as anybody would make them by hand."""

from collections import defaultdict
from datetime import timedelta
from decimal import Decimal

import pytest

HOUR = timedelta(hours=1)
INPUTS = ("uncached_input", "cache_read", "cache_write_5m", "cache_write_1h")
TEXT = (*INPUTS, "audio_input", "image_input", "output", "reasoning")


def named(name):
    return name or "(none)"


def cost(rows):
    known = [row["usd"] for row in rows if row["usd"] is not None]
    return sum(known, Decimal(0)) if known else None


def count(rows):
    return int(sum(row["weight"] for row in rows))


def tokens(rows, *buckets):
    return int(sum(row[f"{bucket}_tokens"] * row["weight"] for row in rows for bucket in buckets))


def by(rows, *names):
    groups = defaultdict(list)
    for row in rows:
        key = tuple(row[name] for name in names)
        groups[key if len(names) > 1 else key[0]].append(row)
    return groups


def priced(rows):
    return [row for row in rows if row["usd"] is not None]


def per(amount, number):
    return (
        pytest.approx(amount / Decimal(number), abs=Decimal("1e-15"))
        if number and amount is not None
        else None
    )


def share(part, whole):
    known = whole and part is not None
    return pytest.approx(float(part) / float(whole), abs=1e-12) if known else None


def dearest(groups):
    """Names by cost, the dearest first, those of unknown cost last."""
    return sorted(
        groups,
        key=lambda name: (
            cost(groups[name]) is None,
            -(cost(groups[name]) or 0),
            str(named(name)).encode(),
        ),
    )


def ter(rows):
    text = [row for row in rows if row["operation"] == "chat"]
    useful = [row for row in text if row["status"] == "ok" and not row["superseded"]]
    return share(tokens(useful, "output"), tokens(text, *TEXT))


def within(rows, start, end, **limits):
    """The calls of whole hours that begin in the time asked for, and of the names it is limited to."""
    kept = [row for row in rows if start <= row["hour"] < end]
    for name, asked in limits.items():
        kept = [row for row in kept if named(row[name.removesuffix("s")]) in asked]
    return kept
