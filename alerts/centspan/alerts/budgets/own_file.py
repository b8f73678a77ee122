"""Which file of budgets is meant."""

import os
from pathlib import Path
from typing import Final

VARIABLE: Final = "CENTSPAN_BUDGETS"
FILE_NAME: Final = "budgets.toml"


def own_file(given: Path | None = None, folder: Path | None = None) -> Path | None:
    """Return the user's file: the one given, else `CENTSPAN_BUDGETS`, else `budgets.toml` here or in `folder`."""
    if given:
        return given
    if named := os.environ.get(VARIABLE):
        return Path(named)
    places = (Path(FILE_NAME), *((folder / FILE_NAME,) if folder else ()))
    return next((place for place in places if place.is_file()), None)
