"""The same calls on other models."""

from decimal import Decimal as D

import pytest

from centspan.instrumentation.errors import CentspanError
from centspan.optimizer.finance.scenarios import Use, scenarios

PRICES = {"small": D("0.000001"), "middle": D("0.000005"), "large": D("0.00001")}
SMALL, MIDDLE, LARGE = (("p", name) for name in PRICES)


def price(model, _band, _bucket):
    return PRICES.get(model[1])


def uses(*said):
    return [
        Use(model, 0, 1, {"output": tokens}, tokens * price(model, 0, "output"))
        for model, tokens in said
    ]


def test_each_scenario_prices_the_same_tokens():
    """As is, on the dearest, with a fifth a step down, with seven tenths on the cheapest, and on a mix."""
    found = scenarios(
        uses((LARGE, 1_000_000), (SMALL, 1_000_000), (MIDDLE, 1_000_000)),
        price,
        {SMALL: D("0.5"), LARGE: D("0.5")},
    )
    assert [round(each.usd, 6) for each in found] == [
        16,
        30,
        D("0.8") * 15 + D("0.2") * (5 + 1) + 1,
        D("0.3") * 15 + D("0.7") * (1 + 1) + 1,
        D("16.5"),
    ]


def test_a_model_without_a_price_stays_where_it_is():
    """Calls of a model that has no price are not moved, and nothing is moved to it."""
    unknown = Use(("p", "unknown"), 0, 1, {"output": 10}, D(7))
    found = scenarios([unknown, *uses((SMALL, 1_000_000))], price)
    assert [each.usd for each in found][2:] == [8, 8]


def test_a_mix_must_be_whole_and_priced():
    """Shares that are not 1 in sum, and models without a price, are refused."""
    some = uses((SMALL, 1))
    with pytest.raises(CentspanError, match="1 in sum"):
        scenarios(some, price, {SMALL: D("0.5")})
    with pytest.raises(CentspanError, match="price of x"):
        scenarios(some, price, {("p", "x"): D(1)})
