"""New names are priced once, unknown ones stay unpriced, and an idle pass costs nothing."""

import threading
from datetime import UTC, datetime
from decimal import Decimal

from centspan.collector.prices import book, close
from centspan.collector.prices import resolve as resolving
from centspan.collector.prices.look_up import look_up
from centspan.collector.prices.moving import moved
from centspan.collector.prices.price_file import PriceFile
from centspan.collector.prices.resolve import ResolveResult, resolve
from centspan.collector.prices.row import PRICED, Name, PriceRow
from centspan.collector.prices.sources import Sources, load_sources


def amounts(client):
    rows = client.query("SELECT provider, model, price_status, list_usd FROM calls ORDER BY 1, 2")
    return rows.result_rows


def versions(client):
    return client.query("SELECT count() FROM price_versions").first_row[0]


def test_without_calls_nothing_happens(client):
    """An empty store adds no version, no row and no miss."""
    assert resolve(client) == ResolveResult()
    assert versions(client) == 0


def test_an_unknown_name_is_unpriced_and_never_free(client, store_calls, a_call):
    """What no source knows has status `unpriced` and no amount, and is remembered with a reason."""
    store_calls([a_call("openai", "our-own-model"), a_call("ollama", "llama3.2"), a_call("", "")])
    assert resolve(client) == ResolveResult(new_names=3, priced=0, unknown=3)
    assert {row[2:] for row in amounts(client)} == {("unpriced", None)}
    reasons = client.query("SELECT model, reason FROM price_misses ORDER BY 1").result_rows
    assert reasons == [
        ("", "the span names no model"),
        ("llama3.2", "provider 'ollama' is not in the price source"),
        ("our-own-model", "openai lists no such model"),
    ]


def test_a_miss_is_looked_up_again_only_when_the_source_changes(client, store_calls, a_call):
    """An unknown name costs one look-up for each version of the price sources."""
    store_calls([a_call("openai", "our-own-model")])
    assert resolve(client).unknown == 1
    assert resolve(client).new_names == 0
    others = Sources((PriceFile("prices.toml", "0123abcd"),))
    assert resolve(client, others).unknown == 1
    assert resolve(client, others).new_names == 0


def test_calls_become_priced_for_all_their_history(client, store_calls, a_call):
    """A call stored before its name was resolved has its amount right after."""
    store_calls([a_call("openai", "gpt-4o")])
    assert amounts(client) == [("openai", "gpt-4o", "unpriced", None)]
    assert resolve(client) == ResolveResult(new_names=1, priced=1)
    assert amounts(client) == [("openai", "gpt-4o", "priced", Decimal("0.0035"))]


def test_resolving_again_adds_nothing(client, store_calls, a_call):
    """A name once priced is never looked up again, in whatever band its calls fall."""
    store_calls([a_call("openai", "gpt-4o")])
    resolve(client)
    store_calls([a_call("openai", "gpt-4o", context_band=272000)])
    assert resolve(client) == ResolveResult()
    assert versions(client) == 1
    assert all(status == "priced" for _, _, status, _ in amounts(client))


def test_a_price_somebody_set_is_not_overwritten(client, store_calls, a_call):
    """Bands that already have rows keep them; only the missing ones are filled."""
    own = PriceRow("openai", "gpt-4o", "", 0, (Decimal(1),) * len(PRICED), "override")
    book.append(client, [own], reason="override", what="", added_by="me")
    store_calls([a_call("openai", "gpt-4o"), a_call("openai", "gpt-4o", context_band=128000)])
    assert resolve(client).priced == 1
    rows = client.query(
        "SELECT context_band, source = 'override' FROM price_book WHERE context_band <= 32000 ORDER BY 1"
    ).result_rows
    assert rows == [(0, 1), (32000, 0)]


def test_two_resolvers_at_once_agree(engine, client, store_calls, a_call):
    """Two passes at the same time leave one standing price for each key and moment."""
    store_calls(
        [a_call("openai", "gpt-4o"), a_call("openai", "o3"), a_call("anthropic", "claude-opus-4-5")]
    )
    clients = [engine.client() for _ in range(3)]
    threads = [threading.Thread(target=resolve, args=(each,)) for each in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    doubled = client.query("""
        SELECT count() FROM price_intervals AS a INNER JOIN price_intervals AS b USING (price_key)
        WHERE a.valid_from < b.valid_from AND b.valid_from < a.valid_to
    """).first_row[0]
    assert doubled == 0
    assert [row[2] for row in amounts(client)] == ["priced"] * 3
    assert resolve(client) == ResolveResult()


def test_an_assumption_is_marked_as_one(client, store_calls, a_call):
    """A price found by more than the span's own words is `assumed`, and the book says why."""
    store_calls(
        [a_call("our-gateway", "gpt-4o"), a_call("anthropic", "claude-opus-4-5", service_tier="x")]
    )
    resolve(client)
    assert {row[2] for row in amounts(client)} == {"assumed"}
    notes = client.query("SELECT DISTINCT note FROM price_book ORDER BY 1").result_rows
    assert notes == [
        ("provider 'our-gateway' is not in the price source; the price of openai",),
        ("standard price: none listed for tier x",),
    ]


def test_a_flood_of_names_is_worked_off_in_passes(client, store_calls, a_call, monkeypatch):
    """One pass looks up a bounded number of names, and the next goes on."""
    monkeypatch.setattr(resolving, "AT_MOST", 3)
    store_calls([a_call("openai", f"made-up-{n}") for n in range(7)])
    assert [resolve(client).unknown for _ in range(4)] == [3, 3, 1, 0]


def test_a_name_that_is_not_text_stops_nobody(client, store_calls, a_call):
    """A name with broken UTF-8 stays unpriced and does not keep others from being priced."""
    store_calls([a_call("openai", "gpt-4o")])
    client.command(
        "INSERT INTO price_keys_seen SELECT 'openai', unhex('ff61'), '', 0, now(), now()"
    )
    assert resolve(client).priced == 1
    assert resolve(client) == ResolveResult()


def test_an_idle_pass_is_one_query(client, store_calls, a_call, monkeypatch):
    """With nothing new a pass asks the store once and writes nothing."""
    store_calls([a_call("openai", "gpt-4o"), a_call("openai", "our-own-model")])
    resolve(client)
    asked = []
    for name in ("query", "command", "insert"):
        real = getattr(client, name)

        def counted(*args, _real=real, _name=name, **kwargs):
            asked.append(_name)
            return _real(*args, **kwargs)

        monkeypatch.setattr(client, name, counted)
    assert resolve(client) == ResolveResult()
    assert asked == ["query"]


def test_a_contract_alone_leaves_the_list_price_to_be_found(client, store_calls, a_call):
    """A name of which the book has only a contract is looked up, so that its calls get a list price."""
    row = PriceRow(
        *("openai", "gpt-4o", "", 0),
        prices=(Decimal("0.000001"),) * len(PRICED),
        source="test",
        kind="contract",
    )
    book.append(client, [row], reason="set", what="", added_by="test")
    store_calls([a_call("openai", "gpt-4o")])
    assert resolve(client).priced == 1
    assert amounts(client)[0][3] == Decimal("0.0035")


def test_a_first_price_counts_in_a_closed_month(client, store_calls, a_call):
    """A call of a new name that arrives after its month was closed is priced, without an adjustment."""
    month = close.month_of("2026-10")
    close.close(client, month, changed_by="test")
    when = datetime(2026, 10, 7, tzinfo=UTC)
    store_calls([a_call("openai", "gpt-4o", started_at=when)])
    rows = look_up(Name("openai", "gpt-4o", ""), load_sources())
    told = moved(client, [], rows)
    assert [(one.adjusted_usd, one.effective_after) for one in told] == [(0, Decimal("0.0035"))]
    assert resolve(client).priced == 1
    assert amounts(client)[0][2:] == ("priced", Decimal("0.0035"))
    assert client.query("SELECT count() FROM adjustments").first_row[0] == 0


def test_a_contract_is_paid_and_the_list_price_stays(client, store_calls, a_call, tmp_path):
    """With a discount in the user's file a call has its list price and, less the discount, its own."""
    own = tmp_path / "prices.toml"
    own.write_text(
        '[[discount]]\nprovider = "openai"\npercent = 20\n'
        '[[alias]]\nprovider = "azure.ai.openai"\nmodel = "prod"\n'
        'to_provider = "azure"\nto_model = "gpt-4o"\n'
    )
    store_calls([a_call("openai", "gpt-4o"), a_call("azure.ai.openai", "prod")])
    assert resolve(client, load_sources(own)).priced == 2
    amounts = client.query("SELECT list_usd, effective_usd FROM calls ORDER BY provider DESC")
    assert amounts.result_rows == [
        (Decimal("0.0035"), Decimal("0.0028")),
        (Decimal("0.0035"), Decimal("0.0035")),
    ]


def test_a_region_costs_its_premium_in_every_amount(client, store_calls, a_call):
    """Calls of one model in two places and two tiers have four prices, none of them assumed."""
    tiers = ("", "@eu", "batch", "batch@eu")
    store_calls(a_call("openai", "gpt-5.4", service_tier=tier) for tier in tiers)
    assert resolve(client).priced == 4
    found = client.query("SELECT service_tier, list_usd, price_status FROM calls ORDER BY 1")
    plain = Decimal("0.0025") + Decimal("0.0015")
    assert {tier: usd for tier, usd, _ in found.result_rows} == {
        "": plain,
        "@eu": plain * Decimal("1.1"),
        "batch": plain / 2,
        "batch@eu": plain / 2 * Decimal("1.1"),
    }
    assert {status for *_, status in found.result_rows} == {"priced"}
