"""A data set to train a smaller model with: the requests that were made, and the answers that were given."""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from centspan.instrumentation.errors import CentspanError
from centspan.optimizer.compression.kept import HOW_TO_KEEP, features, rows
from centspan.optimizer.compression.prompt import as_request, from_kept
from centspan.optimizer.study import Study

MOST: Final = 100_000
"""The newest calls of a feature that are looked at."""


@dataclass(slots=True)
class Exported:
    """How many examples were written, and how many calls were left out, by reason."""

    examples: int = 0
    left_out: dict[str, int] = field(default_factory=dict[str, int])


def export(study: Study, path: Path) -> Exported:
    """Write a line of JSON for each request and its answer, as chat fine-tuning takes them; nobody else may read the file.

    Left out are calls that failed, have no answer or tools, were judged bad, or ask what another one asks.
    Raises CentspanError where no prompt is kept, or the file is there already.
    """
    known = [row for row in features(study) if row["kept"]]
    if not known:
        raise CentspanError(
            f"expected prompts and answers whose text is kept, found none: {HOW_TO_KEEP}"
        )
    bad = {row["call"] for row in study.ask("study_judged_bad", start=study.start, end=study.end)}
    told = Exported()
    try:
        opened = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise CentspanError(
            f"expected to write a new file {path}, found: {error.strerror}"
        ) from None
    with open(opened, "w", encoding="utf-8") as file:
        for row in known:
            scope = (row["environment"], row["feature"])
            file.writelines(f"{line}\n" for line in _lines(study, scope, bad, told))
    return told


def _lines(study: Study, scope: tuple[str, str], bad: set[int], told: Exported) -> Iterator[str]:
    asked: set[str] = set()
    for row in rows(study, *scope, MOST):
        request = as_request(from_kept(row["system_instructions"], row["input_messages"]))
        answer = "\n".join(piece.text for piece in from_kept("", row["output_messages"]))
        said = json.dumps(request, ensure_ascii=False)
        if why := _why_not(row, answer, row["call"] in bad, said in asked):
            told.left_out[why] = told.left_out.get(why, 0) + 1
            continue
        asked.add(said)
        told.examples += 1
        messages = [*request["messages"], {"role": "assistant", "content": answer}]
        yield json.dumps({"messages": messages}, ensure_ascii=False)


def _why_not(row: dict[str, Any], answer: str, bad: bool, again: bool) -> str:
    reasons = (
        (row["status"] != "ok", "failed"),
        (not answer, "no answer kept"),
        (bool(row["has_tools"]), "may call tools"),
        (bad, "judged bad"),
        (again, "asked before"),
    )
    return next((why for holds, why in reasons if holds), "")
