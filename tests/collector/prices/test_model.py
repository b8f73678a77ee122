"""The book beside a model of it: versions set, withdrawn and undone, months closed, in any order."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from centspan.collector.money_sql import layers
from centspan.collector.prices import book, close
from centspan.collector.prices.row import ALWAYS, FOREVER, PRICED, PriceRow
from centspan.collector.prices.undo import undo

DAY_0 = datetime(2026, 1, 30, tzinfo=UTC)
HOUR = 3600
WINDOWS = ((0, 86400), (0, 86400), (0, 8 * HOUR), (8 * HOUR, 86400), (1800, 59400))
MONTHS = (date(2026, 1, 1), date(2026, 2, 1))


class Model:
    """What the book should say: versions in order, which of them was undone, which months are closed."""

    def __init__(self):
        self.versions = []
        self.pins = {}

    def standing(self, upto):
        gone = set()
        for number in reversed(range(upto)):
            what = self.versions[number]
            if isinstance(what, int) and number not in gone:
                gone.add(what)
        return [number for number in range(upto) if number not in gone]

    def price(self, when, kind, upto):
        second = when.hour * HOUR + when.minute * 60
        for number in reversed(self.standing(upto)):
            row = self.versions[number]
            if not isinstance(row, PriceRow) or row.kind != kind:
                continue
            if row.valid_from <= when < row.valid_to and row.day_from <= second < row.day_to:
                return None if row.withdrawn else row.prices[0]
        return None

    def first(self):
        """How many versions there are up to the first price, to which no month is closed."""
        rows = (n for n, each in enumerate(self.versions, 1) if isinstance(each, PriceRow))
        return next(rows, 0)

    def both(self, when):
        upto = self.pins.get(when.date().replace(day=1), len(self.versions))
        upto = max(upto, self.first())
        listed = self.price(when, "list", upto)
        agreed = self.price(when, "contract", upto)
        return listed, listed if agreed is None else agreed


edges = st.one_of(st.sampled_from((ALWAYS, FOREVER)), st.integers(0, 96)).map(
    lambda edge: DAY_0 + timedelta(hours=edge) if isinstance(edge, int) else edge
)
a_version = st.builds(
    lambda kind, seed, ends, window, withdrawn: PriceRow(
        *("p", "m", "", 0),
        prices=(Decimal(seed),) * len(PRICED),
        source="test",
        valid_from=min(ends),
        valid_to=max(ends),
        day_from=window[0],
        day_to=window[1],
        withdrawn=withdrawn,
        kind=kind,
    ),
    st.sampled_from(("list", "contract")),
    st.integers(1, 9),
    st.lists(edges, min_size=2, max_size=2, unique=True),
    st.sampled_from(WINDOWS),
    st.sampled_from((False, False, False, True)),
)
steps = st.lists(
    st.one_of(
        a_version,
        a_version,
        st.integers(0, 99),
        st.tuples(st.sampled_from(MONTHS), st.booleans()),
    ),
    min_size=1,
    max_size=9,
)
moments = st.lists(
    st.integers(-8, 101 * 4).map(lambda quarter: DAY_0 + timedelta(minutes=15 * quarter)),
    min_size=60,
    max_size=60,
)


def take(client, model, step):
    """Do one step to both, where the book allows it."""
    if isinstance(step, PriceRow):
        book.append(client, [step], reason="set", what="", added_by="test")
        model.versions.append(step)
    elif isinstance(step, int):
        if standing := model.standing(len(model.versions)):
            number = standing[step % len(standing)]
            undo(client, number + 1, added_by="test")
            model.versions.append(number)
    elif step[1] and step[0] not in model.pins:
        close.close(client, step[0], changed_by="test")
        model.pins[step[0]] = len(model.versions)
    elif not step[1] and step[0] in model.pins:
        close.reopen(client, step[0], changed_by="test")
        del model.pins[step[0]]


def answered(client, whens):
    """(list price, contracted price) at each moment, as the money views look them up."""
    ids = layers("(SELECT any(price_key) FROM prices)", "arrayJoin({whens:Array(DateTime('UTC'))})")
    found = "dictGet('price_row', 'uncached_input', {})"
    sql = f"SELECT {found.format('price_id')}, {found.format('contracted_id')} FROM (SELECT {ids})"
    return client.query(sql.replace("{database}.", ""), parameters={"whens": whens}).result_rows


@settings(
    max_examples=7, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps, moments)
def test_the_book_says_what_its_model_says(client, steps, moments):
    """Nested prices of both layers, parts of the day, undone and closed in any order, stand as defined."""
    for table in ("prices", "price_versions", "closed_months"):
        client.command(f"TRUNCATE TABLE {table}")
    model = Model()
    for step in steps:
        take(client, model, step)
    whens = sorted(set(moments))
    assert answered(client, whens) == [model.both(when) for when in whens]
