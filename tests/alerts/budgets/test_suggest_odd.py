"""A first file of budgets for features of odd names"""

from datetime import timedelta
from decimal import Decimal

from budget_calls import COLUMNS, END, EVERY_DAY, Call, span

from centspan.alerts.budgets.check import check
from centspan.alerts.budgets.suggest import suggest


def test_odd_names_are_written_so_that_they_read_back(empty, said):
    """Names with quotes, line ends, other scripts or none that an id may have are read back as they were."""
    names = ('a"b\\c', "new\nline\x7f", "über ✓ 数 😀", "]]", "Chat", "chat", "%%%")
    calls = [
        Call(END - timedelta(days=day), Decimal(2), 500, 10, "", name, "", "", "", "")
        for day in range(25)
        for name in names
    ]
    rows = [span(number, call) for number, call in enumerate(calls)]
    empty.insert("otel_traces", rows, column_names=COLUMNS, settings=EVERY_DAY)
    file = said(suggest(empty, END))
    assert {each.scope["feature"] for each in file.budgets if each.scope} == set(names)
    assert check(file, empty) == ()
