"""What files say, in the forms they say it in."""

import gzip
import io
import json
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from centspan.collector.importing.content import open_content
from centspan.collector.importing.fields import FIELDS
from centspan.collector.importing.format import FORMATS, load_format
from centspan.collector.importing.mapping import make_mapping
from centspan.collector.importing.moments import micros
from centspan.collector.importing.rows import read_rows
from centspan.collector.importing.values import NotThis, items
from centspan.instrumentation.errors import CentspanError

MOMENT = 1_700_158_546_680_590
TIMES = {
    "2023-11-16 18:15:46.6805900": MOMENT,
    "2023-11-16T18:15:46.680590Z": MOMENT,
    "2023-11-16T20:15:46.68059+02:00": MOMENT,
    "2023-11-16 18:15:46,680590": MOMENT,
    "2023/11/16 18:15:46.680590": MOMENT,
    "2023-11-16 18:15:46.680590 +0000 UTC": MOMENT,
    "2023-11-16 18:15:46.680590 UTC": MOMENT,
    "2023-11-16T18:15:46.680590123Z": MOMENT,
    "1700158546.680590": MOMENT,
    1700158546: 1_700_158_546_000_000,
    "1700158546680": 1_700_158_546_680_000,
    "1700158546680590": MOMENT,
    "1700158546680590123": MOMENT,
    "1.70015854668059e9": MOMENT,
    "Thu, 16 Nov 2023 18:15:46 +0000": 1_700_158_546_000_000,
    "Thu, 16 Nov 2023 19:15:46 +0100 (CET)": 1_700_158_546_000_000,
    "Thu, 16 Nov 2023 19:15:46 +01:00": 1_700_158_546_000_000,
    "Thu Nov 16 2023 19:15:46 GMT+0100 (Central European Standard Time)": 1_700_158_546_000_000,
    "Thu, 16 Nov 2023 17:15:46 GMT-1": 1_700_158_546_000_000,
    "Thu Nov 16 18:15:46 2023": 1_700_158_546_000_000,
    "Thu, 16 Nov 2023 13:15:46 EST": 1_700_158_546_000_000,
    "2023-11-16": 1_700_092_800_000_000,
    "20231116": 1_700_092_800_000_000,
}


@pytest.mark.parametrize("text", TIMES)
def test_common_times_are_read(text):
    """ISO 8601, RFC 2822 and numbers since 1970, to the microsecond; without a zone they are UTC."""
    assert micros(text) == TIMES[text]


@pytest.mark.parametrize(
    "text",
    ["yesterday", "16/11/2023", "2023-13-01", "", "1e400", "nan", "18:15", "9" * 23, "9" * 5000],
)
def test_what_is_no_time_is_not_guessed(text):
    """Words, days before months and months that are none are refused."""
    with pytest.raises(NotThis):
        micros(text)


@pytest.mark.parametrize(
    "text",
    [
        "Nov 20, 2026 10:00:00 PM",
        "Fri, 20 Nov 2026 01:30:00 PM",
        "Fri, 20 Nov 2026 13:30:00 CET",
        "Fri Nov 20 13:30:00 CET 2026",
        "2026-11-20 10:00:00 a.m.",
    ],
)
def test_half_days_and_unknown_zones_are_not_taken_for_utc(text):
    """A time of 12 hours, or in a zone that is only named, is refused with the forms that are read."""
    with pytest.raises(NotThis, match=r"of 24 hours, its zone as an offset"):
        micros(text)


def test_a_unit_can_be_told():
    """A trace that counts milliseconds from its own start is read by the unit it is said to have."""
    assert micros(27482, "ms") == 27_482_000


@pytest.mark.parametrize(
    "said",
    [["a", "b"], '["a", "b"]', "a,b", "a; b", "a b", "{a,b}", "['a', 'b']", '[{"name": "a"}, {"function": {"name": "b"}}]'],
)  # fmt: skip
def test_lists_are_read(said):
    """Lists may be JSON, separated words, or what PostgreSQL and Python print."""
    assert items(said) == ["a", "b"]
    assert items("Get weather; Book, then pay") == ["Get weather", "Book, then pay"]


ROWS = [{"n": number, "text": f'x, "{number}"\nü', "in": {"k": [number]}} for number in range(5)]


def values(path, unfold=()):
    with open_content(str(path)) as content:
        return [dict(row.values) for row in read_rows(content, unfold).each]


def written(folder, form):
    path = folder / f"rows.{form}"
    texts = {
        "jsonl": "".join(json.dumps(row) + "\n" for row in ROWS),
        "json": json.dumps(ROWS, indent=1),
        "pretty": "\n".join(json.dumps(row, indent=2) for row in ROWS),
    }
    if form == "parquet":
        pq.write_table(pa.Table.from_pylist(ROWS), path)
    else:
        path.write_text(texts[form], "utf-8")
    return path


@pytest.mark.parametrize("form", ["jsonl", "json", "pretty", "parquet"])
def test_every_form_gives_the_same_rows(tmp_path, form, monkeypatch):
    """JSON lines, arrays, objects one after another and Parquet, plain, as gzip and piped in, are the same."""
    path = written(tmp_path, form)
    assert values(path) == ROWS
    packed = tmp_path / "packed"
    packed.write_bytes(gzip.compress(path.read_bytes()))
    assert values(packed) == ROWS
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(packed.read_bytes())))
    monkeypatch.setattr(sys.stdin.buffer, "seekable", lambda: False, raising=False)
    assert values("-") == ROWS


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_tables_are_read_whatever_separates_their_cells(tmp_path, delimiter):
    """CSV with any usual delimiter, a byte order mark, quoted line breaks and CRLF."""
    path = tmp_path / "table.csv"
    lines = [delimiter.join(("a", "b")), delimiter.join(('"x\ny"', '"p""q"')), ""]
    path.write_bytes(b"\xef\xbb\xbf" + "\r\n".join(lines).encode())
    assert values(path) == [{"a": "x\ny", "b": 'p"q'}]


def test_numbers_keep_their_digits(tmp_path):
    """An amount in JSON is not rounded on its way."""
    path = tmp_path / "a.jsonl"
    path.write_text('{"cost": 0.1234567890123456789}\n')
    assert str(values(path)[0]["cost"]) == "0.1234567890123456789"


def test_a_bad_line_does_not_stop_the_rest(tmp_path):
    """A line that cannot be taken apart is a row with a problem; its number is its own."""
    path = tmp_path / "a.jsonl"
    path.write_text('{"n": 1}\n{"n": \n\n[3]\n{"n": 4}\n')
    with open_content(str(path)) as content:
        found = [(row.number, bool(row.problem)) for row in read_rows(content).each]
    assert found == [(1, False), (2, True), (3, True), (4, False)]
    path.write_text("a,b\n1,2\n3\n5,6\n")
    with open_content(str(path)) as content:
        rows = list(read_rows(content).each)
    assert [row.problem for row in rows] == ["", "expected 2 cells, found 1", ""]


@pytest.mark.parametrize("first", ['{"n": 1, "te', 'ext": "cut"}', '{"n": {"a": 1}', '["n"]'])
def test_a_broken_first_line_costs_itself_only(tmp_path, first):
    """JSON lines that begin in the middle of a row lose that row, counted, and no other."""
    path = tmp_path / "a.jsonl"
    path.write_text(f"{first}\n" + "".join(f'{{"n": {n}, "text": "\u2028"}}\n' for n in range(3)))
    with open_content(str(path)) as content:
        found = [(row.values.get("n"), bool(row.problem)) for row in read_rows(content).each]
    assert found == [(None, True), (0, False), (1, False), (2, False)]


def test_arrays_one_after_another_are_read(tmp_path):
    """Pages of an answer that were written one after another bring all their rows."""
    path = tmp_path / "a.json"
    path.write_text('[{"n": 1},\n{"n": 2}]\n[]\n[{"n": 3}]')
    assert values(path) == [{"n": 1}, {"n": 2}, {"n": 3}]


@pytest.mark.parametrize(
    "content", [b"", b"\x00\x01\x02\x03", b"PAR1 but no more", b"\x1f\x8bcut off"]
)
def test_what_is_no_table_is_said_so(tmp_path, content):
    """An empty, foreign or damaged file ends in one sentence."""
    path = tmp_path / "a.bin"
    path.write_bytes(content)
    with pytest.raises(CentspanError, match=r"a\.bin"):
        values(path)


def test_lists_within_objects_are_unfolded(tmp_path):
    """Pages and buckets of an answer become one row for each result, with what stood around it."""
    path = tmp_path / "page.json"
    page = {"data": [{"start": 1, "results": [{"n": 1}, {"n": 2}]}, {"start": 2, "results": []}]}
    path.write_text(json.dumps(page) + json.dumps(page))
    assert values(path, ("data", "results")) == [{"start": 1, "n": 1}, {"start": 1, "n": 2}] * 2


@pytest.mark.parametrize("name", FORMATS)
def test_formats_name_fields_that_exist(name):
    """Every table of a format fills only fields that files of its kind have."""
    format = load_format(name)
    named = {*format.columns, *format.constants, *format.words}
    assert named <= set(format.fields)


def test_headers_need_not_match_to_the_letter():
    """Capitals, blanks and dashes in a header make no difference."""
    mapping = make_mapping(load_format("calls"), {}, {}, ("Started At", "MODEL", "Input-Tokens"))
    assert mapping.read({"Started At": "1", "MODEL": "m", "Input-Tokens": "5"}) == {
        "started_at": "1",
        "model": "m",
        "input_tokens": "5",
    }


def test_unknown_columns_come_with_the_closest_fields():
    """A column that nothing is read from is named once, with the fields it may have meant."""
    mapping = make_mapping(
        load_format("calls"), {}, {}, ("started_at", "model", "inputtokens", "x")
    )
    unknown = mapping.unknown(("started_at", "inputtokens", "x"))
    assert unknown["inputtokens"][0] == "input_tokens"
    assert unknown["x"] == ()


@pytest.mark.parametrize(
    ("mapped", "fixed", "reason"),
    [
        ({"t": "startedat"}, {}, "did you mean started_at"),
        ({"nope": "model"}, {}, "no column 'nope'; it has t, m"),
        ({}, {"colour": "red"}, "no field 'colour'"),
        ({}, {}, "no column says started_at or model"),
    ],
)
def test_a_mapping_that_cannot_be_is_explained(mapped, fixed, reason):
    """Fields and columns that are not there, and needed ones that come from nowhere, are named."""
    with pytest.raises(CentspanError, match=reason):
        make_mapping(load_format("calls"), mapped, fixed, ("t", "m"))


def test_what_the_user_says_goes_before_the_format():
    """--map takes a field's column away from the format, --set any column's place."""
    format = load_format("litellm")
    columns = ("startTime", "model", "model_group", "spend")
    mapping = make_mapping(format, {"model_group": "model"}, {"recorded_by": "import"}, columns)
    found = mapping.read({"startTime": "1", "model": "a", "model_group": "b", "spend": "2"})
    assert found == {"started_at": "1", "model": "b", "cost_usd": "2", "recorded_by": "import"}


@pytest.mark.parametrize("kind", FIELDS)
def test_every_field_is_explained(kind):
    """docs/import.md names every field that a file can fill."""
    page = (Path(__file__).parents[3] / "docs" / "import.md").read_text("utf-8")
    assert [name for name in FIELDS[kind] if f"`{name}`" not in page] == []
