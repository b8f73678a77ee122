"""Finds arguments that must be plain texts and are none: patterns, types, and aggregate functions that a text names.

The engine compiles a pattern for each row where it is made of rows, and computes whatever stands in the brackets of an
aggregate function's name: no limit and no right holds either.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from centspan.deploy.stack.clickhouse_http.tokens import Token

OPERATORS = frozenset(("LIKE", "ILIKE", "REGEXP"))
NAMED_IN_TEXT = frozenset(("arrayreduce", "arrayreduceinranges", "initializeaggregation"))
BY_PATTERN = frozenset(
    [
        *("like", "notlike", "ilike", "notilike"),
        *("mapcontainskeylike", "mapcontainsvaluelike", "mapextractkeylike", "mapextractvaluelike"),
        *("match", "notmatch", "matchcaseinsensitive", "notmatchcaseinsensitive"),
        *("regexp_matches", "regexp_replace", "replaceregexpall", "replaceregexpone"),
        *("extract", "extractall", "extractgroups", "extractallgroups"),
        *("extractallgroupshorizontal", "extractallgroupsvertical", "regexpextract"),
        *("regexp_extract", "regexp_substr", "regexpposition", "regexpinstr", "regexp_instr"),
        *("countmatches", "countmatchescaseinsensitive", "splitbyregexp"),
    ]
)
CASELESS = frozenset(
    [
        *("ilike", "notilike", "matchcaseinsensitive", "notmatchcaseinsensitive"),
        *("countmatchescaseinsensitive", "positioncaseinsensitiveutf8"),
        "countsubstringscaseinsensitiveutf8",
    ]
)
CASTS = frozenset(
    (
        "cast",
        "_cast",
        "accuratecast",
        "accuratecastornull",
        "accuratecastordefault",
        "kqlparametercast",
    )
)
"""Their second argument is a type."""
PATTERN_FIRST = "splitbyregexp"
"""Of the others the second argument is the pattern."""
BY_TEXT = BY_PATTERN | CASELESS | NAMED_IN_TEXT | CASTS
MOST_CHARACTERS, MOST_CASELESS = 1000, 100
"""Of a pattern: beyond it a row of 64 KB takes seconds, and within a block of rows no limit of time is looked at."""
STATE = re.compile(r"(?i)(?<!Simple)AggregateFunction\s*\(")
"""A type that takes bytes for a state, whose lengths are believed: eight of a hundred bytes held eight gigabytes."""
STATE_OF = re.compile(r"(?i)(?<!Simple)State")
"""In an aggregate function's name: it gives such a type."""
_AGGREGATE = re.compile(r"\w+(?:\([\d., ]*\))?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Bracket:
    """Where one closes, and where its second argument begins; both one past the end where there is none."""

    end: int
    second: int


def brackets(found: Sequence[Token]) -> dict[int, Bracket]:
    """Each round bracket of a statement, by where it opens, in one pass."""
    none = len(found)
    closed: dict[int, Bracket] = {}
    opened: list[list[int]] = []
    for position, token in enumerate(found):
        if token.text == "(":
            opened.append([position, none])
        elif token.text == ")" and opened:
            start, second = opened.pop()
            closed[start] = Bracket(position, second)
        elif token.text == "," and opened and _is_first(token, found, opened[-1]):
            opened[-1][1] = position + 1
    return closed


def _is_first(comma: Token, found: Sequence[Token], bracket: list[int]) -> bool:
    start, second = bracket
    return second == len(found) and comma.depth == found[start].depth + 1


def no_texts(
    found: Sequence[Token], by_start: dict[int, Bracket], values: Collection[str]
) -> Iterator[str]:
    """Operators and functions of a formatted statement whose argument is no text, or one that is too long."""
    # Those of a view are given when it is asked.
    long = found[0].text == "CREATE" or any(len(each) > MOST_CHARACTERS for each in values)
    for position, token in enumerate(found[:-1]):
        if token.text in OPERATORS:
            most = MOST_CASELESS if token.text == "ILIKE" else MOST_CHARACTERS
            fine = _is_pattern(found, position + 1, most, long)
        elif position + 1 not in by_start or token.name not in BY_TEXT:
            continue
        elif token.name in NAMED_IN_TEXT:
            fine = _is_aggregate(found, position + 2)
        elif token.name in CASTS:
            fine = _is_type(found, by_start[position + 1].second)
        else:
            second = by_start[position + 1].second
            at = position + 2 if token.name == PATTERN_FIRST else second
            most = MOST_CASELESS if token.name in CASELESS else MOST_CHARACTERS
            fine = _is_pattern(found, at, most, long)
        if not fine:
            yield token.text


def _is_pattern(found: Sequence[Token], position: int, most: int, long: bool) -> bool:
    """Whether one token is all of it: a text that is joined to another is an expression."""
    if position >= len(found):
        return False
    token = found[position]
    short = token.kind == "string" and len(token.value) <= most
    return (short or (token.kind == "parameter" and not long)) and _ends(found, position + 1)


def _ends(found: Sequence[Token], position: int) -> bool:
    return position >= len(found) or (
        found[position].kind == "word" or found[position].text in (",", ")", "]")
    )


def takes_states(found: Sequence[Token], by_start: Mapping[int, Bracket]) -> bool:
    """Whether a formatted statement makes an aggregate function's state of bytes, or a column that would."""
    keeps, asks = found[0].text in ("CREATE", "ALTER"), False
    for position, token in enumerate(found):
        if token.kind in ("string", "parameter") and STATE.search(token.text):
            return True
        asks |= token.text == "SELECT"
        if position + 1 not in by_start:
            continue
        if token.name == "aggregatefunction":
            return True
        # Before a SELECT it may be a table's name.
        if keeps and asks and STATE_OF.search(token.name):
            return True
        if keeps and token.name in NAMED_IN_TEXT and STATE_OF.search(found[position + 2].text):
            return True
    return False


def _is_type(found: Sequence[Token], position: int) -> bool:
    return position < len(found) and found[position].kind == "string" and _ends(found, position + 1)


def _is_aggregate(found: Sequence[Token], position: int) -> bool:
    return (
        found[position].kind == "string"
        and _AGGREGATE.fullmatch(found[position].value) is not None
        and found[position + 1].text == ","
    )
