"""Tenants, users and teams: who the spend is for, and how much of it nobody claims."""

from typing import Final

from centspan.dashboards.board import Board, Link, Row, Stat, Table, Threshold, Trend
from centspan.dashboards.boards.variables import ENVIRONMENT, MODEL, TEAM, TENANT

NO_SPEND: Final = "No priced call in this time. Check the range, then `centspan trust`."
NO_TENANT: Final = "No call that says a tenant in this time: label(tenant=…) does."


def _top(title: str, column: str, description: str) -> Stat:
    return Stat(
        title=title,
        question="concentration",
        column=column,
        description=description + " Of what calls with a tenant cost, from the hourly rollup.",
        number="concentration",
        empty=NO_TENANT,
        width=6,
    )


CONCENTRATION: Final = Row(
    "How concentrated",
    (
        _top("Tenants", "tenants_count", "Tenants that made a call."),
        _top(
            "Dearest tenant", "top_1_share", "Share of spend. High: one contract decides the bill."
        ),
        _top("Dearest 10 tenants", "top_10_share", "Share of spend. Know these ten by name."),
        _top("Dearest 100 tenants", "top_100_share", "Share of spend. The rest is the long tail."),
    ),
)

WHO: Final = Row(
    "Who",
    (
        Table(
            title="Dearest tenants",
            question="top_tenants",
            description="The twenty dearest, beside the time before of the same length. From the hourly rollup. "
            "A jump: look at the calls of that tenant.",
            number="the-time-before",
            empty=NO_SPEND,
            links={"tenant": Link("calls", {"tenant": "tenant"})},
            width=12,
        ),
        Trend(
            title="Dearest tenants over time",
            question="tenants_over_time",
            series="tenant",
            description="Spend of the eight dearest tenants of the range. From the hourly rollup. "
            "One that grows faster than its price is a loss.",
            number="effective-cost",
            empty=NO_SPEND,
        ),
        Table(
            title="Dearest teams",
            question="top_teams",
            description="Teams beside the time before. From the hourly rollup; a team's own page is a click away. "
            "Not limited by tenant.",
            number="the-time-before",
            empty=NO_SPEND,
            links={"team": Link("team", {"team": "team"})},
            width=12,
        ),
        Table(
            title="Dearest users",
            question="top_users",
            description="The twenty dearest users. From calls, the last 24 hours of the range only. One user far "
            "ahead is a script, a loop or an abuse.",
            number="effective-cost",
            empty="No priced call in the last 24 hours of this time.",
            links={"user_id": Link("calls", {"user_id": "user_id"})},
            width=12,
        ),
    ),
)

LEFT: Final = Row(
    "Budgets and what nobody claims",
    (
        Table(
            title="Budgets used",
            question="budgets_used",
            description="Each budget's use in the period that the range ends in. From the hourly rollup, whatever "
            "the board is limited to.",
            number="budgets-used",
            empty="No budget in dollars. `centspan alerts suggest` writes a first budgets.toml, `centspan alerts apply` stores it.",
            thresholds={"used_share": (Threshold(0.8, "orange"), Threshold(1, "red"))},
            width=14,
        ),
        Table(
            title="Unallocated",
            question="unallocated",
            description="Calls and spend that say no feature, team, tenant or user. From the hourly rollup. "
            "label(…) in the app, or its environment's defaults, say whose they are.",
            number="unallocated",
            empty="No call in this time.",
            thresholds={"calls_share": (Threshold(0.02, "orange"), Threshold(0.2, "red"))},
            width=10,
        ),
    ),
)

BOARD: Final = Board(
    uid="tenants",
    title="Tenants, users, teams",
    description="Who the spend is for, how concentrated it is, which budgets it uses, and what nobody claims.",
    rows=(CONCENTRATION, WHO, LEFT),
    variables=(ENVIRONMENT, TEAM, TENANT, MODEL),
    since="7d",
)
