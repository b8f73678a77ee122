"""Efficiency: how much of what is paid for becomes an answer of use."""

from typing import Final

from centspan.dashboards.board import Bars, Board, Link, Row, Stat, Table, Threshold, Trend
from centspan.dashboards.boards.variables import ENVIRONMENT, FEATURE, MODEL, TEAM

NO_CALLS: Final = "No call in this time. Widen the range, or limit the board less."
TO_FEATURE: Final = {"feature": Link("feature", {"feature": "feature"})}

TER: Final = Row(
    "Tokens that become answers",
    (
        Trend(
            title="TER over time",
            question="ter_over_time",
            series="feature",
            goal="goal_share",
            description="Useful output over all tokens, the eight features with most tokens; dashed where a feature has "
            "a goal. From the hourly rollup. A fall: prompts grew, or answers came to nothing.",
            number="ter",
            empty="No call that generates text in this time.",
        ),
        Trend(
            title="Failed, repeated, given up, cut off",
            question="trouble_over_time",
            description="Shares of calls. From the hourly rollup. Cut off: raise max_tokens or ask for less; "
            "retries: see what failed before them.",
            number="errors-retries-and-cut-off-calls",
            empty=NO_CALLS,
        ),
        Table(
            title="Efficiency by feature",
            question="efficiency",
            description="TER beside its goal, cache reads and calls that came to nothing. From the hourly rollup. "
            "A goal is a budget of unit ter; without one compare a feature with its own past.",
            number="ter",
            empty=NO_CALLS,
            links=TO_FEATURE,
        ),
    ),
)

CACHING: Final = Row(
    "Caching by providers",
    (
        Stat(
            title="Input from caches",
            question="caching",
            column="cache_read_share",
            up_is_bad=False,
            description="Cache reads over all input. From the hourly rollup. Low with long fixed prompts: put what "
            "never changes first.",
            number="what-caching-saves",
            empty=NO_CALLS,
            width=12,
        ),
        Stat(
            title="Saved by caching",
            question="caching",
            column="saved_usd",
            up_is_bad=False,
            description="Cache reads at the full input price less what they cost, less what writing to caches cost "
            "beyond it. Below zero: more is written than read again.",
            number="what-caching-saves",
            empty="No priced call in this time.",
            width=12,
        ),
        Table(
            title="Caching by feature and model",
            question="caching_by_feature",
            description="Where caches are read and what that saves. From the hourly rollup. Much input, few reads: "
            "the next thing to try.",
            number="what-caching-saves",
            empty="No call with input in this time.",
            links=TO_FEATURE,
        ),
    ),
)

WASTE: Final = Row(
    "Paid for nothing",
    (
        Table(
            title="Failed, given up and repeated calls",
            question="waste",
            description="What calls cost that failed but were billed, were given up, or had to be made again; and at "
            "least what unseen attempts cost. From calls, the last 24 hours of the range only.",
            number="waste",
            empty="No cost of this kind in the last 24 hours of this time.",
            links=TO_FEATURE,
        ),
        Table(
            title="Requests asked again",
            question="requests_again",
            description="The same request of a feature, answered before. From calls, the last 24 hours of the range "
            "only. Many users and one request: a cache of answers is worth a try.",
            number="waste",
            empty="No request came twice in the last 24 hours of this time, or no call tells its fingerprint.",
            links={**TO_FEATURE, "trace_id": Link("/trace/{trace_id}")},
        ),
        Stat(
            title="Tasks that escalated",
            question="escalation",
            column="escalation_share",
            thresholds=(Threshold(0.3, "red"),),
            description="Share of tasks that went on to a dearer model. From calls, the last 24 hours of the range "
            "only. Above 30 % the cheap first try hardly pays.",
            number="escalation",
            empty="No task in the last 24 hours of this time: `with task(…)` around what belongs together.",
            width=8,
            height=8,
        ),
        Table(
            title="Escalation by feature",
            question="escalation_by_feature",
            description="Where tasks go on to a dearer model. From calls, the last 24 hours of the range only. "
            "Send these to the dearer model at once, or judge better when to.",
            number="escalation",
            empty="No task in the last 24 hours of this time.",
            links=TO_FEATURE,
            width=16,
        ),
    ),
)

PROMPTS: Final = Row(
    "What prompts are made of",
    (
        Bars(
            title="Input tokens by section",
            question="sections",
            name="section",
            column="input_tokens",
            description="Input of the last 24 hours of the range, split by characters of each section. What an app "
            "marked lies inside the other four. Start with the longest.",
            number="sections",
            empty="No prompt was measured in the last 24 hours of this time: only centspan's client does.",
        ),
        Table(
            title="Sections",
            question="sections",
            description="Characters a call and share of input by section, the last 24 hours of the range. A long "
            "history is a case for summaries, long tools for fewer of them.",
            number="sections",
            empty="No prompt was measured in the last 24 hours of this time: only centspan's client does.",
            width=12,
        ),
    ),
)

BOARD: Final = Board(
    uid="efficiency",
    title="Efficiency",
    description="How much of what is paid for becomes an answer of use: TER, caching, waste, escalation, prompts.",
    rows=(TER, CACHING, WASTE, PROMPTS),
    variables=(ENVIRONMENT, FEATURE, TEAM, MODEL),
)
