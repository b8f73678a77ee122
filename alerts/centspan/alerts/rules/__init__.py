"""All rules, in the order in which they are told. A new one: a file here, and its line."""

from typing import Final

from centspan.alerts.rule import Rule
from centspan.alerts.rules.answers import OUTPUT_CAPS_HIT
from centspan.alerts.rules.budgets import (
    BUDGET_BURN,
    BUDGET_FORECAST,
    BUDGET_OVERALLOCATED,
    BUDGET_USED,
)
from centspan.alerts.rules.caching import CACHE_COLLAPSE
from centspan.alerts.rules.day_up import DAY_UP
from centspan.alerts.rules.dear_calls import DEAR_CALL
from centspan.alerts.rules.escalation import ESCALATION_RATE
from centspan.alerts.rules.evals import EVAL_SPRAWL
from centspan.alerts.rules.prompts import PROMPT_REGRESSION
from centspan.alerts.rules.spikes import FEATURE_SPIKE, MODEL_SPIKE, TENANT_SPIKE
from centspan.alerts.rules.tasks import RUNAWAY_TASK, TOKEN_BUDGET_EXCEEDED
from centspan.alerts.rules.telemetry import TELEMETRY_SILENT
from centspan.alerts.rules.ter import TER_BELOW_GOAL, TER_FALLEN
from centspan.alerts.rules.trust import PRICE_CHANGED, UNPRICED_SHARE, USAGE_INCONSISTENT
from centspan.alerts.rules.waste import DUPLICATE_SENDS, FAILED_BUT_BILLED, RETRY_STORM
from centspan.instrumentation.errors import CentspanError

RULES: Final[tuple[Rule, ...]] = (
    BUDGET_USED,
    BUDGET_OVERALLOCATED,
    BUDGET_BURN,
    BUDGET_FORECAST,
    FEATURE_SPIKE,
    TENANT_SPIKE,
    MODEL_SPIKE,
    DAY_UP,
    TER_BELOW_GOAL,
    TER_FALLEN,
    RUNAWAY_TASK,
    TOKEN_BUDGET_EXCEEDED,
    RETRY_STORM,
    FAILED_BUT_BILLED,
    OUTPUT_CAPS_HIT,
    UNPRICED_SHARE,
    USAGE_INCONSISTENT,
    CACHE_COLLAPSE,
    EVAL_SPRAWL,
    PROMPT_REGRESSION,
    PRICE_CHANGED,
    ESCALATION_RATE,
    DUPLICATE_SENDS,
    DEAR_CALL,
    TELEMETRY_SILENT,
)


def rule(id_: str) -> Rule:
    """The rule of this id; raises CentspanError where there is none."""
    for each in RULES:
        if each.id == id_:
            return each
    known = ", ".join(each.id for each in RULES)
    raise CentspanError(f"there is no rule {id_!r}; known: {known}")
