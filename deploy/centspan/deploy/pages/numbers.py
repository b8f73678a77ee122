"""`/numbers`: docs/how-numbers-are-made.md as a page, one anchor for each number."""

import re
from functools import cache
from itertools import pairwise
from typing import Final

from markdown_it.token import Token

from centspan.deploy.pages.written import MARKDOWN, page, written

PATH: Final = "/numbers"
FILE: Final = written("how-numbers-are-made.md", "docs")


@cache
def html() -> str:
    """The whole page; headings carry the anchors that code hosts give them."""
    tokens = MARKDOWN.parse(text())
    for heading, words in pairwise(tokens):
        if heading.type == "heading_open":
            heading.attrSet("id", anchor(words))
    body = MARKDOWN.renderer.render(tokens, MARKDOWN.options, {})
    return page("How each number is made", body)


def anchor(heading: Token) -> str:
    """`List cost` → `list-cost`."""
    return re.sub(r"[^\w -]", "", heading.content.lower()).replace(" ", "-")


def text() -> str:
    """The page as it was written, in Markdown."""
    return FILE.read_text("utf-8")
