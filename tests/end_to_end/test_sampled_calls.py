"""Whatever the app's sampler says of its traces, every dollar is there."""

RATIO = "0.05"
CALLS = """
import centspan.auto, openai
from opentelemetry import trace
{provider}
client = openai.OpenAI()
tracer = trace.get_tracer("app")
def handle(number):
    with tracer.start_as_current_span("handle", kind=trace.SpanKind.SERVER):
        client.embeddings.create(model="text-embedding-3-small", input="hi", encoding_format="float")
for number in range({count}): handle(number)
"""
APP_MADE = """
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.sdk.trace.sampling import ParentBased, TraceIdRatioBased
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
theirs = TracerProvider(sampler=ParentBased(TraceIdRatioBased(0.05)))
theirs.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
trace.set_tracer_provider(theirs)
"""
SAMPLED = {"OTEL_TRACES_SAMPLER": "traceidratio", "OTEL_TRACES_SAMPLER_ARG": RATIO}


def test_2000_calls_at_five_percent_are_2000_rows(run_apps, app, stack, provider):
    """2,000 calls at traceidratio 0.05 are 2,000 rows, and so it is in the app's own provider."""
    run_apps(
        app("sampled-by-env", CALLS.format(provider="", count=2000), SAMPLED),
        app("sampled-by-app", CALLS.format(provider=APP_MADE, count=500)),
    )
    for name, count in (("sampled-by-env", 2000), ("sampled-by-app", 500)):
        (sums,) = stack.rows(
            "SELECT count() AS rows, uniqExact(trace_id, span_id) AS spans, sum(weight) AS weights, "
            "sum(uncached_input_tokens) AS tokens, uniqExact(root_kind) AS kinds "
            "FROM calls WHERE service = {service:String} AND root_kind = 'server'",
            service=name,
        )
        billed = sum(each.tokens["uncached_input"] for each in provider.of(name))
        calls = {"rows": count, "spans": count, "weights": count}
        assert sums == {**calls, "tokens": billed, "kinds": 1}
        (others,) = stack.rows(
            "SELECT count() AS spans FROM otel_traces "
            "WHERE ServiceName = {service:String} AND SpanName = 'handle'",
            service=name,
        )
        assert 0.01 * count <= others["spans"] <= 0.1 * count  # the app gets its own five percent


def test_where_the_app_insists_on_sampling_weights_make_the_sums_right(
    run_apps, app, stack, provider
):
    """With CENTSPAN_KEEP_ALL=false a kept row stands for 1/probability calls, in every sum."""
    env = SAMPLED | {"OTEL_TRACES_SAMPLER_ARG": "0.25", "CENTSPAN_KEEP_ALL": "false"}
    env |= {"CENTSPAN_TENANT": "weighed", "CENTSPAN_USER": "weighed"}
    run_apps(app("weighed", CALLS.format(provider="", count=400), env))
    rows = stack.calls("weighed", priced=True)
    assert {row["weight"] for row in rows} == {4.0}
    assert 60 <= len(rows) <= 140  # 100 ± 4 standard deviations
    kept = sum(row["uncached_input_tokens"] for row in rows)
    (user,) = {row["user_id"] for row in rows}
    for view, column, wanted in (
        ("spend", "service", "weighed"),
        ("tenant_spend", "tenant", "weighed"),
        ("user_spend", "user_id", user),
    ):
        (sums,) = stack.rows(
            "SELECT sum(calls) AS calls, sum(uncached_input_tokens) AS tokens, sum(list_usd) AS usd "
            f"FROM {view} WHERE {column} = '{wanted}'"
        )
        assert (sums["calls"], sums["tokens"]) == (4 * len(rows), 4 * kept)
        assert sums["usd"] == 4 * sum(row["list_usd"] for row in rows)
