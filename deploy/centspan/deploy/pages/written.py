"""What is written in Markdown beside the code, as pages."""

from html import escape
from pathlib import Path
from string import Template
from typing import Final

from markdown_it import MarkdownIt

MARKDOWN: Final = MarkdownIt("commonmark", {"html": False}).enable("table")
_PAGES: Final = Path(__file__).parent


def page(title: str, body: str) -> str:
    """A page around a body that is HTML already."""
    text = (_PAGES / "written.html").read_text("utf-8")
    return Template(text).substitute(title=escape(title), body=body)


def written(name: str, folder: str) -> Path:
    """Where `name` lies: packed with the pages, or in a checkout in its folder."""
    packed = _PAGES / name
    return packed if packed.exists() else Path(__file__).parents[4] / folder / name
