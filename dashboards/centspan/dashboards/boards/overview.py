"""Spend overview: how much, on what, what changed, and how far to trust it."""

from typing import Final

from centspan.dashboards.board import Bars, Board, Link, Pie, Row, Stat, Trend
from centspan.dashboards.boards.variables import ENVIRONMENT, FEATURE, MODEL, TEAM

NO_SPEND: Final = "No priced call in this time. Check the range, then `centspan trust`."

NOW: Final = Row(
    "Now",
    (
        Stat(
            title="Spend today",
            question="spend_today",
            column="effective_usd",
            before="before_usd",
            description="Spend since midnight UTC, beside yesterday up to the same time. From the hourly "
            "rollup. Up a lot? See which feature in the list below.",
            number="effective-cost",
            empty=NO_SPEND,
        ),
    ),
)

WHERE: Final = Row(
    "Where it goes",
    (
        Trend(
            title="Spend by feature over time",
            question="spend_over_time",
            series="feature",
            stacked=True,
            description="Spend of each step by feature, the eight dearest of the range apart. From the hourly "
            "rollup. A step up beside a mark says what caused it.",
            number="effective-cost",
            empty=NO_SPEND,
            width=24,
        ),
        Pie(
            title="Spend by feature",
            question="spend_by_feature",
            name="feature",
            column="effective_usd",
            link=Link("feature", {"feature": "feature"}),
            description="Shares of spend by feature. From the hourly rollup. Start where most is spent.",
            number="effective-cost",
            empty=NO_SPEND,
        ),
        Bars(
            title="Cost by model",
            question="spend_by_model",
            name="model",
            column="effective_usd",
            link=Link("feature", {"model": "model"}),
            description="Spend by model. From the hourly rollup. A dear model on easy work is the first "
            "thing to look for.",
            number="effective-cost",
            empty=NO_SPEND,
        ),
    ),
)

BOARD: Final = Board(
    uid="overview",
    title="Spend overview",
    description="What is spent now, where it goes, what changed, and how far to trust the numbers.",
    rows=(NOW, WHERE),
    variables=(ENVIRONMENT, FEATURE, TEAM, MODEL),
    annotations=("changes",),
)
