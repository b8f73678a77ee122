"""Feature: what a call, a conversation and a finished task cost, and what made that change."""

from typing import Final

from centspan.dashboards.board import Bars, Board, Link, Row, Stat, Table, Trend
from centspan.dashboards.boards.variables import ENVIRONMENT, FEATURE, MODEL, TEAM

NO_CALLS: Final = "No call in this time. Widen the range, or limit the board less."
NO_SPEND: Final = "No priced call in this time. Check the range, then `centspan trust`."

UNIT_COSTS: Final = Row(
    "What it costs",
    (
        Stat(
            title="Spend",
            question="spend_total",
            column="effective_usd",
            before="before_usd",
            description="Spend of the range, beside the time before of the same length. From the hourly rollup. "
            "The bars below say what made it change.",
            number="effective-cost",
            empty=NO_SPEND,
        ),
        Stat(
            title="Cost per call",
            question="spend_total",
            column="per_call_usd",
            before="before_per_call_usd",
            description="Mean cost of a call whose cost is known. From the hourly rollup. "
            "Up: longer prompts, a dearer model, or fewer cache reads.",
            number="cost-per-call",
            empty=NO_SPEND,
        ),
        Stat(
            title="Calls",
            question="spend_total",
            column="calls",
            before="before_calls",
            description="Calls of the range, each once, beside the time before. From the hourly rollup.",
            number="calls",
            empty=NO_CALLS,
        ),
        Stat(
            title="Cost per conversation",
            question="conversations",
            column="per_conversation_usd",
            description="Mean cost of a session_id. From calls, the last 24 hours of the range only. "
            "Rising with calls a conversation: the history is sent again each time.",
            number="cost-per-conversation",
            empty="No call with a session in the last 24 hours of this time: label(session=…) says which it is.",
        ),
        Stat(
            title="Cost per successful task",
            question="tasks",
            column="per_successful_task_usd",
            description="Everything spent under task ids, over the tasks that succeeded. From calls, the last 24 "
            "hours of the range only. Read it with the share beside it.",
            number="cost-per-successful-task",
            empty="No task that succeeded in the last 24 hours of this time: `with task(…) as t` and t.succeeded().",
        ),
        Stat(
            title="Tasks whose end is known",
            question="tasks",
            column="known_outcome_share",
            up_is_bad=False,
            description="Share of tasks that somebody reported a success or a failure of. Low: the cost per "
            "successful task is too high. report_outcome() tells it later.",
            number="cost-per-successful-task",
            empty="No task in the last 24 hours of this time.",
        ),
    ),
)

CHANGE: Final = Row(
    "What made it change",
    (
        Bars(
            title="Volume, mix and price",
            question="change_parts",
            name="part",
            column="change_usd",
            signed=True,
            description="The change of spend since the time before: more calls (volume), other features and models "
            "(mix), or each call dearer (price). The three sum to the change. From the hourly rollup.",
            number="volume-mix-and-price",
            empty="No priced call, neither in this time nor in the time before.",
            width=8,
        ),
        Table(
            title="The change by feature",
            question="change_by_feature",
            description="The same for each feature, the largest changes first. From the hourly rollup. Mix is a "
            "matter of routing, price of prompts, caching and contracts.",
            number="volume-mix-and-price",
            empty="No priced call, neither in this time nor in the time before.",
            links={"feature": Link("feature", {"feature": "feature"})},
            width=16,
        ),
    ),
)

OVER_TIME: Final = Row(
    "Cost beside latency and errors",
    (
        Trend(
            title="Cost per call over time",
            question="cost_per_call_over_time",
            series="feature",
            description="Mean cost of a call by feature, the eight dearest apart. From the hourly rollup. "
            "A step at a mark is what a release did to the price of a call.",
            number="cost-per-call",
            empty=NO_SPEND,
        ),
        Trend(
            title="Tokens by bucket",
            question="tokens_over_time",
            series="bucket",
            stacked=True,
            description="Tokens of each exclusive bucket. From the hourly rollup. Uncached input that grows while "
            "cache reads fall: a prompt's beginning has changed.",
            number="tokens",
            empty=NO_CALLS,
        ),
        Trend(
            title="Latency",
            question="latency_over_time",
            description="Median and 95th percentile of a call's duration, from bins 9 % wide in the hourly rollup. "
            "Cheaper and slower is a trade, not a saving.",
            number="latency",
            empty=NO_CALLS,
        ),
        Trend(
            title="Errors, retries, given up, cut off",
            question="trouble_over_time",
            description="Shares of calls that failed, were tried again, were given up or ended at their output limit. "
            "From the hourly rollup. Each is paid for without an answer of use.",
            number="errors-retries-and-cut-off-calls",
            empty=NO_CALLS,
        ),
    ),
)

SIDE_BY_SIDE: Final = Row(
    "Side by side",
    (
        Table(
            title="Prompt versions",
            question="prompt_versions",
            description="Cost, tokens, efficiency and errors of a call by prompt version. From the hourly rollup. "
            "Compare versions of one feature; small counts say little.",
            number="cost-per-call",
            empty=NO_CALLS,
        ),
        Table(
            title="Routes",
            question="routes",
            description="The same by route, the way a request took. From the hourly rollup. "
            "A dear route with no fewer errors is not worth its price.",
            number="cost-per-call",
            empty=NO_CALLS,
        ),
    ),
)

BOARD: Final = Board(
    uid="feature",
    title="Feature",
    description="What a call, a conversation and a finished task cost, what made that change, and how "
    "prompt versions and routes compare.",
    rows=(UNIT_COSTS, CHANGE, OVER_TIME, SIDE_BY_SIDE),
    variables=(ENVIRONMENT, FEATURE, TEAM, MODEL),
)
