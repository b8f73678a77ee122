"""Boards before anything has arrived."""

from viewer_browser import chromium, drawn, needed, opened

pytestmark = needed


def test_a_blank_store_says_that_nothing_arrived(blank):
    """Before the first call no share is told, large panels say that nothing has arrived and figures how to look."""
    complaints = []
    with chromium() as browser:
        page = opened(browser, complaints, height=3000)
        page.goto(f"{blank.url}/boards/overview?model=gpt-4o")
        drawn(page)
        large = page.locator("article:not(.of-stat) .empty")
        said = "Nothing has arrived yet: centspan doctor says why."
        assert set(large.all_inner_texts()) == {said}
        figures = page.locator(".of-stat .empty").all_inner_texts()
        assert "No priced call in this time: centspan trust" in figures
        assert "unpriced –" in page.locator(".trust").inner_text()
    assert complaints == []
