"""What questions of rules are put together from."""

from centspan.collector.money_sql import UNIT_COLUMNS
from centspan.collector.query import load


def test_a_changed_price_is_worked_out_for_every_bucket_and_unit():
    """What calls would cost at a price counts every token bucket and unit that has one."""
    sql = load("alert_price_changed").sql
    for column in UNIT_COLUMNS:
        assert f"p.{column} * b.{column.removesuffix('_tokens')}" in sql
