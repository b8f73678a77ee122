"""The lever on a store of its own."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from centspan.collector.engine import Engine
from centspan.collector.prices.resolve import resolve
from centspan.collector.prices.sources import load_sources
from centspan.optimizer.compression.kept import rows
from centspan.optimizer.levers.cache_semantic import CacheSemantic
from centspan.optimizer.proposal import Declined
from centspan.optimizer.semantic.requests import right_answers
from centspan.optimizer.study import study

NOON = datetime.now(UTC).replace(minute=0, second=0, microsecond=0) - timedelta(days=1)
COLUMNS = ("Timestamp", "TraceId", "SpanId", "SpanName", "SpanAttributes", "Duration")
PERIOD = (NOON - timedelta(days=1), NOON + timedelta(hours=6))
REQUESTS = ("evaluated_at", "name", "label", "request_fingerprint", "fingerprint_key_id")
IDS = ("evaluated_at", "name", "label", "response_id")
LABELS = ("evaluated_at", "trace_id", "span_id", "name", "label")
OWN = """
import numpy as np

class Means:
    name, means = "own", True

    def embed(self, texts):
        return np.array([[1.0, 0.0] if "pay" in each.lower() else [0.0, 1.0] for each in texts])
"""
TEXTS = ("How can I pay?", "Payment: which ways are there?", "Which ways of paying do you take?")


def _span(number, feature="chat"):
    attributes = {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": "openai",
        "gen_ai.request.model": "gpt-4o",
        "centspan.tokens.uncached_input": "1000",
        "centspan.tokens.output": "100",
        "centspan.usage.source": "provider",
        "centspan.feature": feature,
        "gen_ai.response.id": f"answer-{number}",
        "centspan.fingerprint.request": f"{number + 1:016x}",
        "centspan.fingerprint.key_id": "00000001",
        "user.id": f"user-{number % 6}",
        "gen_ai.input.messages": json.dumps([{"role": "user", "content": TEXTS[number % 3]}]),
    }
    at = NOON + timedelta(minutes=number)
    return [at, f"{number + 1:032x}", f"{number + 1:016x}", "chat", attributes, 10**9]


@pytest.fixture(scope="module")
def calls(tmp_path_factory, new_store):
    """A study of sixty requests that mean one thing in three ways, all labelled as such."""
    engine = Engine(new_store(tmp_path_factory.mktemp("semantic") / "store"))
    with engine.client() as client:
        spans = [_span(number) for number in range(60)]
        linked = [_span(number, "linked") for number in range(60, 63)]
        client.insert("otel_traces", [*spans, *linked], column_names=COLUMNS)
        rows = [[s[0], bytes.fromhex(s[1]), bytes.fromhex(s[2]), "answer", "pay"] for s in spans]
        client.insert("evaluations", rows, column_names=LABELS)
        client.insert("evaluations", [[NOON, "answer", "by request", 62, 1]], column_names=REQUESTS)
        client.insert("evaluations", [[NOON, "answer", "by id", "answer-62"]], column_names=IDS)
        resolve(client, load_sources())
        with study(client, *PERIOD, "chat") as studied:
            yield studied
    engine.close()


@pytest.fixture
def lever(tmp_path, monkeypatch):
    """The lever with an embedder that knows what paying is, and a budget that sixty labels can prove."""
    (tmp_path / "means_of_pay.py").write_text(OWN, "utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    return CacheSemantic(embedder="means_of_pay:Means", false_hits=0.1)


def cost(studied):
    asked = f"SELECT sum(usd) FROM {studied.table}"
    return studied.client.query(asked).result_rows[0][0]


def test_an_embedder_and_labels_prove_a_saving(calls, lever):
    """With an embedder that knows meaning and labelled hits the saving is replayed, net of embedding every request, and carrying it out saves as much."""
    (found,) = lever.examine(calls)
    each = Decimal("0.0035")  # 1,000 tokens at $2.50 and 100 at $10 a million
    lookups = sum(-(-len(TEXTS[n % 3]) // 4) for n in range(60)) * Decimal("0.02e-6")
    assert found.evidence == "replayed"
    assert found.saved_share == (59 * each - lookups) / (60 * each)
    assert "0 of 59 judged hits are wrong" in found.quality
    before = cost(calls)
    with lever.apply(calls, found) as after:
        saved = calls.monthly(before - cost(after))
    assert abs(saved - found.saving_usd) < Decimal("1e-12")


def test_the_user_in_the_key_hits_less(calls, lever):
    """With `by_user` each of six users pays for the first answer."""
    (found,) = replace(lever, by_user=1).examine(calls)
    assert found.figures["by_threshold"][0]["hit_rate"] == 54 / 60


def test_too_few_labels_prove_nothing(calls, lever):
    """Sixty labelled requests without a wrong hit do not prove that 1 % are wrong at the most."""
    (found,) = replace(lever, false_hits=0.01).examine(calls)
    assert isinstance(found, Declined)
    assert "no safe threshold: at 0.8 0 of 59 judged hits are wrong, so up to 7.8%" in found.why


def test_letters_alone_prove_nothing(calls, lever):
    """What our own vectors hit is an upper bound, so a proposal by them needs an experiment."""
    (found,) = replace(lever, embedder="tfidf").examine(calls)
    assert found.evidence == "experiment"
    assert any("upper bound" in each for each in found.assumptions)


def test_a_label_finds_its_call_by_request_or_id(calls):
    """A label may name its call by the fingerprint of the request or the provider's id, where it does not say the span."""
    with study(calls.client, *PERIOD, "linked") as linked:
        found = right_answers(linked)
        told = [found.get(row["call"], "") for row in rows(linked, "", "linked", 9)]
    assert told == ["", "by request", "by id"]
