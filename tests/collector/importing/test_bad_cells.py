"""Whatever a cell holds, it costs its own row at most."""

import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from centspan.collector.importing.fields import FIELDS

NASTY = (
    *("99999999999999999999999", "-99999999999", "9" * 30, "9" * 5000, "-1", "4294967296", "1e300"),
    *("1e999999999999999999999", "1" + "0" * 400, "0.1", "true", "null", "{}", "[]", "NaN", "Infinity"),
    *('"9999-12-31T23:59:59-01:00"', '"0001-01-01T00:00:00+01:00"', '"\\ud800"', '["\\ud800"]', '"\\u0000"'),
    *('{"messages": [{"role": "\\udfff", "content": ["\\ud800", 1e400]}]}', '[{"function": "f"}]'),
    *('"²"', '"٣"', '"2026-11-20T25:00"', "[" * 500 + "]" * 500, '"' + "9" * 5000 + '"', '[[1, null]]'),
)  # fmt: skip
"""Cells as JSON spells them; json.dumps could not write some."""
CELLS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(), max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)  # fmt: skip
SOUND = {"calls": {"model": "m"}, "evaluations": {"score": 1, "evaluator": "e"}}


def line(kind, moment, field, cell):
    """A sound row but for one field."""
    time = {"calls": "started_at", "evaluations": "judged_at"}[kind]
    row = {key: json.dumps(value) for key, value in {**SOUND[kind], time: moment}.items()}
    cells = (f'"{key}": {text}' for key, text in {**row, field: cell}.items())
    return f"{{{', '.join(cells)}}}"


@pytest.mark.parametrize("kind", FIELDS)
@settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck))
@example(NASTY)
@given(st.lists(CELLS.map(json.dumps), min_size=5, max_size=20))
def test_no_value_in_any_field_stops_the_other_rows(file, at, bring, kind, cells):
    """Any JSON value in any field is taken or rejects its row with a reason; all other rows arrive."""
    bad = [line(kind, at(), field, cell) for field in FIELDS[kind] for cell in cells]
    path = file("x.jsonl", *bad, line(kind, at(1), "item_id", '"sound"'))
    result, refused = bring(path, kind, keep_prompts=True, keep_users=True, copy=str(at(len(bad))))
    assert result.rows == result.imported + result.rejected + result.already == len(bad) + 1
    assert len(bad) + 1 not in refused
    assert all(all(reasons) for reasons in refused.values())


def test_what_the_store_cannot_hold_is_refused(file, at, bring, stored):
    """Counts, shares and temperatures beyond the store's columns are rejected with that reason."""
    base = {"started_at": at(), "model": "m", "input_tokens": 1}
    rows = [{"input_tokens": 2**32}, {"calls": 2, "input_tokens": 2**34}, {"temperature": 1e300}]
    _, refused = bring(file("x.jsonl", *({**base, **row} for row in rows), base))
    assert {number: reasons[0].partition(":")[0] for number, reasons in refused.items()} == {
        1: "tokens",
        2: "tokens",
        3: "temperature",
    }
    assert stored("count()", order="1") == [(1,)]


def test_a_time_beyond_all_calendars_costs_its_row_of_parquet(tmp_path, at, bring):
    """A Parquet file with a time that Python cannot hold brings its other rows."""
    times = pa.array([2**60, 0], pa.timestamp("us", "UTC"))
    path = tmp_path / "x.parquet"
    pq.write_table(pa.table({"at": times, "started_at": [at(), at()], "model": ["m", "m"]}), path)
    mapped = {"at": "ended_at"}
    result, refused = bring(path, mapped=mapped)
    assert (result.imported, list(refused)) == (1, [1])
