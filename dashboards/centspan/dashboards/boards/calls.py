"""Calls: single calls, by what they cost or by an id somebody has at hand."""

from typing import Final

from centspan.dashboards.board import Board, Link, Row, Table, Variable
from centspan.dashboards.boards.variables import ENVIRONMENT, FEATURE, MODEL, TEAM, TENANT

LINKS: Final = {
    "trace_id": Link("/trace/{trace_id}"),
    "feature": Link("feature", {"feature": "feature"}),
    "user_id": Link("calls", {"user_id": "user_id"}),
    "task_id": Link("calls", {"task_id": "task_id"}),
}

FOUND: Final = Row(
    "Look up",
    (
        Table(
            title="Calls found",
            question="calls_found",
            description="Calls with the ids typed or the tenants chosen above, the 200 newest, counted or not and why. "
            "Request, trace and task ids are found in the whole range; users and tenants in its last 24 hours.",
            number="calls",
            empty="Type a request id, trace id, task id or user above, or choose a tenant; or nothing has it in this time.",
            links=LINKS,
            height=10,
        ),
    ),
)

DEAREST: Final = Row(
    "Dearest",
    (
        Table(
            title="Dearest calls",
            question="dearest_calls",
            description="The hundred dearest calls. From calls, the last 24 hours of the range only. Many of one "
            "prompt version: its context has no limit.",
            number="effective-cost",
            empty="No priced call in the last 24 hours of this time.",
            links=LINKS,
            height=14,
        ),
    ),
)

BOARD: Final = Board(
    uid="calls",
    title="Calls",
    description="The dearest calls, and every call of a request, trace, task or user.",
    rows=(FOUND, DEAREST),
    variables=(
        ENVIRONMENT,
        FEATURE,
        TEAM,
        MODEL,
        TENANT,
        Variable("request_id", "Request id", many=False),
        Variable("trace_id", "Trace id", many=False),
        Variable("task_id", "Task id", many=False),
        Variable("user_id", "User", many=False),
    ),
)
