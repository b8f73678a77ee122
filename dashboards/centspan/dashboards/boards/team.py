"""Team: what one team spent, on what, and how much of it says no feature. For showback."""

from typing import Final

from centspan.dashboards.board import Bars, Board, Link, Pie, Row, Stat, Table, Threshold, Trend
from centspan.dashboards.boards.variables import ENVIRONMENT, FEATURE, MODEL, TEAM

NO_CALLS: Final = "No call of this team in this time. Choose a team above: label(team=…) names it."
NO_SPEND: Final = (
    "No priced call of this team in this time. Choose a team above, or see `centspan trust`."
)

TOTALS: Final = Row(
    "In all",
    (
        Stat(
            title="Spend",
            question="spend_total",
            column="effective_usd",
            before="before_usd",
            description="What the team spent, beside the time before of the same length. From the hourly rollup. "
            "Up: the trend below says since when.",
            number="effective-cost",
            empty=NO_SPEND,
            width=8,
        ),
        Stat(
            title="Calls",
            question="spend_total",
            column="calls",
            before="before_calls",
            description="Calls of the team, each once, beside the time before. From the hourly rollup. "
            "More calls at the same cost each is growth.",
            number="calls",
            empty=NO_CALLS,
            width=8,
        ),
        Stat(
            title="Cost per call",
            question="spend_total",
            column="per_call_usd",
            before="before_per_call_usd",
            description="Mean cost of a call whose cost is known. From the hourly rollup. "
            "Up: the feature board says what made it so.",
            number="cost-per-call",
            empty=NO_SPEND,
            width=8,
        ),
    ),
)

ON_WHAT: Final = Row(
    "On what",
    (
        Trend(
            title="Spend by feature over time",
            question="spend_over_time",
            series="feature",
            stacked=True,
            description="Spend by feature, the eight dearest apart. From the hourly rollup. "
            "A step up beside a mark says what caused it.",
            number="effective-cost",
            empty=NO_SPEND,
            width=24,
        ),
        Pie(
            title="Spend by feature",
            question="spend_by_feature",
            name="feature",
            column="effective_usd",
            description="Shares of the team's spend. From the hourly rollup. Start where most is spent.",
            number="effective-cost",
            empty=NO_SPEND,
            link=Link("feature", {"feature": "feature"}),
        ),
        Bars(
            title="Cost by model",
            question="spend_by_model",
            name="model",
            column="effective_usd",
            description="Spend by model. From the hourly rollup. A dear model on easy work is the first "
            "thing to look for.",
            number="effective-cost",
            empty=NO_SPEND,
            link=Link("feature", {"model": "model"}),
        ),
    ),
)

BILL: Final = Row(
    "Line by line",
    (
        Table(
            title="Features and models",
            question="showback",
            description="The team's spend by feature and model, to hand out: its CSV is the showback. Calls without a "
            "price stand in no amount. From the hourly rollup.",
            number="effective-cost",
            empty=NO_CALLS,
            links={"feature": Link("feature", {"feature": "feature"})},
        ),
        Table(
            title="Unallocated",
            question="unallocated",
            description="Calls and spend that say no feature, tenant or user; without a team chosen, no team as well. "
            "From the hourly rollup. label(…) says whose they are.",
            number="unallocated",
            empty=NO_CALLS,
            thresholds={"calls_share": (Threshold(0.02, "orange"), Threshold(0.2, "red"))},
            width=12,
        ),
        Table(
            title="Teams",
            question="top_teams",
            description="Every team chosen, beside the time before of the same length. From the hourly rollup. "
            "A click leads to one alone.",
            number="the-time-before",
            empty=NO_SPEND,
            links={"team": Link("team", {"team": "team"})},
            width=12,
        ),
    ),
)

BOARD: Final = Board(
    uid="team",
    title="Team",
    description="What one team spent, on which features and models, and how much of it is not allocated.",
    rows=(TOTALS, ON_WHAT, BILL),
    variables=(ENVIRONMENT, TEAM, FEATURE, MODEL),
    since="30d",
)
