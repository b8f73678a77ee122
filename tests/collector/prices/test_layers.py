"""Any file of prices, against thirty lines that look every entry up anew at every moment."""

import tempfile
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from pathlib import Path

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from centspan.collector.prices.listing import Unknown
from centspan.collector.prices.look_up import look_up
from centspan.collector.prices.row import Name
from centspan.collector.prices.sources import load_sources
from centspan.instrumentation.errors import CentspanError

START = datetime(2026, 3, 1, tzinfo=UTC)
QUARTER = timedelta(minutes=15)
QUARTERS = 12
BANDS = (0, 32000, 100000, 200000, 524288)

moments = st.integers(0, QUARTERS)
periods = st.one_of(
    st.just({}),
    moments.map(lambda quarter: {"from": quarter}),
    moments.map(lambda quarter: {"until": quarter}),
    st.lists(moments, min_size=2, max_size=2, unique=True).map(
        lambda both: {"from": min(both), "until": max(both)}
    ),
)
scopes = st.fixed_dictionaries(
    {"provider": st.just("acme"), "model": st.sampled_from(("m-1", "m-*", "*"))},
    optional={"region": st.sampled_from(("eu", "*"))},
)


def entries(table, **keys):
    return st.tuples(scopes, periods, st.fixed_dictionaries(keys)).map(
        lambda parts: (table, parts[0] | parts[1] | parts[2])
    )


files = st.lists(
    st.one_of(
        entries(
            "price",
            input=st.integers(0, 9),
            output=st.integers(0, 9),
            tier=st.sampled_from(("standard", "batch")),
            above=st.sampled_from((0, 32000, 200000)),
            contract=st.booleans(),
        ),
        entries(
            "multiplier", factor=st.integers(1, 4), tier=st.sampled_from(("standard", "batch"))
        ),
        entries(
            "discount", percent=st.integers(0, 100), contract=st.sampled_from(("one", "another"))
        ),
    ),
    min_size=1,
    max_size=9,
)


def toml(value):
    if isinstance(value, bool):
        return str(value).lower()
    return f'"{value}"' if isinstance(value, str) else str(value)


def written(file):
    lines = []
    for table, entry in file:
        lines.append(f"[[{table}]]")
        for key, value in entry.items():
            when = key in ("from", "until")
            lines.append(
                f"{key} = {(START + value * QUARTER).isoformat() if when else toml(value)}"
            )
    return "\n".join(lines)


def exactness(pattern):
    return "*" not in pattern, len(pattern.replace("*", ""))


def best(file, table, fits):
    """The most particular entry of a table that fits, the last of equals."""
    found = [(number, e) for number, (t, e) in enumerate(file) if t == table and fits(e)]
    rank = lambda item: (
        exactness(item[1].get("region", "*")),
        exactness(item[1]["model"]),
        item[1].get("above", 0),
        item[0],
    )
    return max(found, key=rank)[1] if found else None


def expected(file, tier, region, band, quarter):
    """What the entries say of one moment: (list price, contract price) of input, None for none."""

    def now(entry, *, of_tier=None):
        return (
            entry.get("from", -9) <= quarter < entry.get("until", QUARTERS + 9)
            and entry.get("region", "*") in ("*", region)
            and entry.get("above", 0) <= band
            and (of_tier is None or entry.get("tier", of_tier) == of_tier)
        )

    own = best(file, "price", lambda e: now(e, of_tier=tier) and not e["contract"])
    base = own or best(file, "price", lambda e: now(e, of_tier="standard") and not e["contract"])
    listed = Fraction(base["input"]) if base else None
    if (
        base
        and not own
        and (
            factor := best(file, "multiplier", lambda e: now(e, of_tier=tier) and "region" not in e)
        )
    ):
        listed *= factor["factor"]
    if base and region and "region" not in base:
        factor = best(file, "multiplier", lambda e: now(e, of_tier=tier) and "region" in e)
        listed *= factor["factor"] if factor else 1
    negotiated = best(file, "price", lambda e: now(e, of_tier=tier) and e["contract"])
    if negotiated:
        return listed, Fraction(negotiated["input"])
    taken = [
        best(file, "discount", lambda e, c=c: now(e) and e["contract"] == c)
        for c in ("one", "another")
    ]
    if listed is None or not any(taken):
        return listed, None
    less = listed
    for each in filter(None, taken):
        less *= 1 - Fraction(each["percent"], 100)
    return listed, less


def answered(rows, kind, band, at):
    """What the rows say; never two at once."""
    standing = [
        row
        for row in rows
        if (row.kind, row.context_band) == (kind, band) and row.valid_from <= at < row.valid_to
    ]
    assert len(standing) <= 1
    return standing[0].prices[0] * 10**6 if standing else None


@settings(max_examples=60, deadline=None)
@given(
    files,
    st.sampled_from(("standard", "batch")),
    st.sampled_from(("", "eu", "jp")),
    st.lists(
        st.tuples(st.sampled_from(BANDS), st.integers(-1, QUARTERS + 1)), min_size=5, max_size=30
    ),
)
def test_rows_say_what_the_entries_say_at_any_moment(file, tier, region, asked):
    """List and contract price of every band at every quarter hour, whatever is laid over whatever."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "prices.toml"
        path.write_text(written(file), "utf-8")
        try:
            sources = load_sources(path, corrections=False)
        except CentspanError:
            assume(False)
    rows = look_up(Name("acme", "m-1", f"{tier}@{region}" if region else tier), sources)
    rows = () if isinstance(rows, Unknown) else rows
    for band, quarter in asked:
        at = START + quarter * QUARTER
        found = tuple(answered(rows, kind, band, at) for kind in ("list", "contract"))
        assert found == expected(file, tier, region, band, quarter), (band, quarter)
