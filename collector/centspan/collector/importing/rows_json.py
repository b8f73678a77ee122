"""Rows of JSON: one object a line, an array, or objects one after another; read piece by piece."""

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import chain
from typing import IO, Any, Final

PIECE: Final = 1 << 18
_DECODER: Final = json.JSONDecoder(parse_float=Decimal)
Found = tuple[Mapping[str, Any], str]
"""A row's values, and what is wrong with it ('' for nothing)."""


def looks_like_json(start: str) -> bool:
    """Whether text that begins so is JSON and no table of cells."""
    return start.startswith(("{", "["))


def json_rows(text: IO[str], unfold: tuple[str, ...]) -> Iterator[Found]:
    """Yield the rows; a line that is no JSON is a row with a problem, the lines after it are read."""
    first = text.readline()
    while first and not first.strip("\ufeff \t\r\n"):
        first = text.readline()
    if _is_whole(first):
        values = chain.from_iterable(_of_line(line) for line in chain([first], text))
    else:
        values = _of_stream(first, text)
    for value, problem in values:
        if problem:
            yield {"line": value}, problem
        else:
            yield from _unfolded(value, unfold)


def _is_whole(line: str) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except ValueError:
        return False


def _of_line(line: str) -> Iterator[tuple[Any, str]]:
    stripped = line.strip("\ufeff \t\r\n")
    if not stripped:
        return
    try:
        yield _DECODER.decode(stripped), ""
    except (ValueError, RecursionError) as error:
        yield stripped[:2000], f"no JSON: {error}"


def _of_stream(buffered: str, text: IO[str]) -> Iterator[tuple[Any, str]]:
    """Values of an array, or one after another, however their text is broken into lines."""
    buffered = buffered.lstrip("\ufeff \t\r\n")
    in_array = buffered.startswith("[")
    at = 1 if in_array else 0
    while True:
        at = _after_blanks(buffered, at)
        if in_array and buffered.startswith("]", at):
            return
        try:
            value, at = _DECODER.raw_decode(buffered, at)
        except (ValueError, RecursionError) as error:
            piece = text.read(max(PIECE, len(buffered) - at))
            if not piece:
                if in_array or at < len(buffered):
                    yield buffered[at : at + 2000], f"no JSON from here on: {error}"
                return
            buffered, at = buffered[at:] + piece, 0
        else:
            yield value, ""


def _after_blanks(text: str, at: int) -> int:
    while at < len(text) and text[at] in " \t\r\n,":
        at += 1
    return at


def _unfolded(value: Any, unfold: tuple[str, ...]) -> Iterator[Found]:
    """The objects in the lists that `unfold` names, each with what stood around its list."""
    if not isinstance(value, Mapping):
        yield {"value": value}, "expected an object with named values"
        return
    for name in unfold:
        held = value.get(name)
        if isinstance(held, list):
            around = {key: other for key, other in value.items() if key != name}
            for item in held:
                own = {**around, **item} if isinstance(item, Mapping) else item
                yield from _unfolded(own, unfold)
            return
    yield value, ""
