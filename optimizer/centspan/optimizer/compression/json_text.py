"""JSON inside of text: where it stands, and the same without its blanks."""

import json
import re
from collections.abc import Callable
from typing import Final

_TOKENS: Final = re.compile(r'("(?:[^"\\]|\\.)*")|\s+')
_OPENS: Final = re.compile(r"[\[{]")
_DECODER: Final = json.JSONDecoder(parse_int=str, parse_float=str, parse_constant=str)
"""Numbers stay texts: Python refuses to read whole numbers of thousands of digits."""
MOST_TRIES: Final = 1000
"""Brackets in one text that are tried as the beginning of JSON."""


def minified(text: str) -> str:
    """JSON without the blanks between its tokens; every token stays as it is written."""
    return _TOKENS.sub(lambda found: found[1] or "", text)


def with_json(text: str, change: Callable[[str], str]) -> str:
    """The text with every JSON object and array in it changed; what is around them stays."""
    parts: list[str] = []
    at, tries = 0, 0
    while (opens := _OPENS.search(text, at)) and tries < MOST_TRIES:
        tries += 1
        ends = _end(text, opens.start())
        if ends:
            parts += (text[at : opens.start()], change(text[opens.start() : ends]))
            at = ends
        else:
            parts.append(text[at : opens.end()])
            at = opens.end()
    return "".join((*parts, text[at:]))


def _end(text: str, start: int) -> int:
    try:
        return _DECODER.raw_decode(text, start)[1]
    except (ValueError, RecursionError):
        return 0
