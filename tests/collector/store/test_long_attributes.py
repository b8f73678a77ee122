"""What one span with a very long attribute takes to be stored."""

import pytest

from centspan.collector.engine import Engine

MIB = 1 << 20
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
def test_a_long_attribute_takes_a_few_times_its_length(client, name):
    """Five MiB in an attribute that is taken apart are stored within 200 MB, and a chain has 256 blocks at most."""
    text = f"repeat({LONG[name]}, intDiv({5 * MIB}, length({LONG[name]})))"
    section = "'x', ''" if name == "centspan.sections" else "'centspan.sections', 'system:1'"
    told = f"map('gen_ai.operation.name', 'chat', {section}, '{name}', {text})"
    client.command(
        "INSERT INTO otel_traces (Timestamp, TraceId, SpanId, SpanName, SpanAttributes) "
        f"SELECT '2026-11-01 10:00:00', leftPad(hex('{name}'), 32, '0'), '0000000000000001', 'chat', {told} "
        f"SETTINGS max_memory_usage = {200 * MIB}"
    )
    found = client.query(
        "SELECT length(prefixes), length(section_names), length(tool_hashes) FROM call_prefixes"
    ).result_rows
    expected = {"centspan.fingerprint.prefixes": (256, 1, 0), "centspan.tools": (0, 1, 0)}
    assert found == [expected.get(name, (0, 4096, 0))]
    client.command("TRUNCATE TABLE call_prefixes")
