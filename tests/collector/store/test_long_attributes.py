"""What spans with very long attributes take to be stored."""

import pytest

from centspan.collector.engine import Engine
from centspan.collector.spelling_sql import LONGEST

LONG = {
    "centspan.fingerprint.prefixes": "'0123456789abcdef'",
    "centspan.tools": "',,,,,,,,'",
    "centspan.sections": "'system:1,'",
}


@pytest.fixture(scope="module")
def client(tmp_path_factory, new_store):
    """A store of its own."""
    engine = Engine(new_store(tmp_path_factory.mktemp("long") / "store"))
    with engine.client() as connected:
        yield connected
    engine.close()


@pytest.mark.parametrize("name", LONG)
def test_a_long_attribute_is_taken_apart(client, name):
    """Of 256 KiB that are a list a chain has 256 blocks at most, sections and tools are 4,096 at most."""
    text = f"repeat({LONG[name]}, intDiv({LONGEST}, length({LONG[name]})))"
    section = "'x', ''" if name == "centspan.sections" else "'centspan.sections', 'system:1'"
    insert(client, f"{section}, '{name}', {text}", 100)
    found = client.query(
        "SELECT length(prefixes), length(section_names), length(tool_hashes) FROM call_prefixes"
    ).result_rows
    expected = {"centspan.fingerprint.prefixes": (256, 1, 0), "centspan.tools": (0, 1, 0)}
    assert found == [expected.get(name, (0, 4096, 0))]
    client.command("TRUNCATE TABLE call_prefixes")


@pytest.mark.parametrize("name", [*LONG, "unknown", "gen_ai.response.id", "gen_ai.input.messages"])
def test_longer_values_take_a_few_times_their_bytes(client, name):
    """Four spans with 4 MB in an attribute are counted within 120 MB; what a span says in more than 256 KiB is not read."""
    client.command("TRUNCATE TABLE llm_calls")
    insert(client, f"'gen_ai.usage.input_tokens', '7', '{name}', repeat('four', 1000000)", 120, 4)
    told = client.query(
        "SELECT count(), sum(uncached_input_tokens), max(request_id) FROM llm_calls"
    )
    assert told.result_rows == [(4, 28, "")]


def insert(client, told, megabytes, spans=1):
    """Insert spans that say `told`, while a query may hold `megabytes`."""
    client.command(
        "INSERT INTO otel_traces (Timestamp, TraceId, SpanId, SpanName, SpanAttributes) "
        "SELECT '2026-11-01 10:00:00', leftPad(hex(number), 32, '0'), '0000000000000001', 'chat', "
        f"map('gen_ai.operation.name', 'chat', {told}) FROM numbers({spans}) "
        f"SETTINGS max_memory_usage = {megabytes}000000"
    )
