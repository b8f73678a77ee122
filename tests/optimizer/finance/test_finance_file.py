"""finance.toml."""

from decimal import Decimal as D

import pytest

from centspan.instrumentation.errors import CentspanError
from centspan.optimizer.finance.finance_example import EXAMPLE
from centspan.optimizer.finance.finance_file import read


@pytest.fixture
def said(tmp_path):
    """Reads a finance file with this text."""

    def write(text):
        path = tmp_path / "finance.toml"
        path.write_text(text, "utf-8")
        return read(path)

    return write


def test_the_example_is_read(said):
    """The example that is printed for people to fill in is a file that is read."""
    finance = said(EXAMPLE)
    assert finance.api.usd == 975
    assert sum(line.usd for line in finance.lines) == 200 + 100 + 8000 + 500
    assert [line.name for line in finance.lines if line.scales] == ["logging"]
    assert (finance.set_up_usd, finance.streams[0].usd) == (30_000, 108_000)
    assert (finance.replica.usd_per_month, finance.hosting_operations_usd) == (5040, 15_000)


def test_an_empty_file_says_nothing(said):
    """A file may say nothing at all."""
    finance = said("")
    assert (finance.lines, finance.api, finance.replica, finance.set_up_usd) == (
        (),
        None,
        None,
        D(0),
    )


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[infra]\nx = 1", "expected infrastructure"),
        ("[infrastructure]\nx = -1", "infrastructure.x: expected a number from 0 up"),
        ("[infrastructure]\nx = nan", "infrastructure.x: expected a number"),
        ("[infrastructure]\nx = '1'", "without quotes, found '1'"),
        ("[infrastructure]\nx = { usd = 1, scale = true }", "found scale"),
        ("[infrastructure]\nx = { usd = 1, scales = 1 }", "expected true or false"),
        ("infrastructure = 3", "infrastructure: expected a table, found 3"),
        ("[engineering]\nhours_per_month = 3", "engineering.usd_per_hour: expected a number"),
        ("[[value]]\nusd_per_month = 3", "value 1: expected name"),
        ("value = 3", r"expected tables \[\[value\]\]"),
        ("[self_hosting]\ngpus = 1.5\nusd_per_gpu_hour = 1\nrequests_per_hour = 1", "whole number"),
        ("x = ", "readable TOML file"),
    ],
)
def test_a_value_that_does_not_fit_is_named(said, text, told):
    """What does not fit is named with its table and key, and with what was expected."""
    with pytest.raises(CentspanError, match=told):
        said(text)


def test_a_file_that_is_not_there(tmp_path):
    """A missing file is an error that says how to write one."""
    with pytest.raises(CentspanError, match="centspan tco --example"):
        read(tmp_path / "finance.toml")
