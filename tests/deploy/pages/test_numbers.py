"""The page that says how each number is made."""

import re

from centspan.deploy.pages import numbers
from centspan.deploy.pages.start import HEADERS


def test_every_number_has_an_anchor_of_its_own():
    """Boards and reports link to one heading each; no two share one, and links inside lead somewhere."""
    page = numbers.html()
    anchors = re.findall(r'<h\d id="([^"]+)"', page)
    assert len(anchors) == len(set(anchors)) > 15
    assert {"calls", "tokens", "effective-cost", "ter", "data-trust", "freshness"} <= set(anchors)
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(anchors)


def test_the_page_runs_nothing():
    """No script, no inline style and nothing from elsewhere, as its headers say."""
    page = numbers.html()
    assert "default-src 'none'" in HEADERS["Content-Security-Policy"]
    assert not re.search(r"<script|style=|https?://", page)
    assert "<table>" in page
