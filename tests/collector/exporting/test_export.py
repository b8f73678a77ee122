"""Calls out of the store: all of them, to the last digit, one by one or in groups."""

import csv
import io
import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pyarrow.parquet as pq
import pytest

from centspan.collector.engine import Engine
from centspan.collector.exporting import slices as slicing
from centspan.collector.exporting.focus import focus
from centspan.collector.exporting.grouped import DIMENSIONS, grouped
from centspan.collector.exporting.single import COLUMNS, single
from centspan.collector.exporting.slices import slices
from centspan.collector.exporting.write import write
from centspan.collector.importing.options import Options
from centspan.collector.importing.run import import_file
from centspan.collector.prices.resolve import resolve
from centspan.collector.roll import roll
from centspan.instrumentation.errors import CentspanError

NOON = datetime.now(UTC).replace(hour=12, minute=0, second=0, microsecond=0) - timedelta(days=2)
START, END = NOON - timedelta(hours=1), NOON + timedelta(days=1)
HEADER = (
    "started_at,provider,model,feature,tenant,input_tokens,output_tokens,cost_usd,recorded_by,calls"
)
LINES = (
    "{at},openai,gpt-4o,search,acme,1000,100,,,",
    "{at},openai,gpt-4o,search,zen,2001,7,0.123456789012345678,gateway,",
    "{at},openai,gpt-4o-mini,chat,acme,1003,11,0.5,client,",
    "{at},openai,gpt-4o-mini,chat,acme,1000003,1009,,,7",
    "{at},nobody,unheard-of-1,chat,acme,10,1,,,",
)
LIST = Decimal("0.0035") + Decimal("0.0050725") + Decimal("0.00015705") + Decimal("0.15060585")
EFFECTIVE = LIST - Decimal("0.0050725") + Decimal("0.123456789012345678")


@pytest.fixture(scope="module")
def client(tmp_path_factory, new_store):
    folder = tmp_path_factory.mktemp("export")
    engine = Engine(new_store(folder / "store"))
    client = engine.client()
    file = folder / "calls.csv"
    lines = [line.format(at=NOON + timedelta(hours=at)) for at, line in enumerate(LINES)]
    file.write_text("\n".join([HEADER, *lines]) + "\n")
    assert import_file(client, str(file), Options(), print).imported == len(LINES)
    resolve(client)
    roll(client, settle_seconds=0)
    yield client
    client.close()
    engine.close()


@pytest.fixture
def rows(client):
    """What an export holds, read as somebody else would."""

    def read(form, *questions):
        file = io.BytesIO()
        write(client, questions, form, file)
        if form == "parquet":
            return pq.read_table(io.BytesIO(file.getvalue())).to_pylist()
        text = file.getvalue().decode()
        if form == "jsonl":
            return [json.loads(line) for line in text.splitlines()]
        return list(csv.DictReader(io.StringIO(text)))

    return read


def total(rows, name, weight="weight"):
    """Σ of an amount; unknown ones are left out."""
    amounts = [(row[name], row.get(weight, 1)) for row in rows]
    return sum(Decimal(amount) * int(float(weight)) for amount, weight in amounts if amount)


@pytest.mark.parametrize("form", ["parquet", "csv", "jsonl"])
def test_every_call_is_exported_to_the_last_digit(rows, form):
    """Each counted call once, amounts exact, unknown ones empty, in every form."""
    found = rows(form, single(START, END))
    assert set(found[0]) == set(COLUMNS)
    assert total(found, "list_usd") == LIST
    assert total(found, "effective_usd") == EFFECTIVE
    assert next(row["list_usd"] for row in found if row["model"] == "unheard-of-1") in (None, "")


@pytest.mark.parametrize("by", DIMENSIONS)
def test_groups_add_up_to_the_same_total(rows, by):
    """Whatever calls are grouped by, from rollups or from calls, their sums are the same."""
    found = rows("jsonl", grouped((by,), START, END))
    assert len({row[by] for row in found}) == len(found)
    assert sum(row["calls"] for row in found) == 11
    assert sum(row["uncached_input_tokens"] for row in found) == 1_004_017
    assert (total(found, "list_usd"), total(found, "effective_usd")) == (LIST, EFFECTIVE)
    assert total(found, "recorded_usd") == Decimal("0.123456789012345678")
    assert sum(row["unpriced_calls"] for row in found) == 1


def test_groups_may_be_several(rows):
    """Labels and times can be combined; the file is in their order."""
    found = rows("csv", grouped(("model", "day", "tenant"), START, END))
    assert [(row["model"], row["tenant"], row["calls"]) for row in found] == [
        ("gpt-4o", "acme", "1"),
        ("gpt-4o", "zen", "1"),
        ("gpt-4o-mini", "acme", "8"),
        ("unheard-of-1", "acme", "1"),
    ]


def test_an_unknown_label_is_named(client):
    """What calls cannot be grouped by is refused, with what they can."""
    with pytest.raises(CentspanError, match="grouped by 'colour'; known: hour, day"):
        grouped(("colour",), START, END)


@pytest.mark.parametrize("form", ["parquet", "csv", "jsonl"])
def test_parts_of_a_long_export_are_one_file(client, rows, form, monkeypatch):
    """An export that is asked for in parts has one header, every call once, and their order."""
    whole = rows(form, single(START, END))
    monkeypatch.setattr(slicing, "CALLS", 2)
    parts = list(slices(client, START, END))
    assert len(parts) > 2
    assert rows(form, *(single(first, last) for first, last in parts)) == whole


@pytest.mark.parametrize("form", ["parquet", "csv", "jsonl"])
def test_nothing_is_exported_as_nothing(client, rows, form):
    """A time without calls gives a file without rows."""
    before = START - timedelta(days=9)
    parts = [single(*part) for part in slices(client, before, before + timedelta(hours=1))]
    assert rows(form, *parts) == []


def test_focus_columns_keep_the_four_costs_apart(client, rows):
    """FOCUS rows add up to the same list and effective cost; what was recorded is no contract."""
    found = rows("jsonl", focus(START, END, client.database))
    assert total(found, "ListCost", "") == total(found, "ContractedCost", "") == LIST
    assert total(found, "EffectiveCost", "") == total(found, "BilledCost", "") == EFFECTIVE
    assert sum(row["ConsumedQuantity"] for row in found) == 1_004_017 + 1128
    assert json.loads(found[0]["Tags"])["feature"] in ("chat", "search")
