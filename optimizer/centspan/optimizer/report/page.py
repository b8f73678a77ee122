"""The page: what would be saved and how sure, of what, and what was not proposed."""

import base64
import hashlib
from importlib.resources import files
from string import Template
from typing import Final

from centspan.optimizer.optimize import Outcome
from centspan.optimizer.plan.joint import Plan
from centspan.optimizer.report import sections
from centspan.optimizer.report.markup import Html, between, joined, money, tag, told
from centspan.optimizer.report.models import Comparison
from centspan.optimizer.study import Study

FOOT: Final = "Made by centspan optimize. Nothing was changed. What each lever does and counts: docs/optimizer.md."


def page(found: Outcome, plan: Plan, models: tuple[Comparison, ...], study: Study) -> str:
    """One page that needs nothing beside itself: no script, no font, no address."""
    style = _text("page.css")
    body = (
        sections.sure(found, plan, study),
        *([sections.together(plan), sections.features(plan)] if plan.steps else []),
        *([sections.models(models)] if models else []),
        sections.proposals(found),
        sections.declined(found),
    )
    return Template(_text("page.html")).substitute(
        digest=base64.b64encode(hashlib.sha256(style.encode()).digest()).decode(),
        style=style,
        title=told(_title(found, plan)),
        lead=_lead(plan, study).text,
        body=joined(body).text,
        foot=told(FOOT),
    )


def _title(found: Outcome, plan: Plan) -> str:
    if not plan.steps and found.proposals:
        return f"{len(found.proposals)} proposals, each by itself, for {money(plan.baseline_usd)} a month"
    if not plan.steps:
        return f"Of {money(plan.baseline_usd)} a month nothing was found to save"
    return f"{money(plan.saving_usd)} of {money(plan.baseline_usd)} a month could be saved"


def _lead(plan: Plan, study: Study) -> Html:
    when = f"the calls of {study.start:%Y-%m-%d %H:%M} to {study.end:%Y-%m-%d %H:%M} UTC"
    if not plan.steps:
        return tag("p", f"By {when}.", class_="lead")
    sure = between(plan.interval, plan.baseline_usd, plan.users)
    return tag(
        "p",
        f"{plan.saved_share:.1%} of the cost, with 95 % confidence {sure}"
        if plan.interval
        else f"{plan.saved_share:.1%} of the cost ({sure}, so without an interval)",
        f": {_changes(len(plan.steps))} together, replayed on {when}.",
        class_="lead",
    )


def _changes(count: int) -> str:
    return "one change" if count == 1 else f"{count} changes"


def _text(name: str) -> str:
    return files("centspan.optimizer.report").joinpath(name).read_text("utf-8")
