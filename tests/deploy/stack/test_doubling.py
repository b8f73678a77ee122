"""Statements stay as long as they are, also as the engine writes them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from centspan.deploy.stack.clickhouse_http.doubling import check, within
from centspan.deploy.stack.clickhouse_http.errors import ClickHouseError

LEAVES = st.sampled_from(["x", "f(1)", "'between'", "`between`", "[1, 2]", "x + 1"])
NESTED = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.tuples(inner, inner).map(lambda pair: f"({pair[0]} BETWEEN 0 AND {pair[1]})"),
        st.tuples(inner, inner).map(lambda pair: f"{pair[0]} NOT between f(0, {pair[1]}) AND 1"),
        st.tuples(inner, inner).map(lambda pair: f"({pair[0]} = {pair[1]})"),
        inner.map(lambda one: f"CASE WHEN {one} THEN 1 END"),
    ),
    max_leaves=8,
)


def grown(x: str, count: int) -> str:
    """`x` within so many BETWEENs."""
    for _ in range(count):
        x = f"({x} BETWEEN 0 AND 1)"
    return x


def test_ordinary_statements_are_short():
    """Hundreds of BETWEENs that are not within one another double nothing."""
    check("SELECT " + ", ".join(["a BETWEEN 1 AND 2"] * 300))
    check("SELECT 1 WHERE " + " OR ".join(["(a BETWEEN 1 AND 2)"] * 300))
    check("SELECT a BETWEEN 1 AND 2 AND b BETWEEN 3 AND 4 /* x */ FROM t WHERE c BETWEEN 5 AND 6")
    check("SELECT '" + "between " * 300 + "', 1")


@pytest.mark.parametrize("mark", ["", " /* ) */", " -- ,\n"])
def test_what_doubles_is_refused(mark):
    """BETWEENs within one another are told, whatever stands between them."""
    with pytest.raises(ClickHouseError) as refused:
        check("SELECT " + grown(f"x{mark}", 24))
    assert refused.value.code == 62
    with pytest.raises(ClickHouseError):
        check("SELECT x" + f"{mark} BETWEEN 0 AND 1" * 24)


@given(NESTED)
def test_no_statement_becomes_longer_than_is_reckoned(x):
    """What a statement grows to is bounded by how deep its BETWEENs are: each more is counted."""
    assert within(f"({x} BETWEEN 0 AND 1)") >= within(x) + 1
    assert within(grown(x, 3)) >= within(x) + 3


def test_the_engine_is_not_asked(up):
    """Such a statement takes neither memory nor time."""
    answer = up.sql("SELECT " + grown("x", 24))
    assert (answer.status, answer.headers["X-ClickHouse-Exception-Code"]) == (400, "62")
    assert b"doubles" in answer.data
    assert up.peak_megabytes() < 1000


def test_a_long_statement_may_be_longer_as_it_is_written(up):
    """A statement near its limit runs, though the engine puts a space behind each comma."""
    numbers = ",".join(f"{n}" for n in range(40_000))
    answer = up.sql(f"SELECT count() FROM numbers(9) WHERE number IN ({numbers})")
    assert (answer.status, answer.data) == (200, b"9\n")
