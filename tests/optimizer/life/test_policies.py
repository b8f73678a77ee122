"""Policies: what they look like, and the versions that decisions leave."""

import json
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import jsonschema
import pytest

from centspan.collector.query import load
from centspan.optimizer.levers import LEVERS
from centspan.optimizer.life.decide import accept, adopt, dismiss
from centspan.optimizer.life.policies import current, newest
from centspan.optimizer.life.record import record
from centspan.optimizer.optimize import Outcome

FOLDER = Path(__file__).parents[3] / "optimizer" / "policies"
EXAMPLES = {path.stem: path for path in sorted((FOLDER / "examples").glob("*.json"))}


@pytest.mark.parametrize("kind", sorted(EXAMPLES))
def test_every_example_fits_the_schema(schema, kind):
    """Each kind's example is a policy of that kind, as the schema says."""
    said = json.loads(EXAMPLES[kind].read_text("utf-8"))
    schema.validate(said)
    assert said["kind"] == kind


def test_every_lever_has_an_example():
    """There is an example policy of every lever."""
    assert {lever.id for lever in LEVERS} <= set(EXAMPLES)


@pytest.mark.parametrize(
    "wrong",
    [
        {"share_pct": 0},
        {"do": {"max_tokens": 0}},
        {"do": {}},
        {"version": 0},
        {"scope": {"customer": "a"}},
        {"obey": True},
    ],
    ids=str,
)
def test_what_is_no_policy_is_refused(schema, wrong):
    """A share of nothing, a change that lacks its value and what no policy says do not fit the schema."""
    said = json.loads(EXAMPLES["cap"].read_text("utf-8")) | wrong
    with pytest.raises(jsonschema.ValidationError):
        schema.validate(said)


def test_each_decision_is_a_version_of_the_policy(adopted_store, proposal, adoptions, schema):
    """Accepting stores a policy, adopting by a share its next version, dismissing ends it; each is in the audit."""
    case = adoptions[0]
    found, at = proposal(case), case.at + timedelta(days=1)
    found = type(found)(**{**_fields(found), "key": "another"})
    record(adopted_store, Outcome((found,), ()), [], at, "r")
    stored = accept(adopted_store, found.id, at + timedelta(seconds=1), "ann")
    first = current(adopted_store, stored)
    adopt(adopted_store, found.id, at, at + timedelta(seconds=2), "bob", Decimal(25))
    second = newest(adopted_store, found.id)
    dismiss(adopted_store, found.id, "no", at + timedelta(seconds=3), "cid")
    third = newest(adopted_store, found.id)
    assert (first["version"], first["share_pct"], first["do"]) == (1, 100, {"max_tokens": 100})
    assert (second["version"], second["share_pct"], second["valid_to"]) == (2, 25, None)
    assert (third["version"], third["share_pct"], third["changed_by"]) == (3, 25, "cid")
    assert third["valid_to"] is not None
    for said in (first, json.loads(second["document"]), json.loads(third["document"])):
        schema.validate(said)
    rows = adopted_store.query(
        f"SELECT attributes['policy_version'] FROM changes WHERE attributes['id'] = '{found.id}' ORDER BY 1"
    ).result_rows
    assert [version for (version,) in rows] == ["1", "2", "3"]
    assert load("policy_newest").rows(adopted_store, id="none") == []


def _fields(found):
    return {name: getattr(found, name) for name in found.__dataclass_fields__}
