"""A row of a file is one call, however often and under whichever name it comes."""

import gzip
import json
import shutil

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from centspan.collector.importing import run as running
from centspan.collector.importing.store import Writer
from centspan.collector.roll import roll
from centspan.instrumentation.errors import CentspanError

HEADER = "started_at,provider,model,input_tokens,output_tokens"


@pytest.fixture
def small_blocks(monkeypatch):
    monkeypatch.setattr(running, "BLOCK", 4)


def calls(client):
    return client.query("SELECT count() FROM llm_calls FINAL").result_rows[0][0]


def counted(client):
    """Calls that count once what they share with others has been judged."""
    roll(client, settle_seconds=0)
    return client.query("SELECT count() FROM llm_calls FINAL WHERE counted").result_rows[0][0]


def test_equal_rows_are_two_calls(client, file, row, bring):
    """Two rows of one file that say the same are two calls."""
    result, _ = bring(file("calls.csv", row(1), row(1), header=HEADER))
    assert (result.imported, calls(client)) == (2, 2)


def test_files_that_begin_alike_are_different_files(client, file, row, bring):
    """Files that share their first rows and then differ bring all their rows."""
    bring(file("east.csv", row(1), row(2), header=HEADER))
    bring(file("west.csv", row(1), row(3), header=HEADER))
    bring(file("short.csv", row(1), header=HEADER, end=""))
    assert calls(client) == 5


def test_a_rerun_imports_nothing(client, file, row, bring, small_blocks):
    """A file that was imported brings nothing again: renamed, packed, or without its last line's end."""
    path = file("calls.csv", *map(row, range(10)), header=HEADER)
    assert bring(path)[0].imported == 10
    other = path.with_name("other.csv")
    shutil.copy(path, other)
    packed = path.with_name("calls.csv.gz")
    packed.write_bytes(gzip.compress(path.read_bytes()))
    cut = file("cut.csv", *map(row, range(10)), header=HEADER, end="")
    for again in (path, other, packed, cut):
        result, _ = bring(again)
        assert (result.imported, result.already) == (0, 10), again
    assert calls(client) == 10


def test_a_grown_file_brings_its_tail(client, file, row, bring, small_blocks):
    """Of a file that has grown since, only the new rows are imported, again and again."""
    for rows, new in ((3, 3), (6, 3), (6, 0), (13, 7)):
        path = file("calls.csv", *map(row, range(rows)), header=HEADER)
        result, _ = bring(path)
        assert (result.imported, result.already) == (new, rows - new)
    assert calls(client) == 13


@pytest.mark.parametrize("form", ["json", "parquet"])
def test_a_grown_array_or_parquet_file_brings_its_tail(client, tmp_path, at, bring, form):
    """Files whose end changes when a row is added are known by their first rows."""
    path = tmp_path / f"calls.{form}"
    for count, new in ((3, 3), (5, 2), (5, 0)):
        rows = [{"started_at": at(n), "model": "m", "input_tokens": n} for n in range(count)]
        if form == "json":
            path.write_text(json.dumps(rows, indent=1) + "\n")
        else:
            pq.write_table(pa.Table.from_pylist(rows), path)
        result, _ = bring(path)
        assert (result.imported, result.already) == (new, count - new)
    assert calls(client) == 5


@pytest.mark.parametrize("lines", [3, 2000])
def test_a_line_that_is_still_being_written_counts_once(client, file, row, bring, stored, lines):
    """A last line without an end is taken, and is replaced by what it says once it has grown."""
    whole = [row(number) for number in range(lines)]
    path = file("calls.csv", *whole, f"{row(lines)}", header=HEADER, end="")
    assert bring(path)[0].imported == lines + 1
    assert bring(path)[0].imported == 0
    file("calls.csv", *whole, f"{row(lines)}7", header=HEADER, end="")
    assert bring(path)[0].imported == 1
    file("calls.csv", *whole, f"{row(lines)}7", row(lines + 1)[:-20], header=HEADER, end="")
    assert (bring(path)[0].imported, bring(path)[0].rejected) == (1, 1)
    file("calls.csv", *whole, f"{row(lines)}7", row(lines + 1), header=HEADER)
    assert [bring(path)[0].imported for _ in "ab"] == [1, 0]
    assert (calls(client), stored("max(output_tokens)", order="1")) == (lines + 2, [(107,)])


def test_an_open_line_is_forgotten_with_its_file(client, file, row, bring):
    """An open last line, too, keeps a file from being read in another way, and is taken away by --replace."""
    path = file("calls.csv", row(1), header=HEADER, end="")
    bring(path)
    with pytest.raises(CentspanError, match="--replace"):
        bring(path, fixed={"feature": "chat"})
    bring(path, fixed={"feature": "chat"}, replace=True)
    assert calls(client) == 1


@pytest.mark.parametrize(
    ("name", "empty"),
    [("a.csv", HEADER), ("a.csv", f"{HEADER}\n"), ("a.json", "[]"), ("a.jsonl", "{")],
)
def test_a_file_without_rows_is_no_others_beginning(
    client, tmp_path, file, row, at, bring, name, empty
):
    """After an empty file was imported, files that begin like it are still told apart."""
    path = tmp_path / name
    path.write_text(empty)
    bring(path)
    for day in (0, 1000):
        if name == "a.csv":
            file(name, *(row(day + n) for n in range(2)), header=HEADER)
        else:
            rows = [{"started_at": at(day + n), "model": "m"} for n in range(2)]
            path.write_text(
                json.dumps(rows) if name == "a.json" else "\n".join(map(json.dumps, rows))
            )
        assert bring(path)[0].imported == 2
    assert calls(client) == 4


def test_two_files_that_grew_from_one_are_both_imported(client, file, row, bring):
    """A file that went on differently than the one its beginning was imported with brings all its rows."""
    bring(file("a.csv", row(1), header=HEADER))
    bring(file("b.csv", row(1), row(2), row(3), header=HEADER))
    with pytest.raises(CentspanError, match=r"begins as a\.csv did, .* the longest copy"):
        bring(file("c.csv", row(1), row(4), header=HEADER))
    result, _ = bring(file("d.csv", row(1), row(4), row(5), header=HEADER))
    assert (result.imported, calls(client)) == (3, 6)


def test_a_grown_parquet_file_may_gain_empty_cells(client, tmp_path, at, bring):
    """Whole numbers that became floats, and columns that were added, hide no file that has grown."""
    path = tmp_path / "a.parquet"
    rows = [{"started_at": at(n), "model": "m", "input_tokens": n} for n in range(3)]
    pq.write_table(pa.Table.from_pylist(rows), path)
    bring(path)
    later = [{**each, "input_tokens": float(each["input_tokens"]), "team": None} for each in rows]
    later.append({"started_at": at(9), "model": "m", "input_tokens": None, "team": "x"})
    pq.write_table(pa.Table.from_pylist(later), path)
    assert (bring(path)[0].imported, calls(client)) == (1, 4)


def cut_after(monkeypatch, target, name, steps):
    original, left = getattr(target, name), [steps]

    def cut(*arguments):
        if not left[0]:
            raise KeyboardInterrupt
        left[0] -= 1
        return original(*arguments)

    monkeypatch.setattr(target, name, cut)


def test_after_a_kill_the_rest_is_imported(client, file, row, bring, small_blocks, monkeypatch):
    """A run that is cut off, also between a block and its entry in the ledger, is finished by the next."""
    path = file("calls.csv", *map(row, range(11)), header=HEADER)
    # A block is five writes, one a table, and an entry in the ledger.
    for target, name, steps in ((Writer, "write", 6), (running.Ledger, "done", 0)):
        cut_after(monkeypatch, target, name, steps)
        with pytest.raises(KeyboardInterrupt):
            bring(path)
        monkeypatch.undo()
        monkeypatch.setattr(running, "BLOCK", 4)
    result, _ = bring(path)
    assert (result.imported, result.already) == (7, 4)
    assert calls(client) == 11


def test_a_request_id_is_one_call_in_every_file(client, file, at, bring):
    """Rows of two files with one request id are one call; so are rows that share the columns of --id."""
    header = "request_id,started_at,provider,model,input_tokens"
    bring(file("a.csv", *(f"r{n},{at(n)},openai,gpt-4o,5" for n in (1, 2)), header=header))
    bring(file("b.csv", *(f"r{n},{at(n)},openai,gpt-4o,5" for n in (2, 3)), header=header))
    assert calls(client) == 3
    for name in "cd":
        row = f"{at(9)},openai,gpt-4o,7,{name}"
        path = file(f"{name}.csv", row, header="started_at,provider,model,input_tokens,note")
        bring(path, id_columns=("started_at", "input_tokens"))
    assert calls(client) == 4


def test_rows_that_share_an_id_are_counted(file, at, bring, stored):
    """An import says how many rows were the call of an earlier row, and how many only share its id."""
    header = "request_id,started_at,model,input_tokens"
    times = (0, 0, 90_000, 1)
    lines = [f"r{n // 3},{at(seconds)},m,5" for n, seconds in enumerate(times)]
    result, _ = bring(file("a.csv", *lines, header=header))
    assert (result.imported, result.repeated, result.differing) == (4, 1, 1)
    assert stored("count()", order="1") == [(3,)]
    result, _ = bring(
        file("b.csv", f"{at()},m,5", f"{at()},m,5", header="started_at,model,input_tokens")
    )
    assert (result.repeated, result.differing) == (0, 0)


@pytest.mark.parametrize("form", ["jsonl", "parquet"])
def test_rows_without_an_id_stay_calls_of_their_own(client, tmp_path, at, bring, form):
    """Rows whose --id column holds nothing are not one call; the column counts as read."""
    path = tmp_path / f"a.{form}"
    rows = [{"started_at": at(), "model": "m", "rid": rid} for rid in ("a", None, None, "a")]
    if form == "jsonl":
        path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    else:
        pq.write_table(pa.Table.from_pylist(rows), path)
    result, _ = bring(path, id_columns=("rid",))
    assert (calls(client), result.unknown_columns) == (3, {})


def test_tries_of_one_request_are_calls_of_their_own(client, file, at, bring):
    """Rows that share a request id and say which try they were are as many calls, again and again."""
    header = "request_id,started_at,provider,model,input_tokens,attempt"
    rows = [f"r1,{at(n)},openai,gpt-4o,5,{n}" for n in (1, 2, 3)]
    bring(file("a.csv", *rows, header=header))
    bring(file("b.csv", rows[2], f"r1,{at(1)},openai,gpt-4o,5,", header=header))
    assert calls(client) == 3
    assert client.query("SELECT sum(retries) FROM spend").result_rows == [(2.0,)]


def test_a_copy_is_other_calls_whatever_ids_its_rows_have(client, file, at, bring):
    """With --copy the rows of a file are other calls, request ids and all."""
    header = "request_id,started_at,provider,model,input_tokens"
    path = file("a.csv", f"r1,{at()},openai,gpt-4o,5", header=header)
    for copy, new in (("", 1), ("what-if", 1), ("what-if", 0)):
        assert bring(path, copy=copy)[0].imported == new
    assert counted(client) == 2


def test_a_span_and_its_row_in_a_file_count_once(client, file, at, bring):
    """A call that arrived as a span and is imported from a gateway's log as well is counted once."""
    attributes = {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": "openai",
        "gen_ai.response.model": "gpt-4o",
        "gen_ai.response.id": "chatcmpl-1",
        "gen_ai.usage.input_tokens": "100",
        "gen_ai.usage.output_tokens": "10",
    }
    client.command(
        "INSERT INTO otel_traces (Timestamp, TraceId, SpanId, ServiceName, ScopeName, Duration, "
        f"SpanAttributes) VALUES ('{at()[:19]}', '{1:032x}', '{1:016x}', 'app', 'openai', 2000000000, "
        f"{attributes})"
    )
    header = "request_id,started_at,ended_at,provider,model,input_tokens,output_tokens,cost_usd"
    line = f"chatcmpl-1,{at()},{at(2)},openai,gpt-4o,100,10,0.5"
    bring(file("gateway.csv", line, header=header), fixed={"recorded_by": "gateway"})
    assert counted(client) == 1
    reasons = client.query("SELECT not_counted_because FROM llm_calls FINAL ORDER BY 1")
    assert reasons.result_rows == [("",), ("same_response_id",)]


def test_ids_of_a_span_are_kept(client, file, at, stored, bring):
    """A row with a trace and a span id is that very span, and never a second call beside it."""
    header = "started_at,provider,model,input_tokens,trace_id,span_id"
    trace = "0af7651916cd43dd8448eb211c80319c"
    bring(file("a.csv", f"{at()},openai,gpt-4o,5,{trace},b7ad6b7169203331", header=header))
    line = f"{at()},openai,gpt-4o,5,0af76519-16cd-43dd-8448-eb211c80319c,b7ad6b7169203331"
    bring(file("b.csv", line, header=header))
    assert stored("lower(hex(trace_id)), lower(hex(span_id))") == [(trace, "b7ad6b7169203331")]


def test_other_options_for_the_same_file_are_refused(client, file, row, bring):
    """Reading a file in another way would count its calls twice: it replaces them, or copies, or stops."""
    path = file("calls.csv", row(1), row(2), header=HEADER)
    bring(path)
    with pytest.raises(CentspanError, match=r"imported as calls\.csv .* --replace .* --copy"):
        bring(path, fixed={"feature": "chat"})
    assert counted(client) == 2
    result, _ = bring(path, fixed={"feature": "chat"}, replace=True)
    assert (result.removed, result.imported, counted(client)) == (2, 2, 2)
    assert client.query("SELECT DISTINCT feature FROM spend").result_rows == [("chat",)]
    bring(path, fixed={"feature": "what-if"}, copy="what-if")
    assert calls(client) == 4


def test_replaced_rows_take_their_tasks_outcomes_along(file, at, bring, stored):
    """--replace takes away the outcomes its calls brought, and leaves what was reported otherwise."""
    rows = [
        {"started_at": at(n), "model": "m", "task_id": f"t{n}", "task_ok": True} for n in (1, 2)
    ]
    path, other = (
        file("a.jsonl", *rows),
        file("b.jsonl", {**rows[1], "started_at": at(9), "task_ok": False}),
    )
    bring(path)
    bring(other)
    assert bring(path, replace=True, mapped={"ok": "task_ok"})[0].removed == 2
    assert stored("task_id, outcome", "task_outcomes", "1") == [("t2", "failed")]


def test_rows_that_were_refused_are_tried_again(client, file, row, bring):
    """What was wholly refused may be read in another way; what was refused in part is tried again."""
    path = file("calls.csv", row(1), row(2), header=HEADER)
    old = 500 * 86_400_000_000
    assert bring(path, shift=-old)[0].rejected == 2
    assert bring(path)[0].imported == 2
    assert calls(client) == 2


def test_a_dry_run_stores_nothing(client, file, row, bring, stored):
    """A dry run says what would be imported and leaves the store as it was."""
    path = file("calls.csv", row(1), "x,openai,gpt-4o,1,1", header=HEADER)
    result, refused = bring(path, dry_run=True)
    assert (result.imported, list(refused)) == (1, [2])
    assert stored("count()", order="1") == stored("count()", "imports", "1") == [(0,)]
    assert bring(path)[0].imported == 1


def test_one_file_or_ten_are_the_same(client, file, row, bring):
    """Rows in another order or in ten files bring the same calls, tokens and hours."""
    asked = (
        "SELECT count(), sum(uncached_input_tokens), uniqExact(started_at) FROM calls WHERE counted"
    )
    rows = [row(number, tokens=number % 7) for number in range(50)]
    bring(file("one.csv", *rows, header=HEADER), copy="one")
    whole = client.query(asked).result_rows
    client.command("TRUNCATE TABLE llm_calls")
    for part in range(10):
        bring(file(f"part{part}.csv", *reversed(rows[part::10]), header=HEADER))
    assert client.query(asked).result_rows == whole
