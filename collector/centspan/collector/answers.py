"""Reads from a question's SQL which columns its answer has, without asking the store."""

import re
from functools import cache
from typing import Final

from centspan.instrumentation.errors import CentspanError

_NO_CODE: Final = re.compile(r"'(?:[^'\\]|\\.|'')*'|--[^\n]*|/\*.*?\*/", re.DOTALL)
_WORD: Final = re.compile(r"\w+|[(),*]|\S")
_NAMED: Final = re.compile(r"(\w+)\s*$")


@cache
def columns(sql: str) -> tuple[str, ...]:
    """The names of the answer's columns; raises CentspanError where one has none."""
    code = _NO_CODE.sub(lambda found: "''" if found[0][0] == "'" else " ", sql)
    listed, source = _outermost(code)
    if listed.strip() == "*":
        return columns(_inside(source, sql))
    return tuple(_name(each) for each in _parts(listed))


def _outermost(code: str) -> tuple[str, str]:
    """What stands between the outermost SELECT and its FROM, and what stands behind that."""
    begun = _at_depth_0(code, "SELECT", 0)
    if begun < 0:
        raise CentspanError(f"expected a SELECT, found: {code.strip()[:80]}")
    listed = code[begun + len("SELECT") :]
    listed = re.sub(r"^\s+DISTINCT\b", "", listed)
    end = _at_depth_0(listed, "FROM", 0)
    return (listed, "") if end < 0 else (listed[:end], listed[end + len("FROM") :])


def _at_depth_0(code: str, word: str, depth: int) -> int:
    for found in _WORD.finditer(code):
        depth += {"(": 1, "[": 1, "{": 1, ")": -1, "]": -1, "}": -1}.get(found[0], 0)
        if depth == 0 and found[0].upper() == word:
            return found.start()
    return -1


def _inside(source: str, sql: str) -> str:
    source = source.strip()
    if not source.startswith("("):
        raise CentspanError(
            f"a question names its columns; found SELECT * FROM a table: {sql[:80]}"
        )
    depth = 0
    for at, each in enumerate(source):
        depth += {"(": 1, ")": -1}.get(each, 0)
        if depth == 0:
            return source[1:at]
    raise CentspanError(f"a question opens a parenthesis and never closes it: {sql[:80]}")


def _parts(listed: str) -> list[str]:
    depth, parts = 0, [""]
    for each in listed:
        depth += {"(": 1, "[": 1, "{": 1, ")": -1, "]": -1, "}": -1}.get(each, 0)
        if each == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += each
    return parts


def _name(part: str) -> str:
    if found := _NAMED.search(part):
        return found[1]
    raise CentspanError(
        f"a question names its columns; found no name at the end of {part.strip()!r}"
    )
