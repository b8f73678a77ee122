from decimal import Decimal

from centspan.deploy.demo.backfill.arrivals import SECOND
from centspan.deploy.demo.backfill.ledger import ledger

COLUMNS = (
    "uncached_input_tokens",
    "cache_read_tokens",
    "cache_write_5m_tokens",
    "output_tokens",
    "reasoning_tokens",
)
BY_FEATURE = f"""
SELECT feature, count(), {", ".join(f"sum({column})" for column in COLUMNS)}, sum(list_usd),
  countIf(price_status = 'unpriced'), countIf(status != 'ok'), countIf(usage_status != 'ok')
FROM calls GROUP BY feature
"""


def test_the_store_holds_what_the_ledger_says(month, eventful):
    """Calls, tokens by bucket, list cost and errors of every feature equal the ledger's exactly."""
    truth = ledger(eventful)["by_feature"]
    rows = month.client.query(BY_FEATURE).result_rows
    assert {row[0] for row in rows} == set(truth)
    for feature, calls, *sums in rows:
        *tokens, list_usd, unpriced, errors, doubtful = sums
        known = truth[feature]
        assert (calls, tokens) == (known["calls"], [known[column] for column in COLUMNS])
        assert (list_usd or Decimal(0)) == Decimal(known["list_usd"])
        assert (unpriced, errors, doubtful) == (known["unpriced_calls"], known["errors"], 0)


def test_almost_everything_is_priced_and_consistent(month):
    """Less than one call in a hundred has no price, none is inconsistent, all count."""
    calls, unpriced, doubtful, uncounted = month.one(
        "SELECT count(), countIf(price_status = 'unpriced'), "
        "countIf(usage_status = 'inconsistent'), countIf(NOT counted) FROM calls"
    )
    assert 0 < unpriced < calls / 100
    assert (doubtful, uncounted) == (0, 0)


def test_evaluations_show_that_stronger_models_answer_better(month):
    """Judged candidates that are weaker than the model in use score lower on average."""
    given, candidates = month.client.query(
        "SELECT avg(score) FROM evaluations GROUP BY model != '' ORDER BY model != ''"
    ).result_columns[0]
    assert given > candidates + 0.05


def test_tasks_have_outcomes_and_some_stay_unknown(month, eventful):
    """Most tasks are known to have succeeded or failed; the rest is unknown, not success."""
    known = month.one("SELECT count() FROM task_outcomes FINAL")[0]
    assert known == sum(outcome is not None for outcome in eventful.tasks.succeeded)
    assert 0.6 < known / len(eventful.tasks.number) < 0.95


def test_releases_are_posted_as_changes(month, eventful):
    """Every new prompt version stands in `changes`, guilty and innocent alike."""
    posted = month.client.query(
        "SELECT feature, attributes['prompt_version'], toUnixTimestamp(changed_at) FROM changes "
        "WHERE kind = 'deploy' ORDER BY changed_at, feature"
    ).result_rows
    assert len(posted) == len(eventful.releases.since)
    assert posted[0][2] == eventful.releases.since[0].at // SECOND
