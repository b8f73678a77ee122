"""A file of prices (`docs/prices.md`): the shipped corrections and the user's own are alike."""

import tomllib
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256
from pathlib import Path

from centspan.instrumentation.errors import CentspanError


@dataclass(frozen=True, slots=True)
class PriceFile:
    """What one file says; `digest` tells two contents apart."""

    name: str
    digest: str


def read(path: Path) -> PriceFile:
    """Read a file of prices; raises CentspanError where it cannot be read or says what it may not."""
    try:
        content = path.read_bytes()
        tomllib.loads(content.decode("utf-8"), parse_float=Decimal)
    except OSError as error:
        raise CentspanError(
            f"{path}: expected a readable file of prices, found {error.strerror}. "
            "Name another with CENTSPAN_PRICES or --prices."
        ) from error
    except ValueError as error:
        raise CentspanError(f"{path}: expected TOML, found: {error}. Mend that line.") from error
    return PriceFile(path.name, sha256(content).hexdigest()[:8])
