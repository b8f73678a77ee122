"""List prices in the app: what genai-prices says, at a hundredth of its cost, and never a false 0."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from genai_prices import Usage as ListedUsage
from genai_prices.data_snapshot import get_snapshot
from genai_prices.types import TieredPrices

from centspan.instrumentation.pricing import build, cost_attributes, cost_given
from centspan.instrumentation.pricing.buckets import USED as USED_PRICES
from centspan.instrumentation.pricing.listing import find
from centspan.instrumentation.pricing.names import RENAMED, candidate_names, provider_id
from centspan.instrumentation.pricing.tariff import DIGITS, PRICED
from centspan.instrumentation.usage import NO_USAGE, Usage

USED = Usage(uncached_input=400, cache_read=600, output=136, reasoning=64)
AMOUNT = "gen_ai.usage.cost.amount"
WHEN = datetime(2026, 6, 1, 12, tzinfo=UTC)


def amount(provider, model, usage=USED, when=WHEN):
    return cost_attributes(provider, model, usage, when).get(AMOUNT)


@pytest.mark.parametrize(
    ("provider", "model"),
    [
        ("openai", "no-such-model"),
        ("openai", ""),
        ("", ""),
        ("stranger", "llama-3-70b"),
        ("azure.ai.openai", "my-deployment"),
        ("openai", "claude-sonnet-4-5"),
    ],
)
def test_an_unknown_model_has_no_cost_rather_than_none(provider, model):
    """What the source does not list is absent, never 0; open weights cost anything at a stranger's."""
    assert cost_attributes(provider, model, USED) == {}


def test_no_usage_has_no_cost():
    """Without tokens there is nothing to price."""
    assert cost_attributes("openai", "gpt-4o-mini", NO_USAGE) == {}


def test_the_breakdown_adds_up():
    """Input, cache and output are exact shares; searches are in the amount alone."""
    usage = Usage(uncached_input=100, cache_read=5000, cache_write_5m=1500, cache_write_1h=500)
    found = cost_attributes("anthropic", "claude-sonnet-4-5-20250929", usage, WHEN)
    assert found == {
        AMOUNT: 0.010425,
        "gen_ai.usage.cost.currency": "USD",
        "gen_ai.usage.cost.source": "client",
        "centspan.cost.input_usd": 0.0003,
        "centspan.cost.cache_usd": 0.010125,
    }
    searched = Usage(uncached_input=100, web_searches=2)
    assert amount("anthropic", "claude-sonnet-4-5", searched) == 0.0203


def test_estimated_usage_is_priced():
    """An estimate has a cost; its source says what it is worth."""
    assert (
        amount("openai", "gpt-4o-mini", Usage(uncached_input=1000, source="estimated")) == 0.00015
    )


def test_a_figure_of_the_apps_own_has_our_attributes():
    """An amount from elsewhere is told in the same three attributes."""
    assert cost_given(Decimal("1.25")) == {
        AMOUNT: "1.25",
        "gen_ai.usage.cost.currency": "USD",
        "gen_ai.usage.cost.source": "client",
    }


@pytest.mark.parametrize(
    ("provider", "model", "same_provider", "same_model"),
    [
        ("openai", "gpt-4o-mini-2024-07-18", "openai", "gpt-4o-mini"),
        ("openai", "gpt-4o-20240806", "openai", "gpt-4o-2024-08-06"),
        ("openai", "GPT-4o", "openai", "gpt-4o"),
        ("openai", "gpt-4o-2099-01-01", "openai", "gpt-4o"),
        ("azure.ai.openai", "gpt-4o", "azure", "gpt-4o"),
        (
            "aws.bedrock",
            "anthropic.claude-sonnet-4-5-20250929-v1:0",
            "aws",
            "us.anthropic.claude-sonnet-4-5-20250929-v1:0",
        ),
        ("gcp.gemini", "models/gemini-2.5-pro", "google", "gemini-2.5-pro"),
        ("gcp.vertex_ai", "publishers/google/models/gemini-2.5-pro", "google", "gemini-2.5-pro"),
        ("gcp.vertex_ai", "claude-sonnet-4-5@20250929", "anthropic", "claude-sonnet-4-5"),
        ("mistral_ai", "mistral-small-latest", "mistral", "mistral-small-latest"),
        ("x_ai", "grok-4-0709", "x-ai", "grok-4-0709"),
        ("groq", "llama-3.3-70b-versatile", "groq", "llama-3.3-70b-versatile"),
        ("litellm", "azure/gpt-4o", "azure", "gpt-4o"),
        ("", "groq/llama-3.3-70b-versatile", "groq", "llama-3.3-70b-versatile"),
        ("our-proxy", "claude-sonnet-4-5", "anthropic", "claude-sonnet-4-5"),
        ("", "gpt-4o", "openai", "gpt-4o"),
    ],
)
def test_names_as_spans_write_them_find_their_price(provider, model, same_provider, same_model):
    """Provider aliases, prefixes, dates, regions and gateways lead to the listed model."""
    assert find(provider, model) is not None
    assert amount(provider, model) == amount(same_provider, same_model)


def test_provider_names_of_the_conventions_are_known():
    """Every alias leads to a provider that the source has."""
    ids = {provider.id for provider in get_snapshot().providers}
    from centspan.instrumentation.pricing.names import PROVIDERS

    assert set(PROVIDERS.values()) <= ids
    assert provider_id("Azure-OpenAI") == "azure"
    assert provider_id("ollama") == "ollama"


def test_a_models_own_name_is_tried_first():
    """Variants come behind it, the barest last, none twice."""
    names = candidate_names("us.anthropic.claude-x-20250929-v1:0")
    assert names[0] == "us.anthropic.claude-x-20250929-v1:0"
    assert names[-1] == "anthropic.claude-x"
    assert len(names) == len(set(names))
    assert candidate_names("gpt-4o") == ("gpt-4o",)


def test_a_price_stands_from_its_day_on():
    """A price cut applies to calls after it, and not to those before."""
    usage = Usage(uncached_input=1_000_000)
    before, after = datetime(2025, 6, 9, tzinfo=UTC), datetime(2025, 6, 11, tzinfo=UTC)
    assert amount("openai", "o3", usage, before) == 10
    assert amount("openai", "o3", usage, after) == 2


def test_a_price_may_depend_on_the_hour():
    """Peak prices apply at peak hours, UTC."""
    usage = Usage(uncached_input=1_000_000)
    peak, other = (datetime(2026, 10, 1, hour, 45, tzinfo=UTC) for hour in (2, 20))
    assert amount("deepseek", "deepseek-v4-flash", usage, peak) == 0.3
    assert amount("deepseek", "deepseek-v4-flash", usage, other) == 0.15


@pytest.mark.parametrize("total", [199_999, 200_000, 200_001])
def test_a_long_context_costs_more_from_the_first_token_above_its_edge(total):
    """The whole input counts, cached tokens as well, and all tokens take the higher price."""
    usage = Usage(uncached_input=total - 1000, cache_read=1000, output=10)
    rate = Decimal("2.5") if total > 200_000 else Decimal("1.25")
    found = cost_attributes("gcp.gemini", "gemini-2.5-pro", usage, WHEN)
    assert found["centspan.cost.input_usd"] == float(rate * (total - 1000) / 1_000_000)


def test_every_listed_model_costs_what_the_source_says():
    """Over the whole catalogue, in every band and at several dates: the source's own figure."""
    providers = get_snapshot().providers
    named = [(provider, model) for provider in providers for model in provider.models]
    # Some ids lead to another model's prices, in the source as well as here.
    own = [
        (p, m)
        for p, m in named
        if p.find_model(m.id, all_providers=providers) is m and (p.id, m.id) not in RENAMED
    ]
    assert len(own) > 2000
    differing = [case for provider, model in own for case in differences(provider, model)]
    assert differing == []


def differences(provider, model):
    """Moments and inputs for which we say something else than the source."""
    listed = find(provider.id, model.id)
    for moment in (datetime(2025, 3, 1, 20, tzinfo=UTC), WHEN, datetime(2027, 2, 1, tzinfo=UTC)):
        charged = vars(model.get_prices(moment))
        if not any(isinstance(charged.get(name), Decimal | TieredPrices) for name in USED_PRICES):
            continue
        for total in (1000, 150_000, 1_000_000):
            usage = Usage(total - 700, cache_read=600, cache_write_5m=100, output=90, requests=1)
            theirs = model.calc_price(in_source(usage), provider, genai_request_timestamp=moment)
            prices = listed.prices(usage.total_input, moment)
            ours = sum(p * getattr(usage, b) for p, b in zip(prices, PRICED, strict=True))
            if Decimal(ours).scaleb(-DIGITS) != theirs.total_price:
                yield provider.id, model.id, moment, total, ours, theirs.total_price


def in_source(usage):
    return ListedUsage(
        input_tokens=usage.total_input,
        cache_read_tokens=usage.cache_read,
        cache_write_tokens=usage.cache_write_5m,
        output_tokens=usage.output,
    )


def test_the_price_list_is_current():
    """The committed file is what the locked genai-prices builds: `python -m …pricing.build`."""
    assert build.main(["--check"]) == 0


def test_an_old_price_list_is_told(monkeypatch, tmp_path, capsys):
    """`--check` says what to run; without it the file is written."""
    monkeypatch.setattr(build, "FILE", tmp_path / "list_prices.json")
    build.FILE.write_text("{}")
    assert build.main(["--check"]) == 1
    assert "commit the file" in capsys.readouterr().err
    assert build.main([]) == 0
    assert build.main(["--check"]) == 0


def test_pricing_loads_neither_the_source_nor_anything_large(run_python):
    """A priced call costs the app a few megabytes and no genai-prices."""
    done = run_python(
        "import resource, sys\n"
        "from centspan.instrumentation.usage import Usage\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "from centspan.instrumentation.pricing import cost_attributes\n"
        "assert cost_attributes('openai', 'gpt-4o', Usage(uncached_input=1))\n"
        "loaded = {'genai_prices', 'pydantic', 'httpx2'} & set(sys.modules)\n"
        "used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before\n"
        "print(sorted(loaded), used < 12_000, used)\n"
    )
    assert done.stdout.startswith("[] True"), done.stdout + done.stderr
