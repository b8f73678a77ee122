"""What a back-up says of itself, in JSON: its last member."""

import json
import re
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from centspan.collector.migrate import migrations
from centspan.collector.moving.contents import Contents, Sums
from centspan.instrumentation.errors import CentspanError

NAME: Final = "contents.json"
FORMAT: Final = 1
TABLE: Final = "[a-z_][a-z0-9_]*"


def written(held: Contents) -> bytes:
    """`held` as JSON."""
    sums = held.sums and {
        "calls": held.sums.calls,
        "effective_usd": str(held.sums.effective_usd),
    }
    said = {
        "format": FORMAT,
        "migration": held.migration,
        "rows": dict(held.rows),
        "sums": sums,
    }
    return json.dumps(said, indent=1).encode()


def read(data: bytes, path: Path) -> Contents:
    """What the file at `path` says; raises CentspanError for what this release cannot restore, or never wrote."""
    try:
        said = json.loads(data)
        found = said["format"]
        held = _contents(said) if found == FORMAT else None
    except (ValueError, KeyError, TypeError, ArithmeticError, RecursionError) as error:
        raise CentspanError(
            f"the {NAME} of {path} is not what `centspan backup` writes: name a file that it wrote"
        ) from error
    newest = max(each.id for each in migrations())
    if held is None:
        raise CentspanError(
            f"{path} has format {str(found)[:20]}, and this release reads {FORMAT}: restore it with the release that wrote it"
        )
    if held.migration > newest:
        raise CentspanError(
            f"{path} is of migration {held.migration}, and this release has {newest}: restore it with the release that wrote it"
        )
    return held


def _contents(said: Any) -> Contents:
    rows = {name: int(number) for name, number in dict(said["rows"]).items()}
    sums = said["sums"] and Sums(int(said["sums"]["calls"]), Decimal(said["sums"]["effective_usd"]))
    held = Contents(int(said["migration"]), rows, sums)
    if not all(re.fullmatch(TABLE, name) for name in rows) or held.migration < 1:
        raise ValueError("no table of a store is named so, or no migration")
    return held
