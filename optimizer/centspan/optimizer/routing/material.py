"""What is known of a feature's requests: how good answers are, what judges say beside, and what was asked."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Final

from centspan.optimizer.compression.prompt import from_kept
from centspan.optimizer.routing.scores import Scores, by_feature
from centspan.optimizer.routing.strategies import Signs, embedded
from centspan.optimizer.semantic.embedder import embedder
from centspan.optimizer.study import Study

BESIDES: Final = ("confidence", "difficulty", "answer")
"""Evaluations that do not judge how good an answer is: how sure it is, how hard its request is, which one is right."""


@dataclass(frozen=True, slots=True)
class Names:
    """What evaluations are called, and what makes vectors of texts."""

    metric: str
    confidence: str
    difficulty: str
    embedder: str
    judge_usd: Decimal


@dataclass(frozen=True, slots=True)
class Material:
    """The verdicts on each feature's answers, and the other signs of its requests."""

    scores: Mapping[str, Scores]
    confidence: Mapping[str, Scores]
    difficulty: Mapping[str, Scores]
    names: Names
    made: dict[str, Signs] = field(default_factory=dict[str, Signs])
    """Signs by feature, as embedding takes seconds."""

    def signs(self, feature: str) -> Signs:
        """What is known of a feature's requests beside how good their answers are."""
        if feature not in self.made:
            self.made[feature] = Signs(
                self.confidence.get(feature),
                self.difficulty.get(feature),
                self.names.judge_usd,
                embedded(self.scores[feature], embedder(self.names.embedder)),
            )
        return self.made[feature]


def material(study: Study, names: Names) -> Material:
    """Read it from the store."""
    asked = dict(_asked(study))
    own = {
        feature: replace(scores, texts=asked)
        for feature, scores in _scores(study, names, names.metric).items()
    }
    return Material(
        own, _scores(study, names, names.confidence), _scores(study, names, names.difficulty), names
    )


def _scores(study: Study, names: Names, metric: str) -> dict[str, Scores]:
    besides = [names.confidence, names.difficulty, *BESIDES[2:]]
    rows = study.ask(
        "study_scores", start=study.start, end=study.end, metric=metric, besides=besides
    )
    return by_feature(rows)


def _asked(study: Study) -> Iterator[tuple[str, str]]:
    for row in study.ask("study_asked", start=study.start, end=study.end):
        pieces = from_kept("", row["input_messages"])
        yield row["item"], "\n".join(piece.text for piece in pieces if piece.section == "user")
