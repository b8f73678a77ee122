"""The boards that we ship, as a browser draws them on a store with calls."""

import pytest
from viewer_browser import OF_COLOURS, chromium, drawn, needed, opened, prepare_axe, serious

from centspan.dashboards.boards import BOARDS

pytestmark = needed
SILENT = """() => [...document.querySelectorAll("article")].filter((panel) => {
  const empty = panel.querySelector(".empty")?.innerText.trim();
  const figure = panel.querySelector(".figure")?.innerText;
  const drawn = panel.querySelector(".js-plotly-plot .trace, .js-plotly-plot .slice, tbody tr, .bars li");
  return panel.querySelector(".notice") || !(empty || drawn || (figure && figure !== "—"));
}).map((panel) => panel.innerText)"""
CUT = """() => [...document.querySelectorAll(".of-stat h3, .of-stat .empty, .of-stat .empty code")]
  .filter((each) => each.scrollWidth > each.clientWidth + 1 && getComputedStyle(each).display !== "inline"
    || each.getBoundingClientRect().bottom > each.closest("article").getBoundingClientRect().bottom + 1)
  .map((each) => each.innerText)"""

GOALS = "chart => chart.data.filter(line => line.line.dash).map(line => [line.name, [...new Set(line.y)].filter(Boolean)])"
TOLD = "chart => chart.data.map(line => line.customdata?.[0] || '')"


@pytest.fixture(scope="module")
def complaints():
    """What the browser said."""
    return []


@pytest.fixture(scope="module")
def page(complaints):
    """A page so high that every chart is drawn at once."""
    with chromium() as browser:
        yield opened(browser, complaints, height=4500)


@pytest.mark.parametrize("board", BOARDS, ids=lambda board: board.uid)
def test_every_board_is_drawn_whole(real_boards, page, complaints, board):
    """On every board each panel has figures or says what to do, uncut; no error, nothing serious for axe in either theme."""
    page.goto(f"{real_boards.url}/boards/{board.uid}?theme=light")
    drawn(page)
    assert page.locator("article").count() == sum(len(row.panels) for row in board.rows)
    assert page.evaluate(SILENT) == []
    assert page.evaluate(CUT) == []
    prepare_axe(page)
    assert serious(page) == []
    page.keyboard.press("d")
    page.wait_for_selector("html[data-theme=dark]")
    assert serious(page, OF_COLOURS) == []
    page.keyboard.press("d")
    assert complaints == []


def test_a_goal_stands_beside_its_feature(real_boards, page, complaints):
    """Of the features over time only the one with a TER goal has a dashed line, which what is over it names."""
    goal = ["ter", 1, {"feature": "o'b"}, "ter", 0.2, "month"]
    names = ["id", "version", "scope", "unit", "amount", "period"]
    real_boards.client.insert("budgets", [goal], column_names=names)
    page.goto(f"{real_boards.url}/boards/efficiency?theme=light")
    drawn(page)
    chart = page.locator("article", has=page.get_by_role("heading", name="TER over time"))
    lines = chart.locator(".js-plotly-plot").evaluate(GOALS)
    assert lines == [["o'b: goal", [0.2]]]
    told = [line for line in chart.locator(".js-plotly-plot").evaluate(TOLD) if "goal" in line]
    assert [line.split(" % ")[1] for line in told] == ["(goal 20.0 %)"]
    assert "o'b: goal" not in chart.locator(".legend li").all_inner_texts()
    assert complaints == []
