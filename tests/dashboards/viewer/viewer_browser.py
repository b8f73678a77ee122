"""A real Chromium, and what it says of a page."""

import shutil
from contextlib import contextmanager
from importlib.resources import files

import pytest

playwright = pytest.importorskip(
    "playwright.sync_api", reason="install playwright (group dev) to test the viewer in a browser"
)
CHROMIUM = next(
    (
        path
        for name in ("chromium", "chromium-browser", "google-chrome")
        if (path := shutil.which(name))
    ),
    None,
)
needed = pytest.mark.skipif(
    CHROMIUM is None, reason="install chromium to test the viewer in a browser"
)
AXE = (
    "async (rules) => (await axe.run({exclude: ['tbody tr:nth-child(n+6)']}, {runOnly: rules}))"
    ".violations.map(({id, impact, nodes}) => [id, impact, nodes[0].html, nodes[0].failureSummary])"
)
RULES = ("wcag2a", "wcag2aa", "wcag21aa", "best-practice")
OF_COLOURS = ("color-contrast",)
"""What may differ between themes."""


@contextmanager
def chromium():
    """One browser, without a window."""
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


def opened(browser, complaints, height=1500):
    """A page in a session of its own; what its console, errors and dialogs say goes to `complaints`."""
    size = {"width": 1300, "height": height}
    page = browser.new_context(viewport=size, color_scheme="light").new_page()
    page.on("console", lambda said: complaints.append(said.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("dialog", lambda dialog: complaints.append(f"dialog: {dialog.message}"))
    return page


def drawn(page, times=1):
    """Wait until every panel has been drawn so often."""
    page.wait_for_selector(f"body[data-loaded='{times}']")


def prepare_axe(page):
    """Load axe-core into the page."""
    page.evaluate(files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8"))


def serious(page, rules=RULES):
    """What axe-core finds serious or critical; of a table's rows, which are all alike, it sees the first five."""
    found = page.evaluate(AXE, list(rules))
    return [each for each in found if each[1] in ("serious", "critical")]
