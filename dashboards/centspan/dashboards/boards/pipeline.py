"""Pipeline health: do all calls arrive, and what does keeping them cost?"""

from typing import Final

from centspan.dashboards.board import Bars, Board, Row, Stat, Table, Threshold, Trend
from centspan.dashboards.boards.trust_strip import TRUST
from centspan.dashboards.boards.variables import ENVIRONMENT, FEATURE

NOTHING: Final = "Nothing has arrived yet: `centspan doctor` says why."
UNTOLD: Final = (
    "No sender of centspan's told anything: an app with a TracerProvider of its own sends by itself, and its "
    "SDK's metrics tell what it drops."
)
NO_COLLECTOR: Final = (
    "No Collector tells of itself here: apps send to `centspan up`, or yours is another one."
)

ARRIVING: Final = Row(
    "Arriving",
    (
        Stat(
            title="Boards behind",
            question="freshness_ages",
            column="boards_behind_seconds",
            description="How long the oldest arrival that boards do not show yet has waited, now. From the marks "
            "that inserts leave. Minutes: the roller is down or overloaded, `centspan doctor` says which.",
            number="freshness",
            empty=NOTHING,
            width=8,
            thresholds=(Threshold(60, "orange"), Threshold(600, "red")),
        ),
        Stat(
            title="Hours not settled",
            question="freshness_ages",
            column="hours_not_rolled_count",
            description="Hours with arrivals of the last minute or not rolled up since, now. The hour under way "
            "is always one; more come with late deliveries and imports.",
            number="freshness",
            empty=NOTHING,
            width=8,
        ),
        Stat(
            title="Dropped by clients",
            question="dropped",
            column="dropped_count",
            description="Spans that apps made and could not deliver, as their senders tell with the next batch that "
            "arrives. Any: the collector was away or slow, or OTEL_BSP_MAX_QUEUE_SIZE is too small. Not known by feature.",
            number="dropped",
            empty=UNTOLD,
            width=8,
            thresholds=(Threshold(1, "red"),),
        ),
        Trend(
            title="Calls received a minute",
            question="ingest_rate",
            description="Calls by when they arrived, in the last 24 hours of the range at most. From calls. "
            "A gap while traffic runs: the receiver or the collector before it stood still.",
            number="ingest-rate",
            empty="Nothing arrived in the last 24 hours of this time.",
            width=12,
        ),
        Trend(
            title="Dropped by clients over time",
            question="dropped_over_time",
            series="service",
            bars=True,
            stacked=True,
            description="The same by service, in the hour in which the batch that tells of them was made. 0 is told, too: "
            "a service that is not here told nothing. Not known by feature.",
            number="dropped",
            empty=UNTOLD,
            width=12,
        ),
        Trend(
            title="Doubtful calls over time",
            question="doubts_over_time",
            description="Shares of each step's calls that are unpriced, assumed, estimated, without usage or "
            "inconsistent. From the hourly rollup. A step up is a release, a model or an SDK.",
            number="data-trust",
            empty="No call in this time.",
            width=12,
        ),
        Trend(
            title="Duplicates over time",
            question="duplicates_over_time",
            series="reason",
            bars=True,
            stacked=True,
            description="Spans that repeat a call, by reason. From the hourly rollup. They cost no money; "
            "many of one reason say which instrumentation is superfluous.",
            number="calls",
            empty="No duplicate in this time: every span is a call of its own.",
            width=12,
        ),
        Table(
            title="Services with several fingerprint keys",
            question="fingerprint_keys",
            description="Services whose prompts cannot be compared with one another, in the last 24 hours of the "
            "range. Give their replicas one CENTSPAN_FINGERPRINT_KEY.",
            number="fingerprint-keys",
            empty="None: each service fingerprints with one key.",
        ),
    ),
)

COLLECTORS: Final = Row(
    "Collectors",
    (
        Table(
            title="OpenTelemetry Collectors",
            question="collectors",
            description="What each Collector of collector/otelcol took a second, refused and gave up in this time, and how much "
            "of its queue on disk is full. As it tells of itself every 15 seconds. Lost: what no retry can deliver.",
            number="collectors",
            empty=NO_COLLECTOR,
            thresholds={
                "lost_count": (Threshold(1, "red"),),
                "queue_share": (Threshold(0.5, "orange"), Threshold(0.9, "red")),
            },
            width=14,
        ),
        Trend(
            title="Waiting in Collectors",
            question="collectors_waiting",
            series="collector",
            stacked=True,
            description="Bytes on disk that wait for the next hop. Growing: a gateway or the store is away or too slow; nothing "
            "is lost until the queue is full.",
            number="collectors",
            empty=NO_COLLECTOR,
            width=10,
        ),
    ),
)

STORE: Final = Row(
    "What keeping them costs",
    (
        Stat(
            title="Stored",
            question="store_cost",
            column="stored_bytes",
            description="Bytes on disk of everything. From the engine's parts, now.",
            number="store-size",
            empty=NOTHING,
            width=6,
        ),
        Stat(
            title="A call takes",
            question="store_cost",
            column="per_call_bytes",
            description="Bytes on disk of a call's row, compressed, copies that are not merged yet included.",
            number="store-size",
            empty=NOTHING,
            width=6,
            thresholds=(Threshold(1000, "orange"),),
        ),
        Stat(
            title="Its rollups take",
            question="store_cost",
            column="per_call_rollup_bytes",
            description="Bytes of all rollups over the calls they sum: boards read these.",
            number="store-size",
            empty=NOTHING,
            width=6,
        ),
        Stat(
            title="A span takes",
            question="store_cost",
            column="per_span_bytes",
            description="Bytes on disk of a span as it arrived; kept for 30 days.",
            number="store-size",
            empty="No span is kept here: calls came otherwise, or spans live in a table of your own.",
            width=6,
        ),
        Bars(
            title="Stored by month of the calls",
            question="store_growth",
            name="month",
            column="stored_bytes",
            description="Bytes on disk by the month the rows are of. From the engine's parts, now. "
            "Growth per month, until rows expire.",
            number="store-size",
            empty=NOTHING,
            width=10,
        ),
        Table(
            title="Tables",
            question="store_size",
            description="Rows and bytes of each table. From the engine's parts, now.",
            number="store-size",
            empty=NOTHING,
            width=14,
        ),
    ),
)

BOARD: Final = Board(
    uid="pipeline",
    title="Pipeline health",
    description="Whether every call arrives and counts once, and what keeping them costs.",
    rows=(TRUST, ARRIVING, COLLECTORS, STORE),
    variables=(ENVIRONMENT, FEATURE),
    annotations=("changes",),
)
