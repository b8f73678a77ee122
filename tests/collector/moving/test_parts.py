"""A table's rows come in blocks that another store can take."""

import pytest

from centspan.collector.moving import parts


@pytest.mark.parametrize(("bytes_each", "blocks"), [(10, 1), (2_000, 5)])
def test_wide_rows_come_in_smaller_blocks(empty, monkeypatch, bytes_each, blocks):
    """A block has no more bytes than a stack takes at once: of wide rows it has fewer, and none is left out."""
    monkeypatch.setattr(parts, "BYTES", 500_000)
    empty.command("CREATE TABLE wide (n UInt32, text String) ENGINE = MergeTree ORDER BY n")
    empty.command(f"INSERT INTO wide SELECT number, repeat('x', {bytes_each}) FROM numbers(1000)")
    found = list(parts.blocks(empty, "wide"))
    assert len(found) == blocks
    assert sum(number for number, _ in found) == parts.rows(empty, "wide") == 1000
