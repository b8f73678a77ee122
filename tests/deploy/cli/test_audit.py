"""`centspan audit`, on the small store of known calls."""

from centspan.alerts.budgets.read import read
from centspan.alerts.budgets.store import store
from centspan.collector.dsn import connect

BUDGET = (
    '[[budget]]\nid = "audited"\nscope = {{ feature = "search" }}\namount = {}\nperiod = "month"\n'
)


def test_edits_of_budgets_and_prices_are_told(dsn, centspan, answer, tmp_path):
    """Each is told with who made it and from what to what, and may be asked for by its kind."""
    with connect(dsn) as client:
        for who, amount in (("ann", 100), ("bob", 250)):
            file = tmp_path / "budgets.toml"
            file.write_text(BUDGET.format(amount))
            store(client, read(file), who)
    price = ("openai", "audited-model", "--input", "2.5", "--output", "10", "--dsn", dsn)
    assert centspan("prices", "set", *price)[0] == 0
    first, second = answer("audit", "--kind", "budget", "--dsn", dsn)[-2:]
    assert (first["by"], first["what"]) == ("ann", "budget audited added")
    assert (second["by"], second["what"]) == ("bob", "budget audited changed")
    assert second["change"].startswith("amount 100 → 250")
    price = answer("audit", "--kind", "price", "--dsn", dsn)[-1]
    assert price["by"]
    assert "audited-model" in price["change"]
    code, out, _ = centspan("audit", "--dsn", dsn)
    assert code == 0
    assert "100 → 250" in out


def test_where_nothing_was_changed_it_says_so(dsn, centspan):
    """A time without edits is named."""
    code, out, _ = centspan("audit", "--since", "2001-01-01", "--until", "2001-01-02", "--dsn", dsn)
    assert (code, out) == (
        0,
        "nothing was changed between 2001-01-01 00:00 and 2001-01-02 00:00 UTC\n",
    )
