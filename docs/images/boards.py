"""Draws a picture of every board of a running stack: `python docs/images/boards.py [URL] [--out DIR]`.

Needs the packages of the group dev and a Chromium on the PATH; `make demo` gives a stack with traffic.
"""

import argparse
import re
import shutil
import sys
import urllib.request
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

WIDTH = 1400
HERE = Path(__file__).parent
LINK = re.compile(r'href="/boards/([a-z0-9-]+)"')


def main() -> None:
    """One PNG a board and theme, named for it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url", nargs="?", default="http://127.0.0.1:8088")
    parser.add_argument("--out", type=Path, default=HERE / "boards", metavar="DIR")
    parser.add_argument("--since", default="now-7d", help="where the range begins (default now-7d)")
    parser.add_argument("--theme", choices=("light", "dark"), default="light")
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    uids = boards(args.url)
    with sync_playwright() as started:
        browser = started.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        for uid in uids:
            query = f"from={args.since}&to=now&refresh=off&theme={args.theme}"
            path = args.out / f"{uid}.png"
            draw(browser, f"{args.url}/boards/{uid}?{query}", path)
            print(path)


def boards(url: str) -> list[str]:
    """The boards that the start page links to."""
    with urllib.request.urlopen(url, timeout=30) as page:  # noqa: S310 (the address is the caller's)
        return list(dict.fromkeys(LINK.findall(page.read().decode())))


def chromium() -> str:
    """Where the browser is; ends with a line that says what to install."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if path := shutil.which(name):
            return path
    sys.exit("no browser: install chromium")


def draw(browser: Browser, url: str, path: Path) -> None:
    """Load a board, make the window as high as it is so that every chart is drawn, and keep the picture."""
    page = browser.new_page(viewport={"width": WIDTH, "height": 1000})
    page.goto(url)
    page.wait_for_selector("body[data-loaded]", timeout=120_000)
    for _ in range(2):  # charts further down begin once they are seen, and may take more room
        height = page.evaluate("document.documentElement.scrollHeight")
        page.set_viewport_size({"width": WIDTH, "height": height})
        page.wait_for_timeout(1000)
    page.screenshot(path=path)
    page.close()


if __name__ == "__main__":
    main()
