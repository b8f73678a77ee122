"""The page about emitters says what the recordings say."""

import page


def test_the_page_of_dialects_is_what_the_recordings_say():
    """docs/dialects.md holds the table of today's recordings."""
    found = page.PAGE.read_text("utf-8")
    assert found == page.written(found), "run: python tests/golden/page.py"
