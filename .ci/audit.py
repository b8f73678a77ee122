"""Asks pip's index which pinned releases have known vulnerabilities; ends with 1 where one has any.

An index that tells none (many mirrors) is asked for one release and said so, which is no failure. Reviewed advisories
that do not concern us stand in ACCEPTED with the reason.
"""

import json
import os
import re
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlsplit

from pip._internal.models.index import PyPI

ACCEPTED: dict[str, str] = {}
PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", re.MULTILINE)
SECONDS = 20


def main(lock: Path) -> int:
    """Print each finding on a line of its own."""
    pins = PIN.findall(lock.read_text("utf-8"))
    index = _index()
    if _told(index, pins[0]) is None:
        print("dependency audit left out: pip's index tells no vulnerabilities")
        return 0
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda pin: _told(index, pin), pins))
    lines = [
        f"{name} {version}: {line}"
        for (name, version), told in zip(pins, found, strict=True)
        for line in _lines(told or [])
    ]
    untold = found.count(None)
    print("\n".join([*lines, f"{len(pins)} releases, {untold} not told of, {len(lines)} findings"]))
    return int(bool(lines))


def _index() -> str:
    """Pip's index, without what its path says of the simple API."""
    asked = subprocess.run(
        [sys.executable, "-m", "pip", "config", "get", "global.index-url"],
        capture_output=True,
        text=True,
        check=False,
    )
    given = os.environ.get("PIP_INDEX_URL") or asked.stdout.strip() or PyPI.simple_url
    return given.rstrip("/").removesuffix("/simple")


def _told(index: str, pin: tuple[str, str]) -> list[dict[str, Any]] | None:
    """A release's vulnerabilities; None where the index has no such field or no such page."""
    url = f"{index}/pypi/{pin[0]}/{pin[1]}/json"
    if urlsplit(url).scheme not in ("http", "https"):
        return None
    try:
        with urllib.request.urlopen(url, timeout=SECONDS) as answer:  # noqa: S310 (the scheme is checked)
            return json.load(answer).get("vulnerabilities")
    except (HTTPError, ValueError, OSError):
        return None


def _lines(told: list[dict[str, Any]]) -> Iterator[str]:
    for each in told:
        if not each.get("withdrawn") and each["id"] not in ACCEPTED:
            fixed = ", ".join(each.get("fixed_in") or ()) or "no release yet"
            yield f"{each['id']} (fixed in {fixed}) {each.get('summary') or ''}".rstrip()


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
