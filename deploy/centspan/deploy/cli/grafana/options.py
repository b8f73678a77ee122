"""Options of the boards, which both actions share."""

import argparse
from functools import cache
from typing import Any
from urllib.parse import urlsplit


def add_viewer(parser: argparse.ArgumentParser) -> None:
    """Add --viewer."""
    parser.add_argument(
        "--viewer",
        type=url,
        metavar="URL",
        help="the pages of `centspan up`, if readers of Grafana can open them: calls then link "
        "to their traces there",
    )


def url(text: str) -> str:
    """Read an http(s) URL; without the slash at its end."""
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise argparse.ArgumentTypeError(f"expected https://host[:port][/path], found {text!r}")
    if parts.username or parts.password:
        raise argparse.ArgumentTypeError("expected a URL without a user or a password in it")
    return text.rstrip("/")


@cache
def built(viewer: str | None) -> tuple[dict[str, Any], ...]:
    """Every board as this version of centspan draws it."""
    from centspan.dashboards.grafana.files import dashboards
    from centspan.deploy.pages.numbers import text

    return dashboards(text(), viewer or "")
