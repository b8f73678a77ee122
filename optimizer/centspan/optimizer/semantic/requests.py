"""Requests as a cache by meaning sees them: what must be the same, and what may be near."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from centspan.optimizer.compression.kept import rows
from centspan.optimizer.compression.prompt import Prompt, from_kept
from centspan.optimizer.study import Study

_FIGURES: Final = re.compile(r"\d+(?:[.,:/-]\d+)*")
_DENIES: Final = re.compile(
    r"\b(?:not|no|never|none|without|cannot|except|unless|un\w+able)\b|n't\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Request:
    """One call; a cache may answer it with the answer to another of the same key whose text is near."""

    call: int
    at: datetime
    answered_at: datetime | None
    """None where there is no answer to keep."""
    may_be_answered: bool
    key: tuple[object, ...]
    text: str
    answer: str
    label: str
    """Which answer is right, where a person or judge has said."""


def right_answers(study: Study) -> dict[int, str]:
    """Which answer is the right one, of each call that somebody has labelled."""
    found = study.ask("study_right_answers", start=study.start, end=study.end)
    return {row["call"]: row["label"] for row in found}


def requests(
    study: Study,
    environment: str,
    feature: str,
    most: int,
    labels: Mapping[int, str],
    *,
    by_user: bool,
    most_temperature: float,
) -> list[Request]:
    """The newest kept requests of a feature, in the order of their arrival."""
    return [
        _request(row, labels.get(row["call"], ""), by_user, most_temperature)
        for row in rows(study, environment, feature, most)
    ]


def guard(text: str) -> tuple[object, ...]:
    """What two texts must have in common however near they are: their figures, and whether they deny."""
    return tuple(sorted(_FIGURES.findall(text))), len(_DENIES.findall(text)) % 2


def _request(row: Mapping[str, Any], label: str, by_user: bool, most_temperature: float) -> Request:
    prompt = from_kept(row["system_instructions"], row["input_messages"])
    asked = _of(prompt, "user")
    known = (row["tenant"], row["model"], row["prompt_version"], row["user"] if by_user else 0)
    ended = row["started_at"] + timedelta(microseconds=row["duration_us"])
    cool = row["temperature"] is None or row["temperature"] <= most_temperature
    return Request(
        call=row["call"],
        at=row["started_at"],
        answered_at=ended if row["status"] == "ok" else None,
        may_be_answered=bool(asked) and cool and not row["has_tools"],
        key=(*known, _of(prompt, "system"), _of(prompt, "history"), *guard(asked)),
        text=asked,
        answer="\n".join(piece.text for piece in from_kept("", row["output_messages"])),
        label=label,
    )


def _of(prompt: Prompt, section: str) -> str:
    return "\n".join(piece.text for piece in prompt if piece.section == section)
