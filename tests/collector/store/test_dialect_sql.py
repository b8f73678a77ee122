import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from centspan.collector import dialect_sql, rollup_sql
from centspan.collector.migrate import migrations
from centspan.instrumentation import served
from centspan.instrumentation.attributes import BUCKETS
from centspan.instrumentation.dialects import (
    OWN,
    context_band,
    is_llm_call,
    operation,
    read_usage,
)
from centspan.instrumentation.spellings import COUNTS, TEXTS

SCOPES = ("centspan", "openlit.instrumentation.anthropic", "langfuse-sdk", "logfire.openai")


def spellings(table):
    return sorted({spelling for names in table.values() for spelling in names})


ODD = ["", "12.0", "12.", "12.7", "-4", "+4", "-0", "many", "nan", "inf", "1.5e3", "1e999", "0x1F"]
ODD += ["007", " 12", "1_000", "4294967295", "4294967296", "5000000000", "9" * 40, "."]
counts = st.one_of(st.integers(0, 300_000), st.sampled_from(ODD))
own = st.dictionaries(st.sampled_from(sorted(OWN.values())), counts, max_size=5)
plain = st.dictionaries(
    st.sampled_from([name for name in spellings(COUNTS) if "#" not in name]), counts, max_size=7
)
langfuse = st.dictionaries(
    st.sampled_from([name.partition("#")[2] for name in spellings(COUNTS) if "#" in name]),
    st.integers(0, 300_000),
    max_size=4,
)
words = st.dictionaries(
    st.sampled_from([name for name in spellings(TEXTS) if "cost" not in name]),
    st.sampled_from(["anthropic", "openai", "chat", "LLM", "generation", "execute_tool", "x"]),
    max_size=4,
)


hosts = ["api.openai.com", "x.openai.azure.com", "eu.api.openai.com", "aiplatform.googleapis.com"]
hosts += [
    "europe-west4-aiplatform.googleapis.com",
    "aiplatform.us.rep.googleapis.com",
    "openai.com",
]
places = st.fixed_dictionaries(
    {},
    optional={
        "server.address": st.sampled_from(hosts),
        "gen_ai.provider.name": st.sampled_from(
            ["OpenAI", "openai", "bedrock", "Vertex_AI", "new"]
        ),
        "gen_ai.request.model": st.sampled_from(["asked", "eu.asked"]),
        "centspan.service_tier": st.sampled_from(
            ["flex", "Default", "priority@eu", "ON_DEMAND_FLEX"]
        ),
        "centspan.region": st.sampled_from(["EU", "global"]),
        "ai.operationId": st.sampled_from(["ai.embed", "ai.streamText.doStream", "ai.toolCall"]),
        "request_data": st.just("{}"),
        "gen_ai.usage.raw": st.sampled_from(
            ['{"input_tokens_details": {"cached_tokens": 7}, "service_tier": null}', "{", "[]"]
        ),
    },
)


@st.composite
def span_attributes(draw):
    attributes = {**draw(words), **draw(plain), **draw(places)}
    if draw(st.integers(0, 3)) == 0:
        attributes |= {"centspan.usage.source": "provider", **draw(own)}
    if details := draw(langfuse):
        attributes["langfuse.observation.usage_details"] = json.dumps(details)
    return attributes


def stored(client):
    columns = ", ".join(f"{bucket}_tokens" for bucket in BUCKETS)
    rows = client.query(
        f"SELECT span_id, {columns}, web_searches, usage_source, usage_status, context_band, "
        "provider, model, operation, service_tier FROM calls"
    ).result_rows
    return {int(row[0], 16): row[1:] for row in rows}


@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.tuples(span_attributes(), st.sampled_from(SCOPES)), min_size=20, max_size=60))
def test_client_and_store_read_every_span_alike(client, deliver, spans):
    """Counts, usage source, status, band, provider, model, operation and tier are the same in Python and SQL."""
    client.command("TRUNCATE TABLE llm_calls")
    deliver(
        {"attributes": attributes, "scope": scope, "span": number}
        for number, (attributes, scope) in enumerate(spans, 1)
    )
    expected = {}
    for number, (attributes, scope) in enumerate(spans, 1):
        texts = {name: str(value) for name, value in attributes.items()}
        if is_llm_call(texts):
            usage = read_usage(texts, scope)
            buckets = tuple(getattr(usage, bucket) for bucket in BUCKETS)
            band = context_band(usage.total_input)
            said = (
                served.provider(texts),
                served.model(texts),
                operation(texts),
                served.tier(texts),
            )
            counts = (*buckets, usage.web_searches, usage.source, usage.status, band)
            expected[number] = (*counts, *said)
    assert stored(client) == expected


@pytest.mark.parametrize("ours", [False, True])
@pytest.mark.parametrize(("count", "kept"), [("-5", 0), ("5000000000", 0), ("1.5", 1), ("x", 0)])
def test_a_count_that_is_none_makes_the_usage_inconsistent(client, deliver, count, kept, ours):
    """Negative, broken and impossibly large counts are stored as what they are: not to be trusted."""
    foreign = {"gen_ai.usage.input_tokens": count, "gen_ai.usage.output_tokens": 3}
    own = {"centspan.tokens.uncached_input": count, "centspan.tokens.output": 3}
    attributes = {"centspan.usage.source": "provider", **own} if ours else foreign
    deliver([{"attributes": {"gen_ai.operation.name": "chat", **attributes}}])
    assert stored(client)[1][:5] == (kept, 0, 0, 0, 3)
    assert stored(client)[1][-6] == "inconsistent"


def test_hostile_attributes_never_lose_a_span(client, deliver):
    """Whatever stands in an attribute, the call is stored: the views throw nothing."""
    hostile = ("", "-1", "1e999", "nan", "inf", "x" * 100_000, "\x00", "ÿ", "99999999999999999999")
    names = [*(name.partition("#")[0] for name in spellings(COUNTS) + spellings(TEXTS))]
    names += [name for name in dir_attributes() if name.startswith(("centspan.", "gen_ai."))]
    deliver(
        {"attributes": {**dict.fromkeys(names, value), "gen_ai.operation.name": "chat"}, "span": n}
        for n, value in enumerate(hostile, 1)
    )
    assert client.query("SELECT count() FROM calls").result_rows == [(len(hostile),)]


def dir_attributes():
    from centspan.instrumentation import attributes

    values = (getattr(attributes, name) for name in dir(attributes) if name.isupper())
    return [value for value in values if isinstance(value, str)]


def test_the_ingest_views_are_generated_from_the_dialect_table():
    """The newest migration that defines the views is what the table renders today."""
    newest = [m for m in migrations() if "VIEW IF NOT EXISTS llm_calls_mv" in m.sql][-1]
    assert newest.sql == dialect_sql.render()


def test_the_rollups_are_generated_from_the_bucket_names():
    """The newest migration that defines the rollups is what the buckets render today."""
    newest = [m for m in migrations() if "TABLE IF NOT EXISTS spend_rollup" in m.sql][-1]
    assert newest.sql == rollup_sql.render()
