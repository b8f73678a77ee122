"""What judges said about answers, and about what cheaper models would have answered."""

from typing import Any

import numpy as np

from centspan.deploy.demo.backfill.calls import FINE, Calls
from centspan.deploy.demo.backfill.consequences import Consequences, reasoning
from centspan.deploy.demo.backfill.features import FEATURES
from centspan.deploy.demo.backfill.mixing import unit
from centspan.deploy.demo.backfill.models import FLASH, HAIKU, LUNA, MINI, MODELS, SOL, Model
from centspan.deploy.demo.backfill.quality import PASS_MARK, answers, quality, scores
from centspan.instrumentation import attributes as names

NAME = "gen_ai.evaluation.name"
SCORE = "gen_ai.evaluation.score.value"
LABEL = "gen_ai.evaluation.score.label"
EVALUATOR = "centspan.evaluation.evaluator"
CANDIDATES = (SOL, MINI, FLASH, HAIKU, LUNA)
"""Cheaper models whose answers are judged beside those that were given, where they are weaker."""
COMPARED_WITH = 4
"""Candidates that each judged answer is compared with: routing needs hundreds of answers of each."""


def evaluations(
    calls: Calls, follows: Consequences, requests: list[str]
) -> dict[int, list[dict[str, Any]]]:
    """Judge each feature's share of answers that came in production: row → attributes of events."""
    share = np.array([feature.judged_share for feature in FEATURES])[calls.feature]
    judged = (unit(calls.content, 8) < share) & (calls.ending == FINE) & (calls.environment == 0)
    rows = np.flatnonzero(judged)
    given = scores(answers(calls)[rows], rows, 9)
    found: dict[int, list[dict[str, Any]]] = {}
    for place, row in enumerate(rows.tolist()):
        compared = _compared(calls, follows, row, requests[row])
        same = {names.REQUEST_FINGERPRINT: requests[row]}
        found[row] = [_judged(float(given[place])) | same, *compared]
    return found


def _compared(calls: Calls, follows: Consequences, row: int, request: str) -> list[dict[str, Any]]:
    used = MODELS[calls.model[row]]
    weaker = [model for model in CANDIDATES if model.strength < used.strength]
    start = row % max(len(weaker), 1)
    return [
        _candidate(model, calls, follows, row, request)
        for model in (weaker[start:] + weaker[:start])[:COMPARED_WITH]
    ]


def _candidate(
    model: Model, calls: Calls, follows: Consequences, row: int, request: str
) -> dict[str, Any]:
    expected = np.array([quality(model.strength, calls.difficulty[row]) + calls.shift[row]])
    score = float(scores(expected, row, MODELS.index(model))[0])
    visible = follows.output[row : row + 1]
    thought = reasoning(visible, model.thinks, calls.content[row : row + 1])
    return _judged(score) | {
        names.RESPONSE_MODEL: model.name,
        names.USAGE_INPUT: int(follows.fixed[row] + calls.rest[row]),
        names.USAGE_OUTPUT: int((visible + thought)[0]),
        names.REQUEST_FINGERPRINT: request,
    }


def _judged(score: float) -> dict[str, Any]:
    return {
        NAME: "answer_quality",
        SCORE: score,
        LABEL: "pass" if score >= PASS_MARK else "fail",
        EVALUATOR: "quality-judge",
    }
