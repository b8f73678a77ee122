"""The strip that says how far a board's numbers can be trusted."""

from typing import Final

from centspan.dashboards.board import Row, Stat, Threshold

NO_CALLS: Final = "No call in this time."


def _share(title: str, column: str, warn: float, alarm: float, description: str) -> Stat:
    return Stat(
        title=title,
        question="trust_shares",
        column=column,
        thresholds=(Threshold(warn, "orange"), Threshold(alarm, "red")),
        description=description,
        number="data-trust",
        empty=NO_CALLS,
        width=3,
    )


def _age(title: str, column: str, description: str) -> Stat:
    return Stat(
        title=title,
        question="freshness_ages",
        column=column,
        thresholds=(Threshold(900, "orange"), Threshold(3600, "red")),
        description=description,
        number="freshness",
        empty="Nothing has arrived yet: `centspan doctor` says why.",
        width=3,
    )


TRUST: Final = Row(
    "How far to trust it",
    (
        _share(
            "Unpriced",
            "unpriced_share",
            0.001,
            0.02,
            "Share of calls that the price book has no price for: no amount counts them. "
            "`centspan prices set`, or a [[price]] in prices.toml.",
        ),
        _share(
            "Price assumed",
            "assumed_share",
            0.05,
            0.5,
            "Share of calls whose price rests on more than its source says. "
            "`centspan prices show MODEL` tells what was assumed.",
        ),
        _share(
            "Usage estimated",
            "estimated_share",
            0.02,
            0.2,
            "Share of calls whose tokens are estimated from characters, for streams that report none. "
            "Let the app ask for usage.",
        ),
        _share(
            "Inconsistent",
            "inconsistent_share",
            0.001,
            0.02,
            "Share of calls whose counts contradict each other; kept as reported. "
            "Look at the calls: an instrumentation counts wrongly.",
        ),
        _share(
            "Duplicates left out",
            "duplicate_share",
            0.2,
            0.6,
            "Share of spans that repeat a call and count nowhere. Many: an app is instrumented twice, "
            "which costs ingest and no money. Not known by team or model.",
        ),
        _share(
            "Without feature",
            "unattributed_share",
            0.02,
            0.2,
            "Share of calls that no feature claims. label(feature=…) around them says whose they are.",
        ),
        _age(
            "Newest call",
            "newest_call_age_seconds",
            "How long ago the newest call began, in the whole store. Old while traffic runs: "
            "`centspan doctor`.",
        ),
        _age(
            "Last arrival",
            "last_arrival_age_seconds",
            "How long ago anything was stored. Old while traffic runs: the receiver or the collector "
            "before it stands still.",
        ),
    ),
)
