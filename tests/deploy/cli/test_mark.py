"""`centspan mark`, on the small store of known calls."""

from centspan.collector.dsn import connect


def test_a_mark_is_stored_and_told(dsn, centspan, answer):
    """What was marked is printed and stored; scripts get JSON with the moment."""
    code, out, _ = centspan("mark", "router v2", "--feature", "search", "--dsn", dsn)
    assert code == 0
    assert out.startswith("marked 20")
    assert out.endswith("UTC (search): router v2\n")
    told = answer("mark", "outage", "--at", "2026-01-02T03:04", "--dsn", dsn)
    assert told == {
        "at": "2026-01-02T03:04:00+00:00",
        "text": "outage",
        "feature": "",
        "environment": "",
    }
    with connect(dsn) as client:
        titles = client.query(
            "SELECT title FROM changes WHERE kind = 'mark' ORDER BY title"
        ).result_rows
    assert titles == [("outage",), ("router v2",)]


def test_a_mark_without_words_is_refused(dsn, centspan):
    """Nothing to say, or a time to come, ends with 2 and what was expected."""
    assert centspan("mark", " ", "--dsn", dsn)[0] == 2
    code, _, problem = centspan("mark", "x", "--at", "2999-01-01", "--dsn", dsn)
    assert (code, "between the year 2000 and now" in problem) == (2, True)
