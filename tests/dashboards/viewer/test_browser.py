"""The boards as their readers meet them, in a real Chromium."""

from types import SimpleNamespace
from urllib.parse import parse_qs, urlsplit

import pytest
from viewer_browser import chromium, drawn, needed, opened, prepare_axe, serious

pytestmark = needed


@pytest.fixture(scope="module")
def browser():
    """One for all tests here."""
    with chromium() as started:
        yield started


@pytest.fixture(scope="module")
def complaints():
    """What the browser's console, errors and dialogs said; none is expected."""
    return []


@pytest.fixture(scope="module")
def visit(browser, viewer, complaints):
    """Opens a path in a session of its own and waits until all is drawn."""

    def go(path):
        page = opened(browser, complaints)
        page.goto(f"{viewer.url}{path}")
        drawn(page)
        return page

    return go


@pytest.fixture(scope="module")
def first(visit):
    """The first board, for tests that leave it as it was."""
    return visit("/boards/first")


@pytest.fixture(autouse=True)
def _no_complaint(complaints):
    """A browser that complains of anything fails the test that made it."""
    yield
    said = complaints.copy()
    complaints.clear()
    assert said == []


def asked(page):
    """Where the page is: path and query."""
    parts = urlsplit(page.url)
    return SimpleNamespace(path=parts.path, query=parse_qs(parts.query, keep_blank_values=True))


def test_every_kind_of_panel_is_drawn(first, odd):
    """Figure, lines, pie, bars and table are drawn; odd names are text everywhere, and nothing complains."""
    assert first.locator(".figure").inner_text().startswith("$")
    assert first.locator(".as-trend .js-plotly-plot .scatterlayer .trace").count() == 9
    assert first.locator(".as-pie .slice").count() == 9
    assert first.locator(".bars .length").count() == 2
    assert first.locator("tbody tr").count() == 100
    assert set(odd) <= set(first.locator(".legend.shares .name").all_inner_texts())
    assert set(odd) <= set(first.locator(".as-trend .legend li").all_inner_texts())
    assert first.locator("main script, main b").count() == 0


def test_every_chart_has_its_table_and_file(first):
    """Each panel turns into a table of the same answer and back, and offers it as CSV."""
    for title in ("Over time", "Shares", "Models"):
        panel = first.locator("article", has=first.get_by_role("heading", name=title, exact=True))
        panel.hover()
        panel.get_by_label(f"Options of {title}").click()
        panel.get_by_role("button", name="Table").click()
        assert panel.locator("tbody tr").count() > 1
        with first.expect_download() as download:
            panel.get_by_role("link", name="CSV").click()
        assert download.value.suggested_filename.endswith(".csv")
        panel.get_by_role("button", name="Table").click()
        panel.locator(".chart, .bars").wait_for()


def test_a_chart_becomes_a_picture(first):
    """A chart goes to the clipboard as a picture with its title and range, or to a file where there is none."""
    panel = first.locator("article", has=first.get_by_role("heading", name="Shares", exact=True))
    panel.hover()
    panel.get_by_label("Options of Shares").click()
    panel.get_by_role("button", name="Copy image").click()
    first.get_by_text("The picture is on the clipboard").wait_for(state="attached")


def test_nothing_serious_for_axe(first):
    """axe-core finds nothing serious on a board with all kinds of panels, in either theme, with a picker open."""
    prepare_axe(first)
    first.keyboard.press("/")
    first.locator(".values label").first.wait_for()
    for theme in ("light", "dark"):
        assert first.locator("html").get_attribute("data-theme") == theme
        assert serious(first) == []
        first.keyboard.press("Escape")
        first.keyboard.press("d")


def test_a_feature_leads_to_its_board(visit, odd):
    """A click on a feature, in the legend or the pie, opens its board with range and variables kept."""
    page = visit("/boards/first?from=now-6h&to=now&team=red&model=gpt-4o")
    page.locator(".legend.shares").get_by_role("link", name=odd[0]).click()
    page.wait_for_url("**/boards/second?**")
    drawn(page)
    there = asked(page)
    assert there.query["from"] == ["now-6h"]
    assert (there.query["feature"], there.query["model"]) == ([odd[0]], ["gpt-4o"])
    assert "team" not in there.query
    assert page.locator(".at .limits").inner_text() == f"Feature: {odd[0]} · Model: gpt-4o"
    page.go_back()
    drawn(page)
    page.locator(".as-pie .slice path").first.click(position={"x": 25, "y": 25}, force=True)
    page.wait_for_url("**/boards/second?**")
    assert asked(page).query["feature"][0] in (*odd, *(f"feature-00{n}" for n in range(10)))


def test_the_range_is_changed_by_keys(visit, complaints):
    """`t` opens the range; a choice is in the address, changes every panel, and Back undoes it."""
    page = visit("/boards/second")
    before = page.locator(".when").inner_text()
    page.keyboard.press("t")
    page.get_by_role("button", name="Last 7 days").click()
    drawn(page, 2)
    assert asked(page).query["from"] == ["now-7d"]
    assert page.locator(".when").inner_text() != before
    page.keyboard.press("t")
    page.get_by_role("textbox", name="From").fill("soon")
    page.keyboard.press("Enter")
    drawn(page, 3)
    page.wait_for_selector(".trust:has-text('expected')")
    assert "expected now, now-24h" in page.locator(".notice").first.inner_text()
    assert all("400" in said for said in complaints)
    complaints.clear()
    page.go_back()
    drawn(page, 4)
    assert page.locator(".notice").count() == 0


def test_values_are_found_among_thousands(visit):
    """`/` opens the first variable; of 2,000 tenants no more than a hundred stand there, and a search finds one."""
    page = visit("/boards/second")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "Search Feature"
    page.keyboard.press("Escape")
    tenant = page.locator("[data-variable=tenant]")
    tenant.locator("summary").click()
    page.get_by_text("100 of 2000").wait_for()
    assert tenant.locator("label").count() == 100
    page.keyboard.type("tenant-1234")
    tenant.get_by_text("tenant-1234").click()
    drawn(page, 2)
    assert asked(page).query["tenant"] == ["tenant-1234"]


def test_a_kiosk_shows_what_a_screenshot_needs(visit):
    """`?kiosk` leaves title, range, what it is limited to and the trust strip; the rest is gone."""
    page = visit("/boards/second?kiosk&feature=o%27b")
    assert page.locator(".controls").is_hidden()
    assert page.locator(".when").inner_text().endswith("UTC")
    assert page.locator(".at .limits").inner_text() == "Feature: o'b"
    page.get_by_text("unpriced 0 %").wait_for()


def test_keys_and_theme(visit):
    """`?` lists the keys, `d` turns to the other theme and the next page keeps it, `m` leaves a mark."""
    page = visit("/boards/first")
    page.keyboard.press("?")
    assert page.get_by_role("dialog", name="Keys").is_visible()
    page.keyboard.press("Escape")
    page.get_by_role("dialog", name="Keys").wait_for(state="hidden")
    page.keyboard.press("d")
    page.wait_for_selector("html[data-theme=dark]")
    page.keyboard.press("m")
    page.keyboard.type("moved <b> to gpt-4o")
    page.keyboard.press("Enter")
    drawn(page, 2)
    page.get_by_text("1 change in this time").click()
    assert page.get_by_role("cell", name="moved <b> to gpt-4o").is_visible()
    page.get_by_role("link", name="Second board").click()
    page.wait_for_url("**/boards/second?**")
    drawn(page)
    assert page.locator("html").get_attribute("data-theme") == "dark"


def test_a_trace_is_a_tree(visit, trace):
    """A trace's page shows its spans in their tree, which count, and why one does not."""
    page = visit(f"/trace/{trace}")
    assert page.locator("tbody tr").count() == 6
    assert page.locator("tbody th").first.inner_text() == "task"
    assert page.get_by_text("no: same response id").is_visible()
    assert "4 calls that count" in page.locator(".trust").inner_text()


def test_a_bad_trace_leads_on(visit, complaints):
    """The page of an address that leads nowhere is drawn like any other, without anything serious for axe."""
    page = visit("/boards/second")
    page.goto(page.url.split("/boards")[0] + "/trace/xyz")
    assert "expected 32 hexadecimal digits" in page.locator(".notice").inner_text()
    prepare_axe(page)
    assert serious(page) == []
    assert all("400" in said for said in complaints)
    complaints.clear()
    page.get_by_role("link", name="Second board").click()
    drawn(page)


def test_nothing_keeps_its_unit(first):
    """No seconds are 0 s and no milliseconds 0 ms; what is in between is told in the unit that fits."""
    shown = first.evaluate(
        """async () => {
          const base = document.querySelector("script[type=module]").src.replace(/[^/]*$/, "");
          const { show } = await import(base + "figures.js");
          return [[0, "seconds"], [0.25, "seconds"], [90, "seconds"], [0, "ms"]].map((each) => show(...each));
        }"""
    )
    assert shown == ["0 s", "250 ms", "90 s", "0 ms"]


def test_bars_below_zero_go_left(first):
    """Bars of amounts below zero go to the left of a line at zero, those above it to the right."""
    ends = first.evaluate(
        """async () => {
          const base = document.querySelector("script[type=module]").src.replace(/[^/]*$/, "");
          const { bars } = await import(base + "plain.js");
          const answer = { columns: [{ name: "x", unit: "text" }, { name: "y_usd", unit: "usd" }],
            rows: [["up", "3"], ["down", "-1"]] };
          const list = bars({ name: "x", column: "y_usd", thresholds: [] }, answer, {});
          document.querySelector(".as-bars").append(list);
          const zero = getComputedStyle(list.querySelector(".track"), "::after").left;
          const found = [...list.querySelectorAll(".length")].map((each) =>
            [each.offsetLeft, each.offsetLeft + each.offsetWidth].map((at) => Math.round(at - parseFloat(zero))));
          list.remove();
          return found;
        }"""
    )
    (left, right), (low, high) = ends
    assert (left, high) == (0, 0)
    assert right == pytest.approx(-3 * low, abs=3)
    assert low < -5
