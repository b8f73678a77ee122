"""Spend overview: how much, on what, what changed, and how far to trust it."""

from typing import Final

from centspan.dashboards.board import Bars, Board, Link, Pie, Row, Stat, Table, Threshold, Trend
from centspan.dashboards.boards.trust_strip import TRUST
from centspan.dashboards.boards.variables import ENVIRONMENT, FEATURE, MODEL, TEAM

NO_SPEND: Final = "No priced call in this time. Check the range, then `centspan trust`."
LEARNING: Final = "Learning: bounds need three weeks of history."
NO_BUDGET: Final = (
    "No budget for everything, or a filter is set. Give budgets.toml one of a month without a scope and "
    "run `centspan alerts apply`, or clear the filters."
)
TO_FEATURE: Final = Link("feature", {"feature": "feature"})

NOW: Final = Row(
    "Now",
    (
        Stat(
            title="Spend rate now",
            question="spend_now",
            column="per_hour_usd",
            before="before_usd",
            description="Dollars an hour in the hour under way (and the one before, in its first 15 minutes), "
            "beside the hour before. From the hourly rollup. Far above: open the dearest feature below and "
            "look for a mark.",
            number="spend-rate",
            empty="No priced call in this hour.",
            width=3,
        ),
        Stat(
            title="Today",
            question="spend_today",
            column="effective_usd",
            before="before_usd",
            description="Spend since midnight UTC, beside yesterday up to the same time. From the hourly "
            "rollup. Far above: see which feature changed in the table below.",
            number="the-time-before",
            empty=NO_SPEND,
            width=3,
        ),
        Stat(
            title="Month to date",
            question="spend_month",
            column="effective_usd",
            before="before_usd",
            description="Spend since the first of the month (UTC), beside the month before up to the same "
            "time. From the hourly rollup.",
            number="the-time-before",
            empty=NO_SPEND,
            width=3,
        ),
        Stat(
            title="Forecast, this month",
            question="forecast",
            column="forecast_usd",
            description="Month to date, and for the rest the mean of the last two days of each weekday. From "
            "the daily rollup. Above the budget: act now, while days are left.",
            number="forecast",
            empty="Nothing was spent in the last half year.",
            width=3,
        ),
        Stat(
            title="Forecast, at least",
            question="forecast",
            column="low_usd",
            description="The lower end of the forecast's 80 % interval: one month in ten ends below it.",
            number="forecast",
            empty=LEARNING,
            width=3,
        ),
        Stat(
            title="Forecast, at most",
            question="forecast",
            column="high_usd",
            description="The upper end of the forecast's 80 % interval: one month in ten ends above it.",
            number="forecast",
            empty=LEARNING,
            width=3,
        ),
        Stat(
            title="Budget left",
            question="budget_left",
            column="left_usd",
            up_is_bad=False,
            description="This month's budget for everything, less what was spent. From `budgets` and the "
            "hourly rollup. Below 0 it is overdrawn.",
            number="budget-left",
            empty=NO_BUDGET,
            width=3,
        ),
        Stat(
            title="Budget used",
            question="budget_left",
            column="used_share",
            description="Share of this month's budget that is spent. Compare it with how far the month is.",
            number="budget-left",
            empty=NO_BUDGET,
            thresholds=(Threshold(0.8, "orange"), Threshold(1.0, "red")),
            width=3,
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
            "rollup. A step up beside a mark says what caused it; the last step is still running.",
            number="effective-cost",
            empty=NO_SPEND,
            width=16,
        ),
        Pie(
            title="Spend by feature",
            question="spend_by_feature",
            name="feature",
            column="effective_usd",
            link=TO_FEATURE,
            description="Shares of spend by feature. From the hourly rollup. Start where most is spent.",
            number="effective-cost",
            empty=NO_SPEND,
            width=8,
        ),
        Table(
            title="Top five features",
            question="top_features",
            links={"feature": TO_FEATURE},
            description="The five dearest features, each against the time before of the same length. From the "
            "hourly rollup. A large change leads to the feature's board, which says what it is made of.",
            number="the-time-before",
            empty=NO_SPEND,
            width=16,
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
            width=8,
        ),
    ),
)

BOARD: Final = Board(
    uid="overview",
    title="Spend overview",
    description="What is spent now, where it goes, what changed, and how far to trust the numbers.",
    rows=(NOW, WHERE, TRUST),
    variables=(ENVIRONMENT, FEATURE, TEAM, MODEL),
    annotations=("changes", "spikes"),
    since="7d",
)
