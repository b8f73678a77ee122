"""The HTML that a report is made of; every text is escaped here."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from html import escape
from typing import Final

from centspan.optimizer.interval import Interval

CENT: Final = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Html:
    """Markup that needs no escaping any more."""

    text: str


def told(value: Html | str | int) -> str:
    """A cell's or paragraph's markup."""
    return value.text if isinstance(value, Html) else escape(str(value))


def tag(name: str, *inside: Html | str | int, **attributes: str) -> Html:
    """One element; an attribute `class_` is its class, and underscores stand for hyphens."""
    said = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(value)}"'
        for key, value in attributes.items()
    )
    return Html(f"<{name}{said}>{''.join(map(told, inside))}</{name}>")


def joined(parts: Iterable[Html]) -> Html:
    """Elements one after the other."""
    return Html("\n".join(part.text for part in parts))


def table(
    caption: str,
    head: Sequence[str],
    rows: Iterable[Sequence[Html | str | int]],
    numbers: Sequence[int] = (),
) -> Html:
    """A table that scrolls by itself where it is too wide; `numbers` are columns that align right."""
    first = tag(
        "tr", *(_cell("th", each, place in numbers, scope="col") for place, each in enumerate(head))
    )
    lines = (tag("tr", *_cells(row, numbers)) for row in rows)
    inside = tag("table", tag("caption", caption), tag("thead", first), tag("tbody", *lines))
    return tag("div", inside, class_="scroll", tabindex="0", role="group", aria_label=caption)


def money(amount: Decimal | None) -> str:
    """USD with cents, its sign in front; – if unknown."""
    if amount is None:
        return "–"
    size = abs(amount)
    cents = f"{size:,.2f}" if size >= CENT or not size else f"{size:,.4f}"
    return f"{'-' if amount < 0 else ''}${cents}"


def between(found: Interval | None, baseline: Decimal, users: int) -> str:
    """An interval of a share of `baseline` in USD, or why there is none."""
    if found is None:
        return f"too few users ({users})" if users else "users unknown"
    return f"{money(found.low * baseline)} to {money(found.high * baseline)}"


def _cells(row: Sequence[Html | str | int], numbers: Sequence[int]) -> Iterable[Html]:
    for place, each in enumerate(row):
        yield _cell("td", each, place in numbers)


def _cell(name: str, inside: Html | str | int, number: bool, **attributes: str) -> Html:
    return tag(name, inside, **({"class_": "number"} if number else {}), **attributes)
