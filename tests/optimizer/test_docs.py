"""Every lever's page."""

from pathlib import Path

import pytest

from centspan.optimizer.levers import LEVERS

DOCS = Path(__file__).parents[2] / "docs"


@pytest.mark.parametrize("lever", LEVERS, ids=lambda lever: lever.id)
def test_every_lever_has_its_page(lever):
    """Every lever has a page that begins with its id, says what it tries and counts, and is linked."""
    page = (DOCS / "levers" / f"{lever.id}.md").read_text("utf-8")
    assert page.startswith(f"# {lever.id}: ")
    assert "**Tries**" in page
    assert "**Counts**" in page
    assert f"(levers/{lever.id}.md)" in (DOCS / "optimizer.md").read_text("utf-8")


def test_every_page_has_its_lever():
    """No page tells of a lever that is not there."""
    assert {page.stem for page in (DOCS / "levers").glob("*.md")} == {lever.id for lever in LEVERS}
