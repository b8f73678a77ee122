"""What a repricing changes, what it leaves alone, and whether it says beforehand what it will do."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from centspan.collector.prices import book, close
from centspan.collector.prices.moved import summed
from centspan.collector.prices.moving import moved
from centspan.collector.prices.quote import BANDS
from centspan.collector.prices.reprice import apply, plan
from centspan.collector.prices.resolve import resolve
from centspan.collector.prices.row import Name, PriceRow
from centspan.collector.prices.set_price import ByHand, rows_of, set_price
from centspan.collector.prices.sources import load_sources
from centspan.collector.prices.stored import all_rows, versions
from centspan.collector.prices.undo import undo

DISCOUNT = """
[[discount]]
provider = "openai"
percent = 10
from = 2026-10-15T12:30:00Z
"""
MOMENTS = [datetime(2026, 10, 15, 12, minute, tzinfo=UTC) for minute in (0, 29, 30, 59)]


@pytest.fixture
def calls(client, store_calls, a_call):
    """Four calls around half past twelve, priced from the source; and some of a name nobody knows."""
    client.command("TRUNCATE TABLE dirty_hours")
    store_calls(
        a_call("openai", model, started_at=at, feature=feature, service_tier="")
        for model, feature in (("gpt-4o", "search"), ("gpt-4o-mini", "chat"), ("nobody-1", "chat"))
        for at in MOMENTS
    )
    client.command(
        "INSERT INTO dirty_hours SELECT DISTINCT toStartOfHour(toDateTime(started_at)), now() FROM llm_calls"
    )
    client.command(
        "INSERT INTO price_keys_seen SELECT DISTINCT provider, model, service_tier, context_band, now(), now() FROM llm_calls"
    )
    resolve(client, load_sources(corrections=False))


@pytest.fixture
def discounted(tmp_path):
    """The sources with a discount that begins at half past twelve."""
    file = tmp_path / "prices.toml"
    file.write_text(DISCOUNT)
    return load_sources(file, corrections=False)


def amounts(client, of="spend"):
    """(list, effective) by feature and model."""
    counted = "WHERE counted" if of == "calls" else ""
    return client.query(
        f"SELECT feature, model, sum(list_usd), sum(effective_usd) FROM {of} {counted} GROUP BY ALL ORDER BY ALL"
    ).result_rows


def by_hand(model, amount, **fields):
    return ByHand(Name("openai", model), {"input": amount, "output": amount}, **fields)


def test_a_repricing_that_changes_nothing_makes_no_version(client, calls):
    """With the sources that priced the book, and on a second run, nothing is appended."""
    found = plan(client, load_sources(corrections=False))
    assert (found.changes, found.names, found.unknown) == ((), 2, ())
    assert apply(client, found, added_by="test") is None
    assert len(versions(client)) == 1


def test_a_plan_touches_nothing(client, calls, discounted):
    """Planning and counting its dollars leave the book, and every amount, as they were."""
    before = amounts(client)
    found = plan(client, discounted)
    moved(client, [each.row for each in found.stored], found.rows)
    assert found.changes
    assert (amounts(client), len(versions(client))) == (before, 1)


def test_a_repricing_moves_what_its_plan_said(client, calls, discounted):
    """The dollars by feature and model foretold are those that spend and calls then differ by."""
    before = amounts(client)
    found = plan(client, discounted)
    told = moved(client, [each.row for each in found.stored], found.rows)
    apply(client, found, added_by="test")
    after = amounts(client)
    assert amounts(client, "calls") == after
    assert {(one.feature, one.model): (one.list_before, one.effective_before) for one in told} == {
        row[:2]: row[2:] for row in before if row[2]
    }
    assert {(one.feature, one.model): (one.list_after, one.effective_after) for one in told} == {
        row[:2]: row[2:] for row in after if row[2]
    }
    total = summed(told, by="total")[0]
    assert total.effective_after == total.effective_before * Decimal("0.95")
    assert total.list_after == total.list_before
    assert plan(client, discounted).changes == ()


def test_a_repricing_is_undone_whole(client, calls, discounted):
    """After undo every amount is what it was, in spend as in calls."""
    before = amounts(client)
    apply(client, plan(client, discounted), added_by="test")
    undo(client, added_by="test")
    assert amounts(client) == amounts(client, "calls") == before


def test_what_was_set_by_hand_stays(client, calls, discounted):
    """A repricing leaves hand-set prices alone, unless asked to replace them, too."""
    set_price(client, by_hand("gpt-4o", 7), discounted, added_by="me")
    assert {change.key.kind for change in plan(client, discounted).changes} == {"contract"}
    asked = plan(client, discounted, over_hand=True)
    assert {(c.key.model, c.key.kind) for c in asked.changes} >= {("gpt-4o", "list")}
    apply(client, asked, added_by="test")
    assert plan(client, discounted).changes == ()


def test_a_price_set_by_hand_reaches_all_history(client, calls):
    """A name nobody knows is unpriced until it is set, and then priced for all its calls and bands."""
    assert amounts(client)[1] == ("chat", "nobody-1", None, None)
    set_price(client, by_hand("nobody-1", 1000), load_sources(corrections=False), added_by="me")
    assert amounts(client)[1][2:] == (Decimal("4.4"), Decimal("4.4"))
    bands = client.query("SELECT context_band FROM prices WHERE model = 'nobody-1' ORDER BY 1")
    assert [row[0] for row in bands.result_rows] == list(BANDS)
    undo(client, added_by="me")
    assert amounts(client)[1] == ("chat", "nobody-1", None, None)


def test_any_name_is_priced_and_foretold(client, calls, store_calls, a_call):
    """Quotes, backslashes and other scripts in a name change nothing."""
    odd = 'it\'s \\ a "名" {x}'
    store_calls([a_call("openai", odd, started_at=MOMENTS[0], feature="odd")])
    price, sources = by_hand(odd, 1000), load_sources(corrections=False)
    told = moved(client, [], rows_of(price, "me"))
    set_price(client, price, sources, added_by="me")
    assert [(one.model, one.effective_after) for one in told] == [(odd, Decimal("1.1"))]
    paid = client.query("SELECT sum(effective_usd) FROM spend WHERE feature = 'odd'").first_row
    assert paid == (Decimal("1.1"),)


def test_a_contract_leaves_the_list_price(client, calls):
    """A negotiated price is what is paid; the list price stays beside it, and stands where it ends."""
    agreed = by_hand("gpt-4o", 1, contract=True, starts=MOMENTS[2])
    before = amounts(client)
    set_price(client, agreed, load_sources(corrections=False), added_by="me")
    assert [row[:3] for row in amounts(client)] == [row[:3] for row in before]
    paid = before[2][3] / 2 + 2 * Decimal("0.0011")
    assert amounts(client)[2][3] == paid == amounts(client, "calls")[2][3]


def test_a_closed_month_does_not_move(client, calls, discounted):
    """After a month is closed later prices are adjustments of the day they were made, to the digit."""
    before = amounts(client)
    close.close(client, close.month_of("2026-10"), changed_by="me")
    found = plan(client, discounted)
    told = moved(client, [each.row for each in found.stored], found.rows)
    version = apply(client, found, added_by="test")
    assert amounts(client) == amounts(client, "calls") == before
    rows = client.query(
        "SELECT version, feature, model, sum(list_usd), sum(effective_usd) FROM adjustments "
        "GROUP BY ALL ORDER BY ALL"
    ).result_rows
    adjusted = {(one.feature, one.model): one.adjusted_usd for one in told}
    assert {row[1:3]: row[4] for row in rows if row[0] == version} == adjusted
    assert sum(adjusted.values()) == -sum(row[3] for row in before if row[3]) / 20
    assert {row[3] for row in rows} == {Decimal(0)}
    close.reopen(client, close.month_of("2026-10"), changed_by="me")
    assert sum(row[3] - row[2] for row in amounts(client) if row[2]) == sum(adjusted.values())


def test_doubled_prices_double_every_amount(client, calls, discounted):
    """With every row of the book doubled, each amount of spend and calls is twice what it was."""
    apply(client, plan(client, discounted), added_by="test")
    before = amounts(client)
    twice = [doubled(each.row) for each in all_rows(client)]
    book.append(client, twice, reason="set", what="all, doubled", added_by="test")
    doubled_amounts = [(*row[:2], *(row[2] and 2 * each for each in row[2:])) for row in before]
    assert amounts(client) == amounts(client, "calls") == doubled_amounts


def doubled(row: PriceRow) -> PriceRow:
    fields = {name: getattr(row, name) for name in PriceRow.__dataclass_fields__}
    return PriceRow(**{**fields, "prices": tuple(2 * price for price in row.prices)})


def test_the_current_month_cannot_be_closed(client):
    """A month that is not over is refused, so is closing twice and opening what is open."""
    with pytest.raises(close.CentspanError, match="expected a month that is over"):
        close.close(client, datetime.now(UTC).date().replace(day=1), changed_by="me")
    month = close.month_of("2026-09")
    with pytest.raises(close.CentspanError, match="which is open"):
        close.reopen(client, month, changed_by="me")
    close.close(client, month, changed_by="me")
    with pytest.raises(close.CentspanError, match="closed already, at version"):
        close.close(client, month, changed_by="me")


def test_an_undone_version_cannot_be_undone_again(client, calls):
    """A version that was taken back is refused, with the undo that brings it back; so is no version."""
    with pytest.raises(close.CentspanError, match="that somebody set or repriced"):
        undo(client, added_by="me")
    set_price(client, by_hand("gpt-4o", 1), load_sources(corrections=False), added_by="me")
    undo(client, 2, added_by="me")
    with pytest.raises(close.CentspanError, match="version 3 took back: `centspan prices undo 3`"):
        undo(client, 2, added_by="me")
    with pytest.raises(close.CentspanError, match="1 to 3, found 9"):
        undo(client, 9, added_by="me")


def test_a_version_without_rows_is_not_undone(client, calls):
    """What a writer that was cut off left behind is passed over by an undo that names no version."""
    set_price(client, by_hand("gpt-4o", 1), load_sources(corrections=False), added_by="me")
    made = book.append(client, [], reason="set", what="cut off", added_by="me")
    assert undo(client, added_by="me").version.number == made - 1
