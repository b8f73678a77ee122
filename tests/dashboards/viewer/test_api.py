"""What the viewer's pages ask for, over HTTP on a real engine."""

import csv
import io
import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from urllib.parse import urlencode

import pytest
import urllib3
from starlette.datastructures import QueryParams

from centspan.collector.query import Query, load
from centspan.dashboards.boards import BOARDS
from centspan.dashboards.viewer import answers, asked, definitions

PIE, TREND, TABLE = 3, 2, 5
NOW = datetime.now(UTC).replace(microsecond=0)
RANGE = {"from": (NOW - timedelta(hours=12)).isoformat(), "to": NOW.isoformat()}


@pytest.fixture
def get(viewer):
    """One GET; the urllib3 response."""

    def ask(path, *, headers=None, **query):
        asked = urlencode(RANGE | query, doseq=True)
        return urllib3.request("GET", f"{viewer.url}{path}?{asked}", headers=headers, timeout=30)

    return ask


@pytest.fixture
def panel(get):
    """The answer of a panel of the first board."""
    return lambda number, **query: get(f"/api/boards/first/panels/{number}", **query).json()


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"from": "yesterday"}, "expected now, now-24h"),
        ({"from": "now-5y"}, "expected now, now-24h"),
        ({"from": "99999999999999999999"}, "expected now"),
        ({"from": "now", "to": "now-1h"}, "not before"),
        ({"from": "2001-01-01", "to": "now"}, "at most 800"),
        ({"grain": "60"}, "one of 3600"),
        ({"tenant": "acme"}, "expected environment, feature, team, model, from, to, grain"),
        ({"feature": "x" * 1001}, "longer than 1000"),
        ({"feature": ["x"] * 501}, "at most 500"),
    ],
)
def test_bad_input_is_told_what_was_expected(get, query, expected):
    """An address that cannot be answered gets a 400 that says what was expected instead."""
    answer = get("/api/boards/first/panels/1", **query)
    assert answer.status == 400
    assert expected in answer.json()["error"]


@pytest.mark.parametrize(
    "path",
    ["boards/none/panels/1", "boards/first/panels/9", "boards/first/variables/x", "traces/ffff"],
)
def test_what_is_not_there_is_a_404(get, path):
    """A board, panel, variable or trace that is not there is a 404 in words."""
    answer = get(f"/api/{path}")
    assert answer.status == 404
    assert answer.json()["error"]


@pytest.mark.parametrize(
    ("path", "status", "expected"),
    [
        ("/trace/<script>", 400, "no trace id: expected 32 hexadecimal digits"),
        ("/boards/<script>", 404, "there are first, second"),
    ],
)
def test_an_address_that_leads_nowhere_is_a_page(get, path, status, expected):
    """A browser at a bad trace or board gets a page that says what was expected; who asks for JSON gets JSON."""
    browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
    page = get(path, headers={"Accept": browser})
    assert (page.status, page.headers["content-type"]) == (status, "text/html; charset=utf-8")
    text = page.data.decode()
    assert expected in text
    assert '<a href="/boards/second">' in text
    assert "&lt;script&gt;&#x27; is no" in text or "&lt;script&gt;&#x27;: there" in text
    answer = get(path, headers={"Accept": "application/json"})
    assert answer.status == status
    assert expected in answer.json()["error"]


def test_a_panel_is_its_questions_answer(viewer, panel):
    """The viewer's rows are those of the question itself, amounts to the last digit and as text."""
    start, end = (datetime.fromisoformat(RANGE[name]) for name in ("from", "to"))
    rows = load("spend_by_feature").rows(viewer.client, start=start, end=end)
    shown = panel(PIE)
    amounts = [(row["feature"], str(row["effective_usd"])) for row in rows]
    assert [(row[0], row[2]) for row in shown["rows"]] == amounts
    assert len(amounts) == 9
    assert [column["unit"] for column in shown["columns"]] == ["text", "count", "usd"]


def test_variables_limit_a_panel(panel, odd):
    """A panel shows the values asked for and no others, however they are spelled."""
    assert {row[0] for row in panel(PIE, feature=odd)["rows"]} == set(odd)
    assert len(panel(PIE, feature="*")["rows"]) == 9
    assert panel(PIE, feature="o'b' OR 1=1 --")["rows"] == []


def test_the_step_follows_the_range(panel):
    """A chart has at most about 200 steps: hours for a day, longer ones for months, or those asked for."""
    long = {"from": "now-90d", "to": "now"}
    assert panel(TREND)["grain"] == 3600
    assert panel(TREND, **long)["grain"] == 43200
    assert panel(TREND, **long, grain=86400)["grain"] == 86400


def test_csv_is_the_same_answer(get, panel):
    """The CSV has the panel's rows; a name that a sheet would compute is text there."""
    answer = get(f"/api/boards/first/panels/{TABLE}.csv")
    rows = list(csv.reader(io.StringIO(answer.data.decode())))
    names = [row[0] for row in panel(TABLE)["rows"]]
    assert rows[0] == ["value"]
    assert [row[0] for row in rows[1:]] == [f"'{n}" if n == "=1+1" else n for n in names]
    assert answer.headers["content-type"].startswith("text/csv")


def test_values_come_by_the_hundred(get):
    """Of 2,000 tenants a hundred are listed with their number, and a search finds any other."""
    listed = get("/api/boards/second/variables/tenant").json()
    assert (len(listed["values"]), listed["count"]) == (100, 2000)
    found = get("/api/boards/second/variables/tenant", search="TENANT-1234").json()
    assert found == {"values": ["tenant-1234"], "count": 1}


def test_a_mark_stands_in_the_annotations(viewer, get):
    """What is posted to /api/marks is among the annotations of its moment, with its feature."""
    body = json.dumps({"text": "rolled back <b>", "feature": "o'b", "at": "now-1h"})
    made = urllib3.request("POST", f"{viewer.url}/api/marks", body=body)
    assert made.status == 201
    marks = get("/api/boards/first/annotations").json()["annotations"]
    assert [(mark["title"], "o'b" in mark["tags"]) for mark in marks] == [("rolled back <b>", True)]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b'{"text": 1}',
        b'{"text": ""}',
        b'{"x": "y"}',
        b'{"text": "x", "at": "soon"}',
        b" " * 20_000,
    ],
)
def test_a_bad_mark_is_told_what_was_expected(viewer, body):
    """A body that is no mark gets a 400 in words, and nothing is stored."""
    answer = urllib3.request("POST", f"{viewer.url}/api/marks", body=body)
    assert answer.status == 400
    assert "expected" in answer.json()["error"]


def test_pages_of_others_are_kept_out(viewer):
    """A foreign page can neither post (Origin) nor reach the port under another name (Host)."""
    foreign = {"Origin": "https://elsewhere.example"}
    posted = urllib3.request("POST", f"{viewer.url}/api/marks", body=b"{}", headers=foreign)
    rebound = urllib3.request(
        "GET", f"{viewer.url}/boards/first", headers={"Host": "elsewhere.example"}
    )
    assert (posted.status, rebound.status) == (403, 421)


def test_pages_run_our_files_only(get):
    """No inline script or style is allowed, and no name or text of a board ends the data it stands in."""
    page = get("/boards/first")
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    html = page.data.decode()
    assert html.count("<script") == html.count("</script>") == 3
    assert "style=" not in html


def test_files_are_kept_by_their_digest(viewer, get):
    """Scripts, styles and the chart library are kept by browsers for good, under an address of their content."""
    html = get("/boards/first").data.decode()
    paths = [part.split('"')[0] for part in html.split('"/viewer/')[1:]]
    plotly = json.loads(html.split('id="data">')[1].split("</script>")[0])["plotly"]
    for path in (*(f"/viewer/{path}" for path in paths), plotly):
        file = get(path, headers={"Accept-Encoding": "gzip"})
        assert file.status == 200
        assert "immutable" in file.headers["cache-control"]
    assert b"Plotly" in file.data
    assert get("/viewer/older/board.js").headers["cache-control"] == "no-store"


def test_the_chart_library_is_never_imported():
    """Serving boards imports neither plotly nor what it would bring along."""
    code = "import sys, centspan.dashboards.viewer.app; print('plotly' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


def test_a_question_without_end_is_stopped(store, monkeypatch):
    """What takes too long is stopped in the store, and the reader told what to choose."""
    monkeypatch.setitem(answers.SETTINGS, "max_execution_time", 1)
    slow = Query("slow", "-- Slow?\nSELECT sum(sipHash64(number)) FROM numbers(1000000000000)")
    with pytest.raises(answers.NoAnswer, match="shorter range"):
        answers.ask(store.client, slow, {})


def test_a_trace_has_all_its_spans(get, trace):
    """A trace's spans come with parents, three amounts and whether they count; bad ids are refused."""
    answer = get(f"/api/traces/{trace}").json()
    names = [column["name"] for column in answer["columns"]]
    spans = [dict(zip(names, row, strict=True)) for row in answer["rows"]]
    calls = [span for span in spans if span["is_call"]]
    assert [span["parent_span_id"] for span in spans].count("") == 1
    assert (len(spans), len(calls)) == (6, 5)
    assert all(Decimal(span["effective_usd"]) > 0 for span in calls)
    assert sorted(span["not_counted_because"] for span in calls) == [*[""] * 4, "same_response_id"]
    assert get("/api/traces/xyz").status == 400


@pytest.mark.parametrize("board", BOARDS, ids=lambda board: board.uid)
def test_every_board_of_ours_can_be_asked(board):
    """Each panel, variable and annotation of each board gets all its question needs, and links lead to boards."""
    asked_for = asked.read(board, QueryParams())
    drawn = definitions.board_as_json(board, BOARDS)
    panels = [panel for row in drawn["rows"] for panel in row["panels"]]
    for panel in panels:
        assert asked_for.parameters(load(panel["question"]), panel["values"]) is not None
        links = [link for link in (panel["link"], *panel["links"].values()) if link]
        for link in links:
            there = drawn["boards"].get(link["board"], {}).get("variables", ())
            assert link["board"].startswith("/trace/") or set(link["variables"]) <= set(there)
    for question in (*board.annotations, *(v.question for v in board.variables if v.question)):
        assert asked_for.parameters(load(question), {"grain": 0}) is not None
    assert [panel["n"] for panel in panels] == list(range(1, len(panels) + 1))


def test_the_trust_strip_knows_its_limits(get, odd):
    """Shares of no calls are told as unknown, and the strip says which of the limits chosen it does not follow."""
    known = get("/api/boards/second/trust", tenant=odd[1], feature=odd[1]).json()
    assert known["words"][0].endswith(" calls of every tenant")
    assert "without feature 0 %" in known["words"]
    assert any(word.startswith("duplicates left out 0") for word in known["words"])
    of_a_team = get("/api/boards/first/trust", team="red").json()
    assert "duplicates left out –" in of_a_team["words"]
    unknown = get("/api/boards/second/trust", feature="nobody").json()
    assert unknown["words"][:2] == ["0 calls", "unpriced –"]
    assert not any(unknown["doubtful"][:-1])
    assert not unknown["blank"]
