"""How prices and amounts look in the terminal."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal

from rich import box
from rich.table import Table
from rich.text import Text

from centspan.collector.amounts import exact
from centspan.collector.prices.row import ALWAYS, DAY_SECONDS, FOREVER, PRICED
from centspan.deploy.tables.table import printed

FILE_WIDTH = 200
"""Characters a line may have where no terminal says otherwise."""
SCALE = {"web_searches": 1000, "requests": 1000}
"""Units that a price is shown a thousand of; tokens are shown a million of."""
MILLION = 1_000_000


def show(title: str, columns: Sequence[str], rows: Iterable[Sequence[str]], left: int = 1) -> None:
    """Print a table whose first `left` columns are words and whose others are figures."""
    table = Table(title=title, title_justify="left", box=box.SIMPLE)
    for number, name in enumerate(columns):
        wraps = number < left and name not in ("from", "until", "hours")
        table.add_column(
            Text(name),
            justify="left" if number < left else "right",
            no_wrap=not wraps,
            overflow="fold",
        )
    for row in rows:
        table.add_row(*map(Text, row))
    printed(table, file_width=FILE_WIDTH)


def price(amount: Decimal | None, bucket: str = "output") -> str:
    """A price per million tokens (or thousand units): two places or as many as it has."""
    return "–" if amount is None else places(amount * SCALE.get(bucket, MILLION))


def places(amount: Decimal) -> str:
    """Two places or as many as it has."""
    text = exact(amount)
    return f"{amount:.2f}" if len(text.partition(".")[2]) < 2 else text


def prices(of: Sequence[Decimal]) -> dict[str, str]:
    """Every bucket's price as shown."""
    return {name: price(amount, name) for name, amount in zip(PRICED, of, strict=True)}


def day(moment: datetime) -> str:
    """A boundary in time: its day, with the hour where that is not midnight."""
    if moment in (ALWAYS, FOREVER):
        return "always" if moment == ALWAYS else "open"
    return f"{moment:%Y-%m-%d}" if moment.timestamp() % DAY_SECONDS == 0 else f"{moment:%F %H:%M}"


def hours(day_from: int, day_to: int) -> str:
    """A part of the day, '' for all of it."""
    if (day_from, day_to) == (0, DAY_SECONDS):
        return ""
    return "–".join(f"{s // 3600:02}:{s % 3600 // 60:02}" for s in (day_from, day_to))


def edge(above: int) -> str:
    """The input from which a price holds, '' for any."""
    return f"> {above:,}" if above else ""
