"""What is blamed for a change."""

from decimal import Decimal

from centspan.alerts.enrich.driver import Driver, Drivers
from centspan.alerts.enrich.explaining import contributors
from centspan.alerts.enrich.split import split


def driver(value, usd, before, calls=100, before_calls=100, dimension="tenant"):
    numbers = {"priced_calls": calls, "before_priced_calls": before_calls, "calls": calls}
    return Driver(
        dimension=dimension, value=value, usd=Decimal(usd), before_usd=Decimal(before), **numbers
    )


def drivers(segments=(), **values):
    """Drivers of which each dimension's values come to the same whole."""
    first = next(iter(values.values()))
    whole = driver(
        "",
        sum(each.usd for each in first),
        sum(each.before_usd for each in first),
        sum(each.priced_calls for each in first),
        sum(each.before_priced_calls for each in first),
        "(all)",
    )
    return Drivers(whole, values, tuple(segments))


def blamed(found):
    return [(each.dimension, each.value) for each in contributors(found)[:1]]


def test_growth_of_all_alike_blames_the_broadest_dimension():
    """Where everything doubles, the first dimension with several values is told, the largest first."""
    tenants = [driver("a", 20, 10), driver("b", 40, 20)]
    models = [driver("m", 60, 30, dimension="model")]
    assert blamed(drivers(model=models, tenant=tenants)) == [("tenant", "b")]


def test_the_value_whose_share_has_changed_is_blamed():
    """One tenant that grows among many is blamed, not the model that all of them use."""
    tenants = [driver("acme", 60, 1), *(driver(f"t{n}", 10, 10) for n in range(9))]
    models = [driver("m", 150, 91, dimension="model")]
    found = drivers(model=models, tenant=tenants)
    assert blamed(found) == [("tenant", "acme")]
    assert contributors(found)[0].change_share == 1


def test_many_small_values_are_not_to_blame():
    """A tenant is blamed rather than the many users it has."""
    users = [driver(f"u{n}", 2, 0, dimension="user") for n in range(30)]
    others = [driver("t", 40, 40)]
    rest = [driver("", 40, 40, dimension="user")]
    found = drivers(user=[*users, *rest], tenant=[driver("acme", 60, 0), *others])
    assert blamed(found) == [("tenant", "acme")]


def test_a_new_prompt_version_is_blamed_only_where_its_calls_cost_more():
    """A release among more calls of one tenant is not to blame; one whose calls cost more is."""
    tenants = [driver("acme", 60, 10, 600, 100), driver("zen", 10, 10)]
    versions = [
        driver("v2", 70, 0, 700, 0, dimension="prompt_version"),
        driver("v1", 0, 20, 0, 200, dimension="prompt_version"),
    ]
    same = [driver("chat\nm", 70, 20, 700, 200, dimension="segment")]
    assert blamed(drivers(same, tenant=tenants, prompt_version=versions)) == [("tenant", "acme")]
    dear = [driver("acme", 35, 10), driver("zen", 35, 10)]
    versions = [
        driver("v2", 70, 0, 200, 0, dimension="prompt_version"),
        driver("v1", 0, 20, 0, 200, dimension="prompt_version"),
    ]
    same = [driver("chat\nm", 70, 20, 200, 200, dimension="segment")]
    assert blamed(drivers(same, tenant=dear, prompt_version=versions)) == [("prompt_version", "v2")]


def test_noise_around_no_change_blames_nobody_in_particular():
    """Where the whole hardly changed, values that moved a little do not become causes."""
    tenants = [driver("a", 50, 52), driver("b", 51, 50)]
    users = [driver(f"u{n}", 1 + n % 2, 1, dimension="user") for n in range(68)]
    found = drivers(tenant=tenants, user=users)
    assert blamed(found)[0][0] == "tenant"


def test_volume_price_and_mix_add_up_to_the_change():
    """Volume, price and mix add up to the change to the last digit, and each finds its own cause."""
    segments = [
        driver("chat\ncheap", "1.5", 1, 150, 100, dimension="segment"),
        driver("chat\ndear", "30.000000000000000001", 20, 100, 100, dimension="segment"),
    ]
    found = drivers(segments, model=segments)
    parts = split(found)
    assert parts.price_usd == Decimal("10.000000000000000001")
    assert parts.volume_usd == Decimal("5.25")
    whole = parts.price_usd + parts.volume_usd + parts.mix_usd
    assert whole == found.whole.change_usd
    assert split(Drivers(driver("", 0, 0, 0, 0))) is None


def test_of_dimensions_that_explain_alike_the_more_telling_is_blamed():
    """Where the feature and its team explain a spike about equally, the feature is told."""
    names = {"chat": (60, 1), "search": (10, 11), "code": (10, 9)}
    features = [driver(name, *usd, dimension="feature") for name, usd in names.items()]
    teams = [driver("red", 60, 1, dimension="team"), driver("blue", 20, 20, dimension="team")]
    assert blamed(drivers(feature=features, team=teams))[0] == ("feature", "chat")


def test_what_calls_do_not_say_is_not_to_blame():
    """Calls without a user are not told as the cause where a feature is known; spend of no feature is."""
    users = [driver("", 60, 0, dimension="user"), driver("u1", 10, 10, dimension="user")]
    features = [driver("chat", 50, 5, dimension="feature"), driver("", 20, 5, dimension="feature")]
    assert blamed(drivers(feature=features, user=users)) == [("feature", "chat")]
    features = [driver("", 60, 0, dimension="feature"), driver("c", 10, 10, dimension="feature")]
    assert blamed(drivers(feature=features, user=users)) == [("feature", "")]


def test_a_prompt_version_is_not_to_blame_for_what_hardly_was_before():
    """Where there were next to no such calls before, what one cost then is unknown and no version is blamed."""
    versions = [driver("v8", 9, 0, 900, 0, dimension="prompt_version")]
    models = [driver("m", 6, "0.001", 600, 1), driver("n", 3, 0, 300, 0)]
    same = [driver("chat\nm", 9, "0.001", 900, 1, dimension="segment")]
    assert blamed(drivers(same, prompt_version=versions, model=models))[0][1] == "m"


def test_what_is_all_new_is_told_by_the_first_dimension_that_it_is_of():
    """A tenant that spent next to nothing before is explained by its one new feature, not by models it has two of."""
    features = [driver("chat", 60, 1, dimension="feature"), driver("code", 1, 1)]
    models = [driver("m", 40, 0, dimension="model"), driver("n", 20, 0, dimension="model")]
    models.append(driver("old", 1, 2, dimension="model"))
    assert blamed(drivers(feature=features, model=models)) == [("feature", "chat")]
    teams = [driver("red", 61, 2, dimension="team")]
    assert blamed(drivers(team=teams, model=models)) == [("model", "m")]


def test_an_alert_about_a_version_tells_it_first():
    """A version that an alert is about is the first contributor, also where the whole fell and others fell more."""
    versions = [
        driver("v5", 9, 0, 90, 0, dimension="prompt_version"),
        driver("v4", 0, 20, 0, 200, dimension="prompt_version"),
    ]
    found = drivers(prompt_version=versions, model=[driver("m", 9, 20, 90, 200)])
    assert [each.value for each in contributors(found, "v5")] == ["v5", "v4"]
