"""Finds functions in formatted SQL: those that are called, and those that are called for by name or in a text."""

import re
from collections.abc import Iterator, Sequence
from itertools import dropwhile, pairwise

from centspan.deploy.stack.clickhouse_http.tokens import Token

PARAMETER = "{identifier}"
"""Stands for a name that comes beside the statement."""
_TAKE_NO_FUNCTION = frozenset(("array", "arrayjoin", "map"))
_DEFINING = re.compile(r"(?i)\b(default|alias|materialized|ephemeral|codec|ttl|auto_increment)\b")


def called(found: Sequence[Token]) -> Iterator[str]:
    """Names before a bracket."""
    for token, following in pairwise(found):
        # The engine formats a compound name such as `a`.`file` as one quoted word.
        if following.text == "(" and token.name:
            yield token.name.rpartition(".")[2]


def referred_to(found: Sequence[Token]) -> Iterator[str]:
    """Names that APPLY carries out, or that stand where arrayMap and its like take a function."""
    for position, token in enumerate(found[:-1]):
        if token.text == "APPLY" or (
            found[position + 1].text == "("
            and token.name.startswith(("array", "map"))
            and token.name not in _TAKE_NO_FUNCTION
        ):
            yield _first_name(found[position + 1 :])


def _first_name(found: Sequence[Token]) -> str:
    """What a name or a parameter stands for first, within whatever brackets and whatever it is called besides."""
    first = next(dropwhile(lambda token: token.text == "(", found), None)
    if first is None:
        return ""
    return PARAMETER if first.text.endswith(":Identifier}") else first.name


def defines_columns(found: Sequence[Token]) -> bool:
    """Whether values() has columns that may be more than names and types, such as an alias of any SQL."""
    return any(
        token.name in ("values", "sqlstandardvalues")
        and following.text == "("
        and not _plain(found[position + 2 :])
        for position, (token, following) in enumerate(pairwise(found))
    )


def _plain(found: Sequence[Token]) -> bool:
    first, second = (*found[:2],)
    if first.kind == "string":
        return second.text in (",", ")") and not _DEFINING.search(first.value)
    if first.text == "(":
        return second.text not in ("SELECT", "WITH")
    return first.kind == "number" or first.text in ("[", "-", "NULL", "true", "false", ")")
