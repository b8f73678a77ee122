"""`/numbers`: docs/how-numbers-are-made.md as a page, one anchor for each number."""

import re
from functools import cache
from itertools import pairwise
from pathlib import Path
from string import Template
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.token import Token

PATH: Final = "/numbers"
_FILE: Final = "how-numbers-are-made.md"


@cache
def html() -> str:
    """The whole page; headings carry the anchors that code hosts give them."""
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = markdown.parse(text())
    for heading, words in pairwise(tokens):
        if heading.type == "heading_open":
            heading.attrSet("id", anchor(words))
    body = markdown.renderer.render(tokens, markdown.options, {})
    page = Path(__file__).with_name("page") / "numbers.html"
    return Template(page.read_text("utf-8")).substitute(body=body)


def anchor(heading: Token) -> str:
    """`List cost` → `list-cost`."""
    return re.sub(r"[^\w -]", "", heading.content.lower()).replace(" ", "-")


def text() -> str:
    """The page as it was written, in Markdown."""
    packed = Path(__file__).with_name("page") / _FILE
    return (packed if packed.is_file() else Path(__file__).parents[3] / "docs" / _FILE).read_text(
        "utf-8"
    )
