"""Finance on cases whose answers are known."""

from decimal import Decimal as D

import pytest

from centspan.instrumentation.errors import CentspanError
from centspan.optimizer.finance.mix import cheapest_mix, mixed
from centspan.optimizer.finance.pareto import Configuration, front, placed
from centspan.optimizer.finance.roi import Roi, ValueStream
from centspan.optimizer.finance.savings_stack import stacked
from centspan.optimizer.finance.self_hosting import Range, Replica, break_even, self_hosted_usd
from centspan.optimizer.finance.tco import CostLine, Tco

PAIR = Replica(gpus=2, usd_per_gpu_hour=D("3.5"), requests_per_hour=D(800))
TEN = tuple(
    Configuration(name, D(usd), D(quality), D(ms))
    for name, quality, usd, ms in (
        ("TF-IDF + LogReg", ".72", ".00001", 1),
        ("DistilBERT", ".84", ".0003", 15),
        ("BERT-base", ".87", ".0005", 25),
        ("GPT-4o-mini zero", ".88", ".003", 400),
        ("mini few", ".91", ".004", 450),
        ("GPT-4o zero", ".93", ".01", 600),
        ("GPT-4o few", ".95", ".012", 700),
        ("Opus few", ".97", ".02", 900),
        ("Hybrid", ".93", ".002", 120),
        ("bad prompt mini", ".78", ".0035", 500),
    )
)
THREE = (
    Configuration("large", D("0.01"), D(".95")),
    Configuration("small", D("0.001"), D(".88")),
    Configuration("tiny", D("0.0001"), D(".85")),
)


def test_a_tco_tells_shares_and_the_cost_of_a_query():
    """A TCO of $10,055 a month is 9.7, 3.8, 79.6 and 7.0 percent, and $0.03352 a query."""
    lines = (
        CostLine("api", "calls", D(975), scales=True),
        CostLine("infrastructure", "all", D(380)),
        CostLine("engineering", "hours", D(8000)),
        CostLine("quality", "all", D(700)),
    )
    tco = Tco(lines, D(300_000))
    assert tco.usd == 10_055
    shares = [round(100 * group.share, 1) for group in tco.groups()]
    assert shares == [D("9.7"), D("3.8"), D("79.6"), D("7.0"), 0]
    assert round(tco.per_query_usd, 5) == D("0.03352")


def test_only_what_scales_grows_with_the_volume():
    """At ten times the volume the calls cost ten times as much, and what is fixed the same."""
    tco = Tco(
        (CostLine("api", "calls", D(975), scales=True), CostLine("quality", "q", D(80))), D(3)
    )
    assert (tco.at(D(10)).usd, tco.at(D(10)).queries) == (9830, 30)


def test_nothing_has_no_shares():
    """A month without cost or queries has neither shares nor a cost of a query."""
    tco = Tco((), D(0))
    assert tco.per_query_usd is None
    assert {group.share for group in tco.groups()} == {None}


def test_six_of_ten_configurations_are_on_the_front():
    """Of ten configurations six are beaten by none in cost and accuracy."""
    names = [each.name for each in front(TEN)]
    assert names == [
        "TF-IDF + LogReg",
        "DistilBERT",
        "BERT-base",
        "Hybrid",
        "GPT-4o few",
        "Opus few",
    ]


def test_a_beaten_configuration_names_what_beats_it():
    """A configuration that is beaten names those that beat it; two alike beat neither."""
    twins = (Configuration("a", D(1), D(1)), Configuration("b", D(1), D(1)))
    assert [each.beaten_by for each in placed(twins)] == [(), ()]
    beaten = {each.configuration.name: each.beaten_by for each in placed(TEN)}
    assert beaten["GPT-4o zero"] == ("Hybrid",)


def test_latency_can_keep_a_configuration():
    """With latency told, one that is quicker is not beaten by one that is cheaper and better."""
    slow, quick = (
        Configuration("slow", D(1), D(2), D(900)),
        Configuration("quick", D(2), D(1), D(9)),
    )
    assert front((slow, quick)) == (slow,)
    assert front((slow, quick), latency=True) == (slow, quick)


def test_a_routed_mix_costs_what_its_shares_cost():
    """60 % at $0.60, 30 % at $2.50 and 10 % at $15 a million are $2.61."""
    models = tuple(
        Configuration(n, D(usd), D(1)) for n, usd in (("s", "0.60"), ("m", "2.50"), ("l", 15))
    )
    assert mixed(models, {"s": D("0.6"), "m": D("0.3"), "l": D("0.1")}).usd == D("2.61")


def test_the_cheapest_mix_for_a_quality():
    """92 % accuracy costs least with 57.1 % of the large and 42.9 % of the small model: $0.006143."""
    found = cheapest_mix(THREE, D("0.92"))
    assert {name: round(share, 3) for name, share in found.shares.items()} == {
        "large": D("0.571"),
        "small": D("0.429"),
    }
    assert (round(found.usd, 6), round(found.quality, 9)) == (D("0.006143"), D("0.92"))


def test_a_quality_that_none_reaches_is_refused():
    """A target above the best configuration is an error that names the best."""
    with pytest.raises(CentspanError, match=r"large at 0\.95"):
        cheapest_mix(THREE, D("0.96"))


def test_self_hosting_breaks_even_twice():
    """At $0.0135 a request one pair pays from 373,334; from 576,001 to 746,666 the API is cheaper again."""
    found = break_even(D("0.0135"), PAIR)
    assert found.pays == (Range(373_334, 576_000), Range(746_667, None))
    for requests in (373_334, 576_000, 746_667):
        assert self_hosted_usd(requests, PAIR, D(0)) <= D("0.0135") * requests
    for requests in (373_333, 576_001, 746_666):
        assert self_hosted_usd(requests, PAIR, D(0)) > D("0.0135") * requests


def test_operations_move_the_break_even():
    """With $15,000 of operations a month whole pairs pay from 3,351,112 requests."""
    assert break_even(D("0.0135"), PAIR, D(15_000)).first == 3_351_112


def test_a_replica_that_is_never_cheaper():
    """Where a full replica costs more than the API, it never pays."""
    assert break_even(D("0.001"), PAIR).first is None


def test_a_return_and_its_half_case():
    """Cost $14,000 and value $114,000 return 714 %; deflection halved 329 %, everything halved 307 %."""
    roi = Roi((ValueStream("deflection", D(108_000)), ValueStream("other", D(6_000))), D(14_000))
    cases = (roi, roi.halved([roi.largest]), roi.halved())
    assert [round(100 * case.roi) for case in cases] == [714, 329, 307]


def test_a_set_up_is_paid_back():
    """$30,000 of set-up at $81,000 of value and $13,500 of cost a month return 500 % and are earned in 0.44 months."""
    roi = Roi((ValueStream("reviews", D(81_000)),), D(13_500), D(30_000))
    assert (roi.roi, round(roi.payback_months, 2)) == (5, D("0.44"))


def test_a_month_that_brings_nothing_never_pays_back():
    """Where a month's cost is not earned, its set-up never is."""
    assert Roi((ValueStream("v", D(1)),), D(2), D(3)).payback_months is None


def test_savings_compound():
    """$2,000 after 8, 45, 12, 18 and 20 percent, one after the other, are $584."""
    shares = (
        ("duplicates", ".08"),
        ("route", ".45"),
        ("exact", ".12"),
        ("semantic", ".18"),
        ("trim", ".2"),
    )
    steps = stacked(D(2000), [(name, D(share)) for name, share in shares])
    assert round(steps[-1].after_usd) == 584
    assert sum(step.saved_usd for step in steps) == 2000 - steps[-1].after_usd
