"""Files of prices laid over the source: which entry stands, when, and what is assumed."""

from datetime import UTC, datetime
from decimal import Decimal
from itertools import pairwise

import pytest

from centspan.collector.prices.listing import Unknown
from centspan.collector.prices.look_up import look_up
from centspan.collector.prices.row import PRICED, Name
from centspan.collector.prices.sources import load_sources

NOW = datetime(2026, 11, 16, 12, tzinfo=UTC)
GPT = '[[price]]\nprovider = "openai"\nmodel = "gpt-4o"\ninput = 2\noutput = 8\n'


@pytest.fixture
def priced(tmp_path):
    """Look a name up with a user's file of this text; corrections off."""

    def look(text, *name):
        path = tmp_path / "prices.toml"
        path.write_text(text, "utf-8")
        found = look_up(Name(*name), load_sources(path, corrections=False))
        assert isinstance(found, tuple), found
        return found

    return look


def at(rows, moment=NOW, kind="list", band=0):
    """The one row that stands."""
    second = moment.hour * 3600 + moment.minute * 60
    standing = [
        row
        for row in rows
        if (row.kind, row.context_band) == (kind, band)
        and row.valid_from <= moment < row.valid_to
        and row.day_from <= second < row.day_to
    ]
    assert len(standing) <= 1, standing
    return standing[0] if standing else None


def cost(row, bucket="uncached_input"):
    """USD per million."""
    return row and row.prices[PRICED.index(bucket)] * 10**6


def test_a_file_about_others_changes_nothing(priced):
    """Other providers, other models and dated snapshots with a list of their own keep their price."""
    assert cost(at(priced(GPT, "openai", "gpt-4o-mini"))) == Decimal("0.15")
    assert cost(at(priced(GPT, "openai", "gpt-4o-2024-05-13"))) == 5
    assert cost(at(priced(GPT, "azure", "gpt-4o"))) == Decimal("2.5")
    assert {row.kind for row in priced(GPT, "openai", "gpt-4o")} == {"list"}


def test_a_price_of_ones_own_goes_before_the_source(priced):
    """It holds for every name of the model, in every band, and its row says who says so."""
    for name in ("gpt-4o", "GPT-4o", "openai/gpt-4o", "gpt-4o-2024-08-06"):
        rows = priced(GPT, "openai", name)
        assert {cost(row) for row in rows} == {2}
        assert {(row.source, row.assumed) for row in rows} == {("prices.toml", False)}


def test_a_model_nobody_lists_is_priced_by_its_file(priced):
    """An own model has a price from its file alone, in its time and not before."""
    text = GPT.replace("openai", "ours").replace("gpt-4o", "own-*") + "from = 2026-05-01\n"
    rows = priced(text, "ours", "own-7")
    assert cost(at(rows)) == 2
    assert at(rows, datetime(2026, 4, 30, 23, 59, tzinfo=UTC)) is None


def test_a_price_stands_from_its_moment_until_another(priced):
    """Boundaries cut the source's price at the quarter hour; outside of them the source stands."""
    rows = priced(
        GPT + "from = 2026-11-16T09:45:00Z\nuntil = 2026-11-16T13:00:00Z\n", "openai", "gpt-4o"
    )
    moments = [(9, 44), (9, 45), (12, 59), (13, 0)]
    costs = [cost(at(rows, NOW.replace(hour=h, minute=m))) for h, m in moments]
    assert costs == [Decimal("2.5"), 2, 2, Decimal("2.5")]


def test_prices_by_the_hour_go_on_around_a_price_of_ones_own(priced):
    """A boundary inside a day of off-peak prices leaves the other hours as they were."""
    text = '[[price]]\nprovider = "deepseek"\nmodel = "deepseek-chat"\ninput = 9\noutput = 9\n'
    rows = priced(text + "from = 2025-03-03T12:00:00Z\n", "deepseek", "deepseek-chat")
    day = [cost(at(rows, datetime(2025, 3, 3, hour, tzinfo=UTC))) for hour in (0, 1, 11, 12, 20)]
    assert day == [Decimal("0.135"), Decimal("0.27"), Decimal("0.27"), 9, 9]
    assert cost(at(rows, datetime(2025, 3, 2, 20, tzinfo=UTC))) == Decimal("0.135")


def test_the_more_particular_entry_stands(priced):
    """A name goes before a pattern, a longer pattern before a shorter, a larger edge before a smaller."""
    wide = GPT.replace("gpt-4o", "gpt-*").replace("2\n", "7\n", 1)
    narrow = GPT.replace("gpt-4o", "gpt-4*").replace("2\n", "6\n", 1)
    long = GPT.replace("2\n", "4\n", 1) + "above = 200000\n"
    rows = priced(wide + GPT + long + narrow, "openai", "gpt-4o")
    assert [cost(at(rows, band=b)) for b in (0, 199999, 200000, 524288)] == [2, 2, 4, 4]
    assert cost(at(priced(wide + narrow, "openai", "gpt-4-turbo"))) == 6
    assert cost(at(priced(wide + narrow, "openai", "gpt-5"))) == 7


def test_a_platform_is_told_from_its_company(priced):
    """`google` means Gemini's API and Vertex AI, `gcp.vertex_ai` in any spelling only the latter."""
    text = '[[price]]\nprovider = "%s"\nmodel = "gemini-2.5-pro"\ninput = 9\noutput = 9\n'
    for wanted, spelt, expected in (
        ("google", "gcp.gemini", 9),
        ("google", "vertex_ai", 9),
        ("gcp.vertex_ai", "vertex_ai", 9),
        ("gcp.vertex_ai", "gcp.gemini", Decimal("1.25")),
    ):
        assert cost(at(priced(text % wanted, spelt, "gemini-2.5-pro"))) == expected


def test_a_negotiated_price_is_a_layer_beside_the_list_price(priced):
    """`contract = true` leaves the list price alone and answers for the contract from its day on."""
    rows = priced(GPT + "contract = true\nfrom = 2026-11-01\n", "openai", "gpt-4o")
    assert cost(at(rows)) == Decimal("2.5")
    assert cost(at(rows, kind="contract")) == 2
    assert at(rows, datetime(2026, 10, 31, tzinfo=UTC), "contract") is None


def test_discounts_of_different_contracts_multiply(priced):
    """Of one contract the most particular stands; 10 % and 5 % of two are 14.5 %."""
    text = (
        '[[discount]]\nprovider = "openai"\npercent = 10\n'
        '[[discount]]\nprovider = "openai"\nmodel = "gpt-5*"\npercent = 50\n'
        '[[discount]]\ncontract = "reseller"\npercent = 5\n'
        '[[discount]]\ntier = "batch"\ncontract = "other"\npercent = 99\n'
    )
    rows = priced(text, "openai", "gpt-4o")
    assert cost(at(rows)) == Decimal("2.5")
    assert cost(at(rows, kind="contract")) == Decimal("2.5") * Decimal("0.855")
    assert cost(at(priced(text, "openai", "gpt-5"), kind="contract")) == Decimal("1.25") * Decimal(
        "0.475"
    )


def test_a_negotiated_price_is_not_discounted_again(priced):
    """An absolute price is what is paid."""
    text = GPT + 'contract = true\n[[discount]]\nprovider = "openai"\npercent = 10\n'
    assert cost(at(priced(text, "openai", "gpt-4o"), kind="contract")) == 2


def test_a_new_rate_is_a_new_price(priced):
    """A price in euro is cut at each rate; its note names currency and rate, and before the first
    rate it is assumed."""
    rates = '[[currency]]\ncode = "EUR"\nusd = 1.1\nfrom = 2026-01-01\n'
    rates += '[[currency]]\ncode = "EUR"\nusd = 1.25\nfrom = 2026-11-16T12:00:00Z\n'
    rows = priced(GPT + 'currency = "EUR"\n' + rates, "openai", "gpt-4o")
    assert (cost(at(rows)), at(rows).note) == (Decimal("2.5"), "EUR at 1.25 USD")
    earlier = at(rows, NOW.replace(hour=11, minute=59))
    assert (cost(earlier), earlier.assumed) == (Decimal("2.2"), False)
    assert at(rows, datetime(2025, 12, 31, tzinfo=UTC)).assumed


def test_own_machines_cost_their_hours(priced):
    """$2.50 x 4 GPUs over 20 M tokens an hour at half use is $1 per million."""
    text = (
        '[[self_hosted]]\nprovider = "vllm"\nmodel = "llama*"\ngpu_hour = 2.5\ngpus = 4\n'
        "input_tokens_per_hour = 20_000_000\noutput_tokens_per_hour = 3_000_000\n"
        "utilisation = 0.5\n"
    )
    row = at(priced(text, "vllm", "llama3.2"))
    assert cost(row) == 1
    # 20 / 3, rounded once, half to even, at the eighteenth decimal of a token's price.
    assert row.prices[PRICED.index("output")] == Decimal("0.000006666666666667")


def test_an_alias_is_priced_as_what_it_stands_for(priced):
    """A deployment has its model's price in the alias's time, and its provider's discounts."""
    text = (
        '[[alias]]\nprovider = "azure.ai.openai"\nmodel = "prod-*"\nto_provider = "azure"\n'
        'to_model = "gpt-4o"\nfrom = 2026-06-01\n'
        '[[discount]]\nprovider = "azure"\nmodel = "gpt-4o"\npercent = 20\n'
    )
    rows = priced(text, "az.ai.openai", "prod-eu")
    assert cost(at(rows)) == Decimal("2.5")
    assert at(rows).note == "azure gpt-4o, says prices.toml"
    assert cost(at(rows, kind="contract")) == 2
    assert at(rows, datetime(2026, 5, 31, tzinfo=UTC)) is None


def test_an_inference_profile_is_an_alias_like_any(priced):
    """An ARN that names no model finds the one it was made for."""
    arn = "arn:aws:bedrock:eu-west-1:1234:application-inference-profile/abc"
    text = f'[[alias]]\nprovider = "aws"\nmodel = "{arn}"\n'
    text += 'to_provider = "aws"\nto_model = "eu.anthropic.claude-sonnet-4-5-20250929-v1:0"\n'
    assert cost(at(priced(text, "aws.bedrock", arn))) == Decimal("3.3")


def test_a_tier_without_a_price_is_never_silently_standard(priced):
    """Neither the source nor the file prices it: standard, assumed, and the note says so."""
    row = at(priced(GPT, "openai", "gpt-4o", "turbo"))
    assert (cost(row), row.assumed) == (2, True)
    assert "none listed for tier turbo" in row.note


def test_a_tier_may_cost_a_part_of_the_standard_price(priced):
    """A tier's multiplier is for tokens; searches and requests keep their fee."""
    text = GPT + "web_search = 10\n"
    text += '[[multiplier]]\nprovider = "openai"\ntier = "turbo"\nfactor = 3\n'
    row = at(priced(text, "openai", "gpt-4o", "turbo"))
    assert (cost(row), cost(row, "web_searches"), row.assumed) == (6, 10_000, False)


def test_a_tier_may_be_read_back_from_when_it_was_first_listed(priced):
    """`as_listed`: before its first listing a tier costs the same part of the standard price as then."""
    text = '[[multiplier]]\nprovider = "openai"\ntier = "priority"\nas_listed = true\n'
    rows = priced(text + "from = 2025-06-01\n", "openai", "o3", "priority")
    listed = at(rows)
    early = at(rows, datetime(2025, 6, 5, tzinfo=UTC))
    assert (cost(listed), cost(early)) == (Decimal("3.5"), Decimal("3.5") / 2 * 10)
    assert (listed.assumed, early.assumed) == (False, False)
    assert at(rows, datetime(2025, 5, 31, tzinfo=UTC)).assumed


def test_a_region_without_a_multiplier_is_assumed(priced):
    """The plain price with a note, until the file knows the region."""
    row = at(priced(GPT, "openai", "gpt-4o", "@eu"))
    assert (cost(row), row.assumed) == (2, True)
    assert "no multiplier known for region eu" in row.note


def test_a_region_costs_its_multiplier_on_top_of_the_tier(priced):
    """Tokens of `batch@eu` cost half × 1.1; a region of its own price is not multiplied again."""
    text = GPT + GPT + 'region = "jp"\n' + GPT + 'tier = "batch"\n'
    text = text.replace("input = 2\noutput = 8\ntier", "input = 1\noutput = 4\ntier")
    text += '[[multiplier]]\nprovider = "openai"\nregion = "*"\nfactor = 1.1\n'
    row = at(priced(text, "openai", "gpt-4o", "batch@eu"))
    assert (cost(row), row.assumed) == (Decimal("1.1"), False)
    assert cost(at(priced(text, "openai", "gpt-4o", "@JP"))) == 2
    assert cost(at(priced(text, "openai", "gpt-4o", "standard@eu"))) == Decimal("2.2")


def test_a_later_file_goes_before_an_earlier_one(tmp_path):
    """The user's word stands over the shipped corrections, however particular those are."""
    path = tmp_path / "prices.toml"
    path.write_text('[[price]]\nprovider = "*"\nmodel = "*"\ninput = 1\noutput = 1\n')
    for name in (Name("mistral", "mistral-large-latest"), Name("deepseek", "deepseek-chat")):
        assert {cost(row) for row in look_up(name, load_sources(path))} == {1}


def test_rows_of_a_kind_never_overlap_and_equal_neighbours_are_one(priced):
    """Whatever is laid over whatever: one row a band, kind and moment, none longer than it must be."""
    text = GPT + "from = 2026-01-01\n[[discount]]\npercent = 10\nuntil = 2026-08-01\n"
    text += '[[multiplier]]\nprovider = "openai"\nregion = "*"\nfactor = 1.1\nfrom = 2026-03-01\n'
    rows = [r for r in priced(text, "openai", "gpt-4o", "batch@eu") if r.context_band == 0]
    for kind in ("list", "contract"):
        own = sorted((r for r in rows if r.kind == kind), key=lambda row: row.valid_from)
        for one, next_one in pairwise(own):
            assert one.valid_to <= next_one.valid_from
            assert (one.prices, one.note) != (next_one.prices, next_one.note)


def test_a_name_that_no_layer_knows_stays_unknown():
    """Without an entry for it, nothing is guessed from the entries for others."""
    assert isinstance(look_up(Name("ollama", "llama3.2"), load_sources()), Unknown)
