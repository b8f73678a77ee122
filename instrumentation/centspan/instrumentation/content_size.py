"""Text of a prompt as JSON of a bounded size, valid however much was cut."""

import json
from collections.abc import Iterator
from typing import Any, Final

from centspan.instrumentation.plain import absent, plain

MOST_BYTES: Final = 65_536
"""Of each attribute."""
CUT: Final = " … [cut by centspan] … "
_SHORTEST: Final = 256
"""Characters to which the longest texts are cut before whole messages are left out."""
_TEXTS: Final = ("content", "arguments", "response")

Said = list[dict[str, Any]]


def fitted(said: Said) -> str:
    """Messages or parts as JSON of at most `MOST_BYTES`, '' for none.

    First the longest texts lose their middles, then the conversation loses its own.
    """
    if not said:
        return ""
    if _size(text := _json(said)) <= MOST_BYTES:
        return text
    shortest = [_shortened(each, _SHORTEST) for each in said]
    structure_fits = _size(_json(shortest)) <= MOST_BYTES
    ever_shorter = _shorter_texts(said) if structure_fits else _fewer_messages(shortest)
    return next(text for each in ever_shorter if _size(text := _json(each)) <= MOST_BYTES)


def fitted_tools(tools: Said) -> str:
    """Definitions of tools as JSON of at most `MOST_BYTES`, '' for none.

    Half a schema is none: of the largest only type and name stay, and of very many the first.
    """
    if not tools:
        return ""
    if _size(text := _json(tools)) <= MOST_BYTES:
        return text
    ever_fewer = _fewer_definitions(tools)
    return next(text for each in ever_fewer if _size(text := _json(each)) <= MOST_BYTES)


def _fewer_definitions(tools: Said) -> Iterator[Said]:
    left, sizes = list(tools), [_size(_json(each)) for each in tools]
    whole = sum(sizes) + 2 * len(tools)
    for at in sorted(range(len(tools)), key=lambda at: -sizes[at]):
        left[at] = {"type": tools[at]["type"], "name": tools[at]["name"], "left_out": True}
        whole -= sizes[at] - _size(_json(left[at]))
        if whole <= MOST_BYTES:
            yield left
    count = len(tools)
    while count := count // 2:
        yield [*left[:count], {"type": "left_out", "tools": len(tools) - count}]
    yield [{"type": "left_out", "tools": len(tools)}]


def _shorter_texts(said: Said) -> Iterator[Said]:
    level = _level(sorted(len(text) for each in said for text in _texts(each)))
    while level > _SHORTEST:
        yield [_shortened(each, level) for each in said]
        level = level * 7 // 8
    yield [_shortened(each, _SHORTEST) for each in said]


def _level(lengths: list[int]) -> int:
    """To how many characters the longest texts are cut, were there nothing but letters of a byte."""
    room = MOST_BYTES
    for longer, length in zip(range(len(lengths), 0, -1), lengths, strict=True):
        if length * longer > room:
            return room // longer
        room -= length
    return MOST_BYTES


def _texts(each: dict[str, Any]) -> Iterator[str]:
    for part in each.get("parts", (each,)):
        yield from (_text(part[name]) for name in _TEXTS if name in part)


def _fewer_messages(said: Said) -> Iterator[Said]:
    newest = len(said)
    while newest := newest // 2:
        yield [said[0], _left_out(len(said) - newest - 1), *said[-newest:]]
    yield [_left_out(len(said))]


def _shortened(each: dict[str, Any], level: int) -> dict[str, Any]:
    if "parts" in each:
        return {**each, "parts": [_shortened(part, level) for part in each["parts"]]}
    return each | {name: _cut(each[name], level) for name in _TEXTS if name in each}


def _cut(value: Any, level: int) -> Any:
    text = _text(value)
    if len(text) <= level:
        return value
    end = level // 4
    return text[: level - end] + CUT + text[-end:]


def _text(value: Any) -> str:
    return value if isinstance(value, str) else _json(value)


def _left_out(count: int) -> dict[str, Any]:
    return {"role": "user", "parts": [{"type": "left_out", "messages": count}]}


def _json(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, default=_foreign)
    # A lone surrogate may stand in JSON, but not in a span.
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")


def _foreign(value: Any) -> Any:
    return None if absent(value) else plain(value)


def _size(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-8"))
