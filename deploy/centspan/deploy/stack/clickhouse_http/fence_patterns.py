"""Finds patterns that are no texts: one is compiled for each row then, past every limit of memory and time."""

from collections.abc import Iterator, Sequence

from centspan.deploy.stack.clickhouse_http.tokens import Token

OPERATORS = frozenset(("LIKE", "ILIKE", "REGEXP"))
FUNCTIONS = frozenset(
    [
        *("like", "notlike", "ilike", "notilike"),
        *("match", "notmatch", "matchcaseinsensitive", "notmatchcaseinsensitive"),
        *("regexp_matches", "regexp_replace", "replaceregexpall", "replaceregexpone"),
        *("mapcontainskeylike", "mapcontainsvaluelike", "mapextractkeylike", "mapextractvaluelike"),
    ]
)
"""Those whose second argument is a pattern and may be a column."""


def made_of_rows(found: Sequence[Token]) -> Iterator[str]:
    """Operators and functions of a formatted statement whose pattern is neither a text nor a parameter."""
    for position, token in enumerate(found[:-1]):
        if token.text in OPERATORS:
            pattern = found[position + 1 : position + 3]
        elif token.name in FUNCTIONS and found[position + 1].text == "(":
            pattern = _second_argument(found[position + 1 :])
        else:
            continue
        if not _is_text(pattern):
            yield token.text


def _second_argument(found: Sequence[Token]) -> Sequence[Token]:
    inside = found[0].depth + 1
    for position, token in enumerate(found):
        if token.text == "," and token.depth == inside:
            return found[position + 1 : position + 3]
        if token.text == ")" and token.depth < inside:
            break
    return ()


def _is_text(pattern: Sequence[Token]) -> bool:
    """Whether it is one token that nothing is done with: a text that is joined to another is an expression."""
    first, *rest = pattern or (None,)
    plain = first is not None and first.kind in ("string", "parameter")
    return plain and (not rest or rest[0].kind == "word" or rest[0].text in (",", ")", "]"))
