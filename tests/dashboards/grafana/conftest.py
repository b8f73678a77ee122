"""The boards as Grafana gets them."""

import sys
from pathlib import Path

import pytest

from centspan.dashboards.grafana.files import dashboards

# What tests of this folder share: how Grafana reads queries and dashboards, and what may break them.
sys.path.append(str(Path(__file__).parent))

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="session")
def page():
    """docs/how-numbers-are-made.md."""
    return (ROOT / "docs" / "how-numbers-are-made.md").read_text("utf-8")


@pytest.fixture(scope="session")
def built(page):
    """Every board, drawn now."""
    return dashboards(page)


@pytest.fixture(scope="session")
def with_viewer(page):
    """Every board, for readers who can open the viewer."""
    return dashboards(page, "https://centspan.example.com/pages")
