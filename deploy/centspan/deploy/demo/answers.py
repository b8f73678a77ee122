"""What tells each story of the demo: an alert where something happens, a proposal where something always was so."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from centspan.alerts.payload import Alert
from centspan.deploy.demo.backfill.stories.casting import Happened

CAUSES: Final = ("feature", "tenant", "judge")
"""What of the truth about a story may stand in an alert as its cause, whichever the story has."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A story, the rule that alerts on it, and the lever that proposes what would end it."""

    story: str
    rule: str = ""
    """None of a story that is no event: nothing changes in it that could be told from the time before."""
    lever: str = ""
    causes: tuple[str, ...] = CAUSES
    """Of which an alert of its own rule has to name one."""


ANSWERS: Final = (
    Answer("prompt_regression", rule="prompt_regression"),
    Answer("dear_model_on_easy_work", lever="route"),
    Answer("repeated_system_prompt", lever="prompt_cache"),
    Answer("duplicate_questions", rule="duplicate_sends", lever="cache_exact"),
    Answer("unused_tools", lever="trim"),
    Answer("batchable_job", lever="batch"),
    Answer("retry_storm", rule="retry_storm", lever="retry"),
    Answer("tenant_spike", rule="tenant_spike", causes=("tenant",)),
    Answer("eval_sprawl", rule="eval_sprawl", lever="sample"),
)


def answer(story: str) -> Answer:
    """What tells this story."""
    return next(each for each in ANSWERS if each.story == story)


def told(happened: Happened, alerts: Iterable[Alert]) -> Alert | None:
    """The first alert of the story's rule that names its cause, in its scope or as what drives it most."""
    rule = answer(happened.story).rule
    return next((each for each in alerts if each.rule == rule and names(each, happened)), None)


def names(alert: Alert, happened: Happened) -> bool:
    """Whether an alert is about a story: its scope is the story's, or what drives it most is of the story."""
    causes = _causes(happened, alert.rule)
    scope = set(alert.scope.values())
    return bool(causes & scope) or any(each.value in causes for each in alert.contributors[:1])


def _causes(happened: Happened, rule: str) -> set[str]:
    truth: Mapping[str, Any] = {"feature": happened.feature, **happened.facts}
    one = answer(happened.story)
    named = one.causes if rule == one.rule else CAUSES
    return {str(truth[name]) for name in named if name in truth}
