"""Finds functions in formatted SQL: those that are called, and those that are called for by name."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from centspan.deploy.stack.clickhouse_http.fence_texts import Bracket
from centspan.deploy.stack.clickhouse_http.tokens import Token

PARAMETER = "{identifier}"
"""Stands for a name that comes beside the statement."""
READS_FILES = "file"
"""The function that the engine lets every role call."""
_TAKE_NO_FUNCTION = frozenset(("array", "arrayjoin", "map"))


def called(found: Sequence[Token]) -> Iterator[str]:
    """Names before a bracket."""
    for token, following in pairwise(found):
        # The engine formats a compound name such as `a`.`file` as one quoted word.
        if following.text == "(" and token.name:
            yield token.name.rpartition(".")[2]


def referred_to(found: Sequence[Token], by_start: Mapping[int, Bracket]) -> Iterator[str]:
    """Names that APPLY carries out, or that stand where arrayMap and its like take a function."""
    for position, token in enumerate(found[:-1]):
        if token.text == "APPLY":
            yield _first_name(found, position + 1)
        elif token.name.startswith(("array", "map")) and token.name not in _TAKE_NO_FUNCTION:
            # Brackets of parameters may stand before those of arguments.
            start = position + 1
            while start in by_start:
                yield _first_name(found, start)
                start = by_start[start].end + 1


def _first_name(found: Sequence[Token], start: int) -> str:
    """What a name or a parameter stands for first, within whatever brackets and whatever it is called besides."""
    while start < len(found) and found[start].text == "(":
        start += 1
    if start == len(found):
        return ""
    first = found[start]
    return PARAMETER if names_something(first) else first.name


def names_something(token: Token) -> bool:
    """Whether it is a parameter that stands for a name."""
    return token.text.endswith(":Identifier}")


def may_read_files(found: Sequence[Token], values: Iterable[str]) -> bool:
    """Whether `file` stands anywhere as a name of its own, however it is used there.

    `t.file`, of a table, is no function. `values` are those of the statement's parameters: one may be its name.
    """
    for before, token in pairwise(found):
        if token.name == READS_FILES and before.text != ".":
            return True
        if names_something(token) and any(map(_is_the_name, values)):
            return True
    return False


def _is_the_name(value: str) -> bool:
    return re.sub(r"\W", "", value).lower() == READS_FILES
