"""Rows of JSON: one object a line, an array, or objects one after another; read piece by piece."""

from collections.abc import Iterator, Mapping
from itertools import chain
from typing import IO, Any, Final

from centspan.collector.importing.json_text import DECODER, is_object

PIECE: Final = 1 << 18
HEAD: Final = 1 << 20
"""Characters that tell lines from values that are broken into lines."""
Found = tuple[Mapping[str, Any], str]
"""A row's values, and what is wrong with it ('' for nothing)."""


def looks_like_json(start: str) -> bool:
    """Whether text that begins so is JSON and no table of cells; a first line may be the end of one."""
    if start.startswith(("{", "[")):
        return True
    lines = [line for line in start.split("\n", 50) if line.strip()]
    return len(lines) > 1 and is_object(lines[1])


def json_rows(text: IO[str], unfold: tuple[str, ...]) -> Iterator[Found]:
    """Yield the rows; a line that is no JSON is a row with a problem, the lines after it are read."""
    head = text.read(HEAD)
    text.seek(0)
    by_line = _has_lines(head.lstrip("\ufeff \t\r\n"))
    values = chain.from_iterable(map(_of_line, text)) if by_line else _of_stream(text)
    for value, problem in values:
        if problem:
            yield {"line": value}, problem
        else:
            yield from _unfolded(value, unfold)


def _has_lines(head: str) -> bool:
    """Whether each line is a row: the first one is whole, or most of the others although it is broken."""
    first, _, rest = head.partition("\n")
    if is_object(first):
        return True
    if head.startswith("[") or (head.startswith("{") and _begins_whole(head)):
        return False
    lines = [line for line in rest.split("\n") if line.strip()]
    return 2 * sum(map(is_object, lines)) > len(lines)


def _begins_whole(head: str) -> bool:
    try:
        DECODER.raw_decode(head)
    except (ValueError, RecursionError):
        return False
    return True


def _of_line(line: str) -> Iterator[tuple[Any, str]]:
    stripped = line.strip("\ufeff \t\r\n")
    if not stripped:
        return
    try:
        yield DECODER.decode(stripped), ""
    except (ValueError, RecursionError) as error:
        yield stripped[:2000], f"no JSON: {error}"


def _of_stream(text: IO[str]) -> Iterator[tuple[Any, str]]:
    """Values of arrays, or one after another, however their text is broken into lines."""
    buffered, at, in_array = text.read(PIECE), 0, False
    while True:
        at = _after_blanks(buffered, at)
        if not in_array and buffered.startswith("[", at):
            in_array, at = True, at + 1
            continue
        if in_array and buffered.startswith("]", at):
            in_array, at = False, at + 1
            continue
        try:
            value, at = DECODER.raw_decode(buffered, at)
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
    while at < len(text) and text[at] in "\ufeff \t\r\n,":
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
