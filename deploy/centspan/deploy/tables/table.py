"""Tables in the terminal: as wide as it is, and in a file as wide as people read."""

import json
from decimal import Decimal
from typing import Any

from rich.console import Console

from centspan.collector.amounts import exact

PLACES = 12
FILE_WIDTH = 160
"""Characters a line may have where no terminal says otherwise."""


def printed(*parts: Any, file_width: int = FILE_WIDTH) -> None:
    """Print tables and lines to standard output, without trailing blanks."""
    console = Console(highlight=False)
    if not console.is_terminal:
        console.width = file_width
    with console.capture() as captured:
        for part in parts:
            console.print(part, soft_wrap=isinstance(part, str))
    print("\n".join(line.rstrip() for line in captured.get().strip("\n").split("\n")))


def usd(amount: Decimal | None) -> str:
    """An amount, its sign in front of the dollar: cents from a dollar up, six places below; – if unknown."""
    if amount is None:
        return "–"
    sign = "-" if amount < 0 else ""
    size = abs(amount)
    return f"{sign}${size:,.2f}" if size == 0 or size >= 1 else f"{sign}${size:,.6f}"


def as_json(value: Any) -> str:
    """JSON for scripts: amounts as text, to twelve decimal places."""
    return json.dumps(value, indent=1, default=_plain)


def _plain(value: Any) -> str:
    return exact(round(value, PLACES)) if isinstance(value, Decimal) else str(value)
