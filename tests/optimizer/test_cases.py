"""Every lever against its cases: calls in, proposals out."""

import json
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

import pytest
from case_files import NOON, cases

from centspan.deploy.tables.table import as_json
from centspan.optimizer.lever import Replayable
from centspan.optimizer.levers import LEVERS
from centspan.optimizer.life.policies import current
from centspan.optimizer.life.record import record
from centspan.optimizer.life.stored import one
from centspan.optimizer.optimize import Outcome
from centspan.optimizer.proposal import Proposal
from centspan.optimizer.tuning import tuned

EVERY = cases(Path(__file__).parent / "cases")


@pytest.fixture(scope="module")
def said(cases_study):
    """What a lever says of every case, by environment; asked once for what is set of it."""
    known = {}

    def ask(id_, *set_):
        if (id_, *set_) not in known:
            known[id_, *set_] = defaultdict(list)
            (lever,) = tuned((f"{id_}.{each}" for each in set_), (id_,))
            for each in lever.examine(cases_study):
                known[id_, *set_][each.scope.get("environment")].append(each)
        return known[id_, *set_]

    return ask


@pytest.mark.parametrize("case", EVERY, ids=lambda case: case.environment)
def test_a_lever_proposes_as_its_cases_say(said, case):
    """A lever proposes what each of its cases says, of the size it says, and nothing where it says nothing."""
    found = said(case.rule, *case.said.get("set", ()))[case.environment]
    proposed = [each for each in found if isinstance(each, Proposal)]
    expected = [dict(each) for each in case.said["proposals"]]
    assert len(proposed) == len(expected), (case.said["name"], found)
    for each, told in zip(
        sorted(proposed, key=lambda p: p.change),
        sorted(expected, key=lambda e: e.get("change", "")),
        strict=True,
    ):
        assert {name: _told(each, name, value) for name, value in told.items()} == told
    for words in case.said.get("declined", ()):
        assert any(words in each.why for each in found if not isinstance(each, Proposal)), found


@pytest.mark.parametrize("lever", LEVERS, ids=lambda lever: lever.id)
def test_every_lever_has_cases_of_nothing_to_save(lever):
    """Every lever has a case in which it proposes nothing, which comes first, and one in which it does."""
    loud = [bool(case.said["proposals"]) for case in EVERY if case.rule == lever.id]
    assert loud
    assert not loud[0]
    assert loud[-1]


@pytest.mark.parametrize(
    "lever", [lever for lever in LEVERS if isinstance(lever, Replayable)], ids=lambda each: each.id
)
def test_carrying_it_out_saves_what_is_proposed(cases_study, said, lever):
    """A study in which a proposal is carried out costs less by exactly what it saves, and each call what its tokens do, in every case of every lever."""
    before = cost(cases_study)
    found = [each for of_case in said(lever.id).values() for each in of_case]
    for proposal in (each for each in found if isinstance(each, Proposal)):
        with lever.apply(cases_study, proposal) as after:
            saved = cases_study.monthly(before - cost(after))
            assert incoherent(after) < Decimal("1e-10"), (proposal.scope, proposal.change)
        assert abs(saved - proposal.saving_usd) < Decimal("1e-12"), (proposal.scope, saved)


@pytest.mark.parametrize("lever", LEVERS, ids=lambda lever: lever.id)
def test_every_proposal_has_a_policy_that_fits_the_schema(cases_study, said, schema, lever):
    """What `optimize show ID --policy` prints of any proposal of any case is a policy of its lever, as the published schema says."""
    proposals = {
        each.id: each
        for case in EVERY
        if case.rule == lever.id
        for each in said(lever.id, *case.said.get("set", ()))[case.environment]
        if isinstance(each, Proposal)
    }
    client = cases_study.client
    record(client, Outcome(tuple(proposals.values()), ()), [], NOON, "cases")
    for id_ in proposals:
        printed = json.loads(as_json(current(client, one(client, id_))))
        problems = [f"{each.json_path}: {each.message}" for each in schema.iter_errors(printed)]
        assert problems == [], (id_, printed)
        assert (printed["id"], printed["kind"]) == (id_, lever.id)
    assert proposals


def incoherent(study):
    """By how much the cost of any call, in USD, differs from that of its tokens at its prices and what else it had."""
    asked = """
    SELECT max(abs(usd - other_usd - toDecimal128(paid * (uncached_input_tokens * uncached_input_usd
      + cache_read_tokens * cache_read_usd + cache_write_5m_tokens * cache_write_5m_usd
      + cache_write_1h_tokens * cache_write_1h_usd + output_tokens * output_usd + reasoning_tokens * reasoning_usd), 18)))
    FROM {study:Identifier}"""
    return study.client.query(asked, parameters={"study": study.table}).result_rows[0][0]


def cost(study):
    """USD of all calls of a study."""
    asked = "SELECT sum(usd) FROM {study:Identifier}"
    return study.client.query(asked, parameters={"study": study.table}).result_rows[0][0]


def _told(proposal, name, said):
    if name in proposal.figures:
        value = proposal.figures[name]
    elif name in ("feature", "environment"):
        value = proposal.scope.get(name)
    else:
        value = getattr(proposal, name)
    same = isinstance(value, Decimal | float) and round(Decimal(value), 6) == round(
        Decimal(said), 6
    )
    return said if same else value
