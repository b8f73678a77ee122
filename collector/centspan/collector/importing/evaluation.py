"""From the fields of a row to what the store keeps of a verdict."""

from collections.abc import Mapping
from typing import Any, Final

from centspan.collector.importing.call import Columns, fingerprints
from centspan.collector.importing.cells import Cells, shown
from centspan.collector.importing.identity import Identity
from centspan.collector.importing.prompt import prompt_fingerprint
from centspan.collector.importing.settings import Settings

SAME: Final = (
    "item_id", "feature", "class", "evaluator", "model", "label", "input_tokens", "output_tokens",
    "duration_ms",
)  # fmt: skip
NO_JUDGEMENT: Final = -1.0


def read_evaluation(fields: Mapping[str, Any], ids: Identity, settings: Settings) -> Columns:
    """Read a row. Raises Refused with the reasons against it; no score is ever moved into its range."""
    cells = Cells(fields, settings.readers)
    said = cells.said
    if "judged_at" not in fields:
        cells.problems.append("no judged_at; --set judged_at=… gives one for all rows")
    if "score" not in fields:
        cells.problems.append("no score")
    elif "score" in said:
        cells.problems += _against(said["score"], said.get("max_score"), fields["score"])
    cells.check()
    judged = settings.moved(said["judged_at"])
    row: Columns = {name: said[name] for name in SAME if name in said}
    row |= {
        "evaluated_at": judged,
        "name": said.get("name", "score"),
        "response_id": said.get("request_id", ""),
        "score": said["score"],
        "max_score": said.get("max_score", 1.0),
        "row_identity": int.from_bytes(ids.span_id),
        "origin": settings.origin,
    }
    if "cost_usd" in said:
        currency = said.get("currency", "USD").upper()
        row["cost_usd"] = settings.in_usd(said["cost_usd"], currency, judged)
    if said.get("trace_id") and said.get("span_id"):
        row |= {"trace_id": said["trace_id"], "span_id": said["span_id"]}
    prompt = prompt_fingerprint(said["prompt"]) if "prompt" in said else None
    linked = fingerprints(said, prompt)
    linked.pop("system_fingerprint", None)
    return row | linked


def _against(score: float, best: float | None, found: Any) -> list[str]:
    if score == NO_JUDGEMENT:
        return ["score: -1 means that there was no judgement"]
    top = 1.0 if best is None else best
    if 0 <= score <= top:
        return []
    hint = "" if best is not None else " (--set max_score=… gives the best one)"
    return [f"score: expected 0 to {top:g}, found {shown(found)}{hint}"]
