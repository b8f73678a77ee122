"""Everything that prices a name beneath what is set by hand: opened once, handed to every look-up.

In rising precedence: genai-prices, the shipped `corrections.toml`, the user's `prices.toml`.
"""

import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from centspan.collector.prices.price_file import PriceFile, read
from centspan.collector.prices.source import source_id

CORRECTIONS: Final = Path(__file__).with_name("corrections.toml")
VARIABLE: Final = "CENTSPAN_PRICES"
CORRECTED: Final = "CENTSPAN_PRICE_CORRECTIONS"
"""The variable that leaves the shipped corrections out where it says `false`."""
FILE_NAME: Final = "prices.toml"


@dataclass(frozen=True, slots=True)
class Sources:
    """The price source of this release and the files laid over it, in rising precedence."""

    files: tuple[PriceFile, ...] = ()

    @property
    def id(self) -> str:
        """Changes when anything in the sources does; what was unknown is then looked up again."""
        return " + ".join([source_id(), *(f"{file.name} {file.digest}" for file in self.files)])


def load_sources(own: Path | None = None, *, corrections: bool | None = None) -> Sources:
    """Open the shipped corrections and the user's file; raises CentspanError where one is bad.

    Where `corrections` is not said, `CENTSPAN_PRICE_CORRECTIONS` does; they are on without it.
    """
    if corrections is None:
        corrections = os.environ.get(CORRECTED, "true").lower() in ("1", "true", "yes", "on", "")
    shipped = (_shipped(),) if corrections else ()
    return Sources((*shipped, read(own)) if own else shipped)


@cache
def _shipped() -> PriceFile:
    return read(CORRECTIONS)


def own_file(given: Path | None = None, folder: Path | None = None) -> Path | None:
    """Return the user's file: the one given, else `CENTSPAN_PRICES`, else `prices.toml` in `folder`."""
    if given:
        return given
    if named := os.environ.get(VARIABLE):
        return Path(named)
    found = folder / FILE_NAME if folder else None
    return found if found and found.is_file() else None
