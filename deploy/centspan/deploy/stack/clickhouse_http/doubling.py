"""How long a statement can become when the engine writes it out.

`x BETWEEN a AND b` becomes `(x >= a) AND (x <= b)`, so that each BETWEEN within x doubles it: 450 bytes took
four gigabytes. No other operator repeats what it stands behind, and no limit holds the formatter.
"""

import re
from typing import Final

from centspan.deploy.stack.clickhouse_http.errors import error
from centspan.deploy.stack.clickhouse_http.tokens import tokens

MOST_BYTES: Final = 4 << 20
_BETWEEN: Final = re.compile(r"between", re.IGNORECASE)


def check(statement: str) -> None:
    """Raise ClickHouseError 62 where a statement may become longer than some megabytes."""
    count = len(_BETWEEN.findall(statement))
    if len(statement) << min(count, 64) <= MOST_BYTES:
        return
    if len(statement) << min(within(statement), 64) > MOST_BYTES:
        raise error(
            62,
            "a BETWEEN doubles what it compares, and another BETWEEN in it: put each into brackets of its own, or "
            "write x >= a AND x <= b (and no comments)",
        )


def within(statement: str) -> int:
    """How many BETWEENs at most are in what others compare: those of one expression, and of the brackets in it.

    All there are, where the statement can be read in more ways than one.
    """
    open_: list[tuple[int, int]] = []
    here = most = 0  # in this expression, and in any before it within the same brackets
    for token in tokens(statement):
        if token.kind == "unclear":
            return len(_BETWEEN.findall(statement))
        if token.text in ("(", "[", "{"):
            open_.append((here, most))
            here = most = 0
        elif token.text in (")", "]", "}") and open_:
            around, before = open_.pop()
            here, most = max(around, here, most), before
        elif token.text == ",":
            here, most = 0, max(here, most)
        elif token.text.upper() == "BETWEEN":
            here += 1
    return max(here, most, *(number for pair in open_ for number in pair), 0)
