"""One study with the calls of every lever's cases, and what policies have to look like."""

import json
import sys
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import jsonschema
import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "alerts" / "support"))

from case_files import COLUMNS, NOON, cases

from centspan.collector.engine import Engine
from centspan.collector.prices.resolve import resolve
from centspan.collector.prices.sources import load_sources
from centspan.collector.roll import roll
from centspan.optimizer.study import study

NO_LIMIT = {"max_partitions_per_insert_block": 0}
FOLDER = Path(__file__).parent / "cases"


VERDICT = (
    *("evaluated_at", "item_id", "feature", "model", "score", "row_identity"),
    *("class", "name", "input_tokens", "output_tokens", "cost_usd", "duration_ms"),
    "evaluator",
)


def verdicts(every_case):
    """What each case says was judged: `score` of `n` answers of a model, or of items from `first` on.

    `class`, `name`, `input` and `output` tokens, `usd`, `ms` and `evaluator` are as said.
    """
    rows = []
    for case in every_case:
        for said in case.said.get("verdicts", ()):
            for number in range(said.get("first", 0), said.get("first", 0) + said["n"]):
                rows.append(verdict(said, f"{case.environment}-{number}", len(rows) + 1))
    return rows


def verdict(said, item, number):
    """One row of evaluations."""
    usd = Decimal(said["usd"]) if "usd" in said else None
    return (
        *(NOON - timedelta(days=1), item, said["feature"], said.get("model", ""), said["score"]),
        *(number, said.get("class", ""), said.get("name", "score")),
        *(said.get("input", 0), said.get("output", 0), usd, said.get("ms")),
        said.get("evaluator", ""),
    )


LABEL = ("evaluated_at", "trace_id", "span_id", "name", "label")


def labels(case, spans):
    """Which answer each case says is the right one to its calls: `answers`, over and over."""
    said = case.said.get("answers", ())
    return [
        (span[0], bytes.fromhex(span[1]), bytes.fromhex(span[2]), "answer", said[at % len(said)])
        for at, span in enumerate(spans if said else ())
    ]


@pytest.fixture(scope="session")
def schema():
    """The published schema of policies, with formats checked."""
    file = Path(__file__).parents[2] / "optimizer" / "policies" / "policy.schema.json"
    said = json.loads(file.read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(said)
    return jsonschema.Draft202012Validator(
        said, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
    )


@pytest.fixture(scope="session")
def every_case():
    """All cases."""
    return cases(FOLDER)


@pytest.fixture(scope="module")
def cases_study(tmp_path_factory, new_store, every_case):
    """A study of a store with every case's calls, priced and rolled up."""
    engine = Engine(new_store(tmp_path_factory.mktemp("cases") / "store"))
    with engine.client() as client:
        # Cases are of a day that was; text is kept for days only.
        client.command("ALTER TABLE call_content REMOVE TTL")
        rows, labelled = [], []
        for case in every_case:
            spans = list(case.spans(len(rows)))
            labelled += labels(case, spans)
            rows += spans
        client.insert("otel_traces", rows, column_names=COLUMNS, settings=NO_LIMIT)
        client.insert("evaluations", verdicts(every_case), column_names=VERDICT)
        client.insert("evaluations", labelled, column_names=LABEL)
        resolve(client, load_sources())
        roll(client, settle_seconds=-2)
        with study(client, NOON - timedelta(days=30), NOON) as studied:
            yield studied
    engine.close()
