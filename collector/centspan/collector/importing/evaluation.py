"""From the fields of a row to what the store keeps of a verdict."""

from typing import Any, Final

from centspan.collector.importing.call import Columns, fingerprint_columns
from centspan.collector.importing.cells import Cells, Refused, shown
from centspan.collector.importing.identity import Identity, span_bytes, trace_bytes
from centspan.collector.importing.moments import micros
from centspan.collector.importing.settings import Settings
from centspan.collector.importing.values import count, number, usd, word

WORDS: Final = ("item_id", "feature", "class", "evaluator", "model", "label")
NO_JUDGEMENT: Final = -1.0


def read_evaluation(fields: dict[str, Any], ids: Identity, settings: Settings) -> Columns:
    """Read a row. Raises Refused with the reasons against it; no score is ever moved into its range."""
    cells = Cells(fields)
    judged = cells.read("judged_at", lambda value: micros(value, settings.unit), 0)
    if "judged_at" not in fields:
        cells.problems.append("no judged_at; --set judged_at=… gives one for all rows")
    labels = {name: text for name in WORDS if name in fields and (text := word(fields[name]))}
    row: Columns = (
        labels
        | _score(cells)
        | {
            "name": cells.read("name", word, "score"),
            "response_id": cells.read("request_id", word, ""),
            "input_tokens": cells.read("input_tokens", count, 0),
            "output_tokens": cells.read("output_tokens", count, 0),
            "duration_ms": cells.read("duration_ms", number, None),
            **_link(cells),
            **fingerprint_columns(fields),
        }
    )
    cost = cells.read("cost_usd", usd, None)
    cells.check()
    row["evaluated_at"] = settings.moved(judged)
    if cost is not None:
        currency = cells.read("currency", word, "USD").upper()
        row["cost_usd"] = settings.in_usd(cost, currency, row["evaluated_at"])
    return row | {"row_identity": int.from_bytes(ids.span_id), "scope": settings.scope}


def _score(cells: Cells) -> Columns:
    if "score" not in cells.fields:
        raise Refused("no score")
    score = cells.read("score", number, 0.0)
    best = cells.read("max_score", number, 1.0)
    if score == NO_JUDGEMENT:
        cells.problems.append("score: -1 means that there was no judgement")
    elif not 0 <= score <= best:
        hint = "" if "max_score" in cells.fields else " (--set max_score=… gives the best one)"
        cells.problems.append(
            f"score: expected 0 to {best:g}, found {shown(cells.fields['score'])}{hint}"
        )
    return {"score": score, "max_score": best}


def _link(cells: Cells) -> Columns:
    """The span that was judged, where the row names one in full."""
    trace, span = trace_bytes(cells.fields.get("trace_id")), span_bytes(cells.fields.get("span_id"))
    return {"trace_id": trace, "span_id": span} if trace and span else {}
