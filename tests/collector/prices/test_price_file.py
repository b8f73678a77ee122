"""A file of prices says what it means or is refused with the entry, what was expected and what to do."""

from datetime import UTC, datetime
from fractions import Fraction

import pytest

from centspan.collector.prices.price_file import read
from centspan.collector.prices.row import ALWAYS, FOREVER, PRICED
from centspan.collector.prices.sources import load_sources, own_file
from centspan.instrumentation.errors import CentspanError

PRICE = '[[price]]\nprovider = "openai"\nmodel = "gpt-4o"\ninput = 2.5\noutput = 10\n'
FEE = PRICE.replace("2.5", "0").replace("10", "0") + "request = 5\n"
EUR = 'currency = "EUR"\n[[currency]]\ncode = "EUR"\nusd = 1.08\n'
OWN = '[[self_hosted]]\nprovider = "vllm"\nmodel = "llama"\ngpu_hour = 2\n'
THROUGHPUT = "input_tokens_per_hour = 1000\noutput_tokens_per_hour = 100\n"
FACTOR = '[[multiplier]]\nprovider = "openai"\nfactor = 1.1\n'
ALIAS = '[[alias]]\nprovider = "azure"\nmodel = "d"\nto_provider = "azure"\nto_model = "gpt-4o"\n'


@pytest.fixture
def file_of(tmp_path):
    """Write a price file and read it."""

    def written(text):
        path = tmp_path / "prices.toml"
        path.write_text(text, "utf-8")
        return read(path)

    return written


def test_a_file_that_says_nothing_changes_nothing(file_of):
    """An empty file and one of comments have no entry."""
    assert file_of("").prices == file_of("# nothing yet\n").prices == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("price = 1", "price: expected a list of tables"),
        ("[[price]\n", "expected TOML"),
        ("[[prices]]\n", "expected tables [[price]], [[alias]]"),
        (PRICE + "inptu = 1\n", "'inptu'"),
        (PRICE.replace("input = 2.5\n", ""), "expected input, found none. Add it; where nothing"),
        (PRICE.replace("output = 10\n", ""), "expected output, found none"),
        (PRICE.replace("2.5", "-1"), "input: expected a number of 0 or more"),
        (PRICE.replace("2.5", "true"), "input: expected a number of 0 or more"),
        (PRICE.replace("2.5", '"2.5"'), 'found "2.5"'),
        (PRICE.replace("2.5", "nan"), "input: expected a number of 0 or more"),
        (PRICE.replace("2.5", "inf"), "input: expected a number of 0 or more"),
        (PRICE.replace("gpt-4o", "^gpt-4.*"), "no regular expression"),
        (PRICE.replace("gpt-4o", "gpt 4o"), "no regular expression"),
        (PRICE.replace("gpt-4o", ""), "a text in quotes"),
        (PRICE + "above = 150000\n", "an edge that calls are sorted by: 0, 32000"),
        (PRICE.replace("2.5", "1e400"), "0, or a number from 1E-12 to 1E+12"),
        (PRICE.replace("2.5", "1e-400"), "0, or a number from"),
        (PRICE + "from = 0001-01-01T00:00:00+23:59\n", "a time from 1970"),
        (PRICE + "until = 9999-12-31\n", "a time from 1970 to 2106"),
        (PRICE + 'per = "2k"\n', '"1" or "1k" or "1M"'),
        (PRICE + "per = [1]\n", '"1" or "1k" or "1M"'),
        (PRICE + 'tier = "batch@eu"\n', "a key of its own"),
        (PRICE + 'from = "2026-01-01"\n', "without quotes"),
        (PRICE + "from = 2026-01-01T00:00:00\n", "a time with its zone"),
        (PRICE + "from = 2026-01-01T00:10:00Z\n", "a quarter of an hour"),
        (PRICE + "from = 2026-01-01T00:15:00.5Z\n", "a quarter of an hour"),
        (PRICE + "from = 1960-01-01\n", "a time from 1970"),
        (PRICE + "from = 2026-02-01\nuntil = 2026-02-01\n", "expected until after from"),
        (PRICE + 'currency = "eur"\n', "three capitals"),
        (PRICE + 'currency = "EUR"\n', "expected a currency with a rate, found EUR"),
        (PRICE.replace("2.5", "1000000.5"), "to 1,000,000 for 1M tokens"),
        (PRICE + PRICE, "price 2 (provider"),
        (PRICE + 'tier = "standard"\n' + PRICE, "found price 1 (provider"),
        (PRICE + PRICE + "from = 2026-01-01\n", "End that one with `until`"),
        (ALIAS + ALIAS, "alias 2"),
        (FACTOR, "expected a tier or a region, found neither"),
        (FACTOR + 'region = "eu"\nfactor = 1\n', "expected TOML"),
        (FACTOR.replace("1.1", "0") + 'region = "eu"\n', "a number of more than 0"),
        ('[[multiplier]]\nprovider = "openai"\ntier = "batch"\n', "expected factor, found none"),
        ('[[multiplier]]\nprovider = "x"\nregion = "eu"\nas_listed = true\n', "expected a tier"),
        (FACTOR + 'tier = "x"\nas_listed = false\n', "true, or a tier that the price source lists"),
        ("[[discount]]\npercent = 101\n", "a percentage from 0 to 100"),
        (
            "[[discount]]\npercent = 5\n[[discount]]\npercent = 6\n",
            "discount 2: expected one entry",
        ),
        ('[[currency]]\ncode = "EUR"\nusd = 1\n' * 2, "expected one rate"),
        (PRICE + EUR.replace("1.08", "1e9"), "input: expected a price that the book can hold"),
        (FEE + EUR.replace("1.08", "1e6"), "request: expected a price that the book can hold"),
        (PRICE.replace("2.5", "0.5") + EUR.replace("1.08", "1e-12"), "from 0.000000000001"),
        (OWN.replace("= 2", "= 1e9") + THROUGHPUT, 'self_hosted 1 (provider = "vllm"'),
        (OWN.replace("= 2", "= 1e9") + THROUGHPUT, "input: expected a price that the book can"),
        (OWN + THROUGHPUT + "gpus = 1e-12\ncache_read_tokens_per_hour = 1e12\n", "cache_read: exp"),
        (OWN, "expected input_tokens_per_hour"),
        (OWN + THROUGHPUT + "utilisation = 1.5\n", "a share of more than 0 and at most 1"),
        (
            OWN + THROUGHPUT + PRICE.replace("openai", "vllm").replace("gpt-4o", "llama"),
            "beside it",
        ),
    ],
)
def test_what_a_file_may_not_say_is_refused(file_of, text, expected):
    """Every mistake names the file, the entry, what was expected and what was found."""
    with pytest.raises(CentspanError) as refused:
        file_of(text)
    assert expected in str(refused.value)
    assert "prices.toml" in str(refused.value)


def test_a_file_that_is_not_there_is_told(tmp_path):
    """A missing file is no empty one: the message says how to name another."""
    with pytest.raises(CentspanError, match="CENTSPAN_PRICES"):
        read(tmp_path / "none.toml")


def test_prices_are_read_exactly(file_of):
    """A decimal of many digits, per million or per thousand, is divided without a float."""
    (price,) = file_of(PRICE.replace("2.5", "0.1000000000000000000001")).prices
    assert price.prices[0] == Fraction(1000000000000000000001, 10**28)
    (price,) = file_of(PRICE + 'per = "1k"\nweb_search = 10\nrequest = 5\n').prices
    assert price.prices[PRICED.index("output")] == Fraction(1, 100)
    assert price.prices[PRICED.index("web_searches")] == Fraction(1, 100)
    assert price.prices[PRICED.index("requests")] == Fraction(5, 1000)


def test_what_is_left_out_costs_what_the_next_broader_one_costs(file_of):
    """Cache and audio input fall back to input, reasoning to output, fees to nothing."""
    (price,) = file_of(PRICE + "cache_read = 1\nreasoning = 20\n").prices
    per_million = [each * 10**6 for each in price.prices]
    expected = "2.5 1 2.5 2.5 10 20 2.5 10 2.5 10 0 0"
    assert per_million == [Fraction(each) for each in expected.split()]


def test_times_are_read_in_utc(file_of):
    """A day begins at 0:00 UTC, a time carries its zone, and neither means always."""
    scope = (
        file_of(PRICE + "from = 2026-01-01\nuntil = 2026-07-01T02:15:00+02:00\n").prices[0].scope
    )
    assert scope.starts == datetime(2026, 1, 1, tzinfo=UTC)
    assert scope.ends == datetime(2026, 7, 1, 0, 15, tzinfo=UTC)
    scope = file_of(PRICE).prices[0].scope
    assert (scope.starts, scope.ends) == (ALWAYS, FOREVER)


def test_entries_of_different_rank_may_meet(file_of):
    """The same model may have a price for each tier, region, edge and layer, and one after another."""
    others = ('tier = "batch"\n', 'region = "eu"\n', "above = 200000\n", "contract = true\n")
    text = PRICE + "until = 2026-01-01\n" + PRICE + "from = 2026-01-01\n"
    assert len(file_of(text + "".join(PRICE + other for other in others)).prices) == 6


def test_the_users_file_is_found(tmp_path, monkeypatch):
    """The file that is named goes before the variable, that before `prices.toml` in the folder."""
    monkeypatch.delenv("CENTSPAN_PRICES", raising=False)
    assert own_file(None, tmp_path) is None
    (tmp_path / "prices.toml").touch()
    assert own_file(None, tmp_path) == tmp_path / "prices.toml"
    monkeypatch.setenv("CENTSPAN_PRICES", str(tmp_path / "other.toml"))
    assert own_file(None, tmp_path) == tmp_path / "other.toml"
    assert own_file(tmp_path / "given.toml", tmp_path) == tmp_path / "given.toml"


def test_sources_tell_when_anything_in_them_changed(tmp_path):
    """The id of the sources changes with the content of the user's file, not with its place."""
    one, other = tmp_path / "a" / "prices.toml", tmp_path / "b" / "prices.toml"
    for path in (one, other):
        path.parent.mkdir()
        path.write_text(PRICE)
    assert load_sources(one).id == load_sources(other).id != load_sources().id
    other.write_text(PRICE.replace("2.5", "3"))
    assert load_sources(one).id != load_sources(other).id
    assert load_sources(corrections=False).id.startswith("genai-prices ")


def test_corrections_can_be_left_out(monkeypatch):
    """`CENTSPAN_PRICE_CORRECTIONS=false` leaves the price source as it is."""
    assert [file.name for file in load_sources().files] == ["corrections.toml"]
    monkeypatch.setenv("CENTSPAN_PRICE_CORRECTIONS", "false")
    assert load_sources().files == ()
