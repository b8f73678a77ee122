"""What is lossless says the same, provably."""

import json

import jsonschema
from hypothesis import given, settings
from hypothesis import strategies as st

from centspan.optimizer.compression.columnar import columnar, expanded, read, written
from centspan.optimizer.compression.json_text import minified, with_json
from centspan.optimizer.compression.prompt import Piece, from_text
from centspan.optimizer.compression.schema import Schema
from centspan.optimizer.compression.tool_schema import shorter_schema, shorter_tool

MARKS = st.sampled_from(["$columns", "$rows", "$row", "id", "name", "a b", 'x"y', "é"])
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text()
)
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(MARKS, inner, max_size=4),
    max_leaves=20,
)
TABLES = st.lists(st.fixed_dictionaries({"id": LEAVES, "$rows": VALUES}), min_size=2, max_size=5)


@given(VALUES | TABLES, st.sampled_from([None, 2, "\t"]), st.booleans())
def test_json_without_blanks_is_the_same_json(value, indent, ascii_only):
    """JSON without blanks is the same value, however it was laid out."""
    text = json.dumps(value, indent=indent, ensure_ascii=ascii_only)
    assert json.loads(minified(text)) == value
    assert len(minified(text)) <= len(text)


@given(VALUES | TABLES)
def test_columns_and_rows_expand_to_what_they_were(value):
    """Whatever is written as columns and rows expands to the same JSON, the order of its keys and each figure's digits included."""
    before = read(json.dumps(value))
    after = expanded(read(written(columnar(before))))
    assert written(after) == written(before)
    assert json.loads(written(after)) == value


@settings(max_examples=50)
@given(st.text(), TABLES, st.text(alphabet="abc .,\n", max_size=20))
def test_only_the_json_in_a_text_is_written_anew(before, value, behind):
    """Around the JSON in a text every character stays, and the JSON itself is the same value."""
    around = before.replace("[", "").replace("{", "").replace("]", "").replace("}", "")
    found = []
    text = f"{around} {json.dumps(value, indent=1)} {behind}"
    changed = with_json(text, lambda each: found.append(json.loads(each)) or "@")
    assert found == [value]
    assert changed == f"{around} @ {behind}"


def test_a_figure_keeps_its_digits():
    """1.50, 1e400 and whole numbers of any length stay as they are written, and what is no JSON stays as it is."""
    digits = "9" * 5000
    text = f'{{"a" :   1.50, "b" :   1e400, "c" : {digits}}} and [NaN,  {{"a": 1,  "a": 2}}]  [see below]'
    (piece,) = Schema().compress((Piece("user", "user", text),))
    assert piece.text == (
        f'{{"a":1.50,"b":1e400,"c":{digits}}} and [NaN,  {{"a": 1,  "a": 2}}]  [see below]'
    )


def test_a_table_says_each_key_once():
    """An array of like objects becomes columns and rows where that is shorter; one of unlike objects loses its blanks only."""
    rows = [{"order_id": n, "status": "open", "total_usd": n * 2} for n in range(20)]
    unlike = [{"order_id": 1}, {"status": "open"}]
    text = f"Orders:\n{json.dumps(rows, indent=2)}\nMore: {json.dumps(unlike, indent=2)}"
    (piece,) = Schema().compress(from_text(text))
    assert piece.text.count("order_id") == 2
    assert json.dumps(unlike, separators=(",", ":")) in piece.text
    start = piece.text.index("{")
    kept = read(piece.text[start : piece.text.index("\nMore")])
    assert json.loads(written(expanded(kept))) == rows


ARGUMENTS = {
    "title": "GetWeatherArgs",
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "properties": {
        "city_name": {"title": "City Name", "type": "string", "minLength": 2},
        "title": {"title": "Title", "type": "string", "enum": ["a", "b"]},
        "days": {
            "anyOf": [{"type": "integer", "maximum": 9}, {"type": "null"}],
            "default": None,
            "title": "Days",
        },
        "unit": {"anyOf": [{"enum": ["C", "F"]}, {"type": "null"}], "title": "Which unit"},
    },
    "required": ["city_name"],
}
VALUE = st.none() | st.integers(-1, 12) | st.sampled_from(["", "C", "a", "Rome"])


@settings(max_examples=200)
@given(st.fixed_dictionaries({}, optional=dict.fromkeys(ARGUMENTS["properties"], VALUE)))
def test_a_shorter_tool_takes_the_same_calls(call):
    """A tool's schema takes the same arguments before and after, and keeps properties that are called as keywords are."""
    short = shorter_schema(ARGUMENTS)
    valid = [jsonschema.Draft202012Validator(each).is_valid(call) for each in (ARGUMENTS, short)]
    assert valid[0] == valid[1]
    assert short["properties"].keys() == ARGUMENTS["properties"].keys()


def test_a_shorter_tool_says_nothing_twice():
    """Titles that say a name again and notes to people are left out, `anyOf` with null becomes a type; the rest stays."""
    tool = {"type": "function", "function": {"name": "weather", "parameters": ARGUMENTS}}
    short = json.loads(shorter_tool(json.dumps(tool, indent=2)))["function"]["parameters"]
    assert short["properties"]["days"] == {
        "type": ["integer", "null"],
        "maximum": 9,
        "default": None,
    }
    assert short["properties"]["city_name"] == {"type": "string", "minLength": 2}
    assert short["properties"]["unit"] == ARGUMENTS["properties"]["unit"]
    assert "$schema" not in short
