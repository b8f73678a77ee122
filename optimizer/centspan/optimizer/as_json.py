"""What the optimizer says, for scripts: stable keys, amounts in USD a month."""

from typing import Any

from centspan.optimizer.backtest.checked import Backtest, Checked
from centspan.optimizer.interval import Interval, interval
from centspan.optimizer.optimize import Outcome
from centspan.optimizer.plan.joint import Plan
from centspan.optimizer.proposal import Declined, Proposal
from centspan.optimizer.study import Study


def outcome(found: Outcome, study: Study, joint: Plan | None = None) -> dict[str, Any]:
    """Everything, with the calls that it rests on; the plan is None where none was made."""
    return {
        "start": study.start,
        "end": study.end,
        "days": study.days,
        "proposals": [proposal(each) for each in found.proposals],
        "declined": [declined(each) for each in found.declined],
        "plan": plan(joint) if joint else None,
    }


def proposal(each: Proposal) -> dict[str, Any]:
    """One proposal; interval ends are None where there is no interval."""
    return {
        "id": each.id,
        "lever": each.lever,
        "scope": dict(each.scope),
        "change": each.change,
        "baseline_usd": each.baseline_usd,
        "saving_usd": each.saving_usd,
        "saved_share": each.saved_share,
        "low_usd": each.low_usd,
        "high_usd": each.high_usd,
        "users": each.users,
        "calls": each.calls,
        "evidence": each.evidence,
        "quality": each.quality,
        "latency": each.latency,
        "effort": each.effort,
        "assumptions": list(each.assumptions),
        "risks": list(each.risks),
        "excludes": list(each.excludes),
        "do": dict(each.do),
        "figures": dict(each.figures),
    }


def declined(each: Declined) -> dict[str, Any]:
    """What was not proposed."""
    return {
        "lever": each.lever,
        "scope": dict(each.scope),
        "why": each.why,
        "figures": dict(each.figures),
    }


def plan(joint: Plan) -> dict[str, Any]:
    """What proposals save together, by step and by feature."""
    return {
        "baseline_usd": joint.baseline_usd,
        "saving_usd": joint.saving_usd,
        "saved_share": joint.saved_share,
        "low_usd": joint.low_usd,
        "high_usd": joint.high_usd,
        "held_usd": joint.held_usd,
        "users": joint.users,
        "steps": [
            {
                "id": step.proposal.id,
                "lever": step.proposal.lever,
                "scope": dict(step.proposal.scope),
                "alone_usd": step.proposal.saving_usd,
                "saving_usd": step.saving_usd,
                "days": step.days,
                "best_day": step.best_day,
                "best_day_share": step.best_day_share,
            }
            for step in joint.steps
        ],
        "left_out": [{"id": each.proposal.id, "why": each.why} for each in joint.left_out],
        "adopted": [each.id for each in joint.adopted],
        "features": [
            {
                "environment": each.environment,
                "feature": each.feature,
                "before_usd": each.before_usd,
                "after_usd": each.after_usd,
            }
            for each in joint.features
        ],
    }


def backtest(found: Backtest) -> dict[str, Any]:
    """What was predicted in the first part, and what came in the rest; amounts are USD of the rest."""
    return {
        "start": found.start,
        "cut": found.cut,
        "end": found.end,
        "proposals": [_checked(each) for each in found.checked],
        "levers": [
            {"lever": lever, "predicted_usd": predicted, "realised_usd": realised}
            for lever, predicted, realised in found.by_lever()
        ],
        "covered": dict(zip(("intervals", "of"), found.covered, strict=True)),
        "own_cover": dict(zip(("intervals", "of"), found.own_cover, strict=True)),
    }


def _checked(each: Checked) -> dict[str, Any]:
    rest = each.rest
    return {
        "id": each.proposal.id,
        "lever": each.proposal.lever,
        "scope": dict(each.proposal.scope),
        "change": each.proposal.change,
        "predicted_share": each.fitted.share,
        **_ends("predicted", each.interval),
        **_ends("own", each.own),
        "realised_share": rest.share if rest else None,
        **_ends("realised", interval(rest) if rest else None),
        "predicted_usd": each.predicted_usd,
        "realised_usd": each.realised_usd,
        "covered": each.covered,
        "own_covers": each.own_covers,
        "shifts": list(each.shifts),
    }


def _ends(of: str, found: Interval | None) -> dict[str, Any]:
    return {f"{of}_low": found and found.low, f"{of}_high": found and found.high}
