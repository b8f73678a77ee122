"""Calls and verdicts that come as files."""

import csv
from datetime import UTC, datetime, timedelta

import pytest

from centspan.collector.engine import Engine
from centspan.collector.importing.options import Options
from centspan.collector.importing.run import import_file
from centspan.collector.prices.resolve import resolve
from centspan.collector.prices.sources import load_sources
from centspan.collector.roll import roll
from centspan.optimizer.levers.route import Route
from centspan.optimizer.study import study

ITEMS = 800
END = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)


def written(folder):
    """Calls of one model, half of them hard, and verdicts on two that name nothing but their items."""
    calls, verdicts = folder / "calls.csv", folder / "verdicts.csv"
    with calls.open("w", newline="") as call_file, verdicts.open("w", newline="") as verdict_file:
        made, judged = csv.writer(call_file), csv.writer(verdict_file)
        made.writerow(
            (
                *("started_at", "provider", "model", "feature", "user_id", "item_id", "prompt"),
                *("input_tokens", "output_tokens"),
            )
        )
        judged.writerow(("judged_at", "item_id", "model", "score"))
        for number in range(ITEMS):
            at, item = (END - timedelta(minutes=5 + number)).isoformat(), f"i-{number}"
            hard = number % 2
            asked = f"Prove lemma {number} by induction." if hard else f"Translate word {number}."
            made.writerow(
                (at, "openai", "gpt-4o", "school", f"u-{number % 20}", item, asked, 1000, 100)
            )
            judged.writerow((at, item, "gpt-4o", 1))
            judged.writerow((at, item, "gpt-4o-mini", 1 - hard))
    return calls, verdicts


@pytest.fixture(scope="module")
def said(tmp_path_factory, new_store):
    """What routing says of them."""
    folder = tmp_path_factory.mktemp("imported")
    calls, verdicts = written(folder)
    engine = Engine(new_store(folder / "store"))
    with engine.client() as client:
        import_file(client, str(calls), Options(keep_prompts=True), lambda reject: None)
        import_file(client, str(verdicts), Options(format="evaluations"), lambda reject: None)
        resolve(client, load_sources())
        roll(client, settle_seconds=-2)
        with study(client, END - timedelta(days=2), END) as studied:
            (found,) = Route(most_loss=0.02).examine(studied)
    engine.close()
    return found


def test_verdicts_of_a_file_belong_to_the_calls_of_their_items(said):
    """Verdicts without a feature are those of the feature whose imported calls have their items."""
    assert said.scope == {"feature": "school", "model": "gpt-4o"}
    assert said.figures["items"] in range(ITEMS // 2 - 60, ITEMS // 2 + 60)


def test_kept_text_tells_which_requests_are_easy(said):
    """Where the prompts of calls are kept, rules and embeddings send what is easy elsewhere."""
    rows = {row["strategy"]: row for row in said.figures["strategies"]}
    for way in ("rules", "embedding"):
        assert rows[way]["answered_by_it"] == pytest.approx(0.5, abs=0.03)
        assert rows[way]["loss"] <= 0.02
    assert said.figures["strategy"] in ("rules", "embedding")
    assert float(said.saved_share) == pytest.approx(0.47, abs=0.03)
