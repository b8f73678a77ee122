"""What each format calls its columns: one small table of `formats/` each, read once."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any, Final, Literal

from centspan.collector.importing.fields import FIELDS
from centspan.instrumentation.errors import CentspanError

FORMATS: Final = ("calls", "litellm", "langfuse", "openai-usage", "evaluations")
"""Every format, in the order of `--help`; each is a file of `formats/`."""
Kind = Literal["calls", "evaluations"]


@dataclass(frozen=True, slots=True)
class Format:
    """One table: which columns fill which field, best first, and what is said in other words."""

    name: str
    kind: Kind
    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    constants: Mapping[str, str] = field(default_factory=dict[str, str])
    """What a field is where no column fills it."""
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict[str, Mapping[str, str]])
    """For a field: its column's word in lower case → ours."""
    ignored: frozenset[str] = frozenset()
    """Columns that are known and carry nothing for us."""
    keep: Mapping[str, frozenset[str]] = field(default_factory=dict[str, frozenset[str]])
    """A column and the words of the rows that are calls; other rows are skipped."""
    unfold: tuple[str, ...] = ()
    counts_exclude: bool = False
    """Input and output leave cached and reasoning tokens out, unless their total says otherwise."""

    @property
    def fields(self) -> tuple[str, ...]:
        """Every field this kind of file may fill."""
        return tuple(FIELDS[self.kind])


@cache
def load_format(name: str) -> Format:
    """Read the table of that name; raises CentspanError."""
    if name not in FORMATS:
        raise CentspanError(f"expected --format to be one of {', '.join(FORMATS)}; found {name!r}")
    file = files("centspan.collector.importing").joinpath(f"formats/{name}.toml")
    table: dict[str, Any] = tomllib.loads(file.read_text("utf-8"))
    return Format(
        name=name,
        kind=table["kind"],
        columns={key: tuple(columns) for key, columns in table.get("columns", {}).items()},
        constants=table.get("set", {}),
        words=table.get("values", {}),
        ignored=frozenset(table.get("ignore", ())),
        keep={key: frozenset(words) for key, words in table.get("keep", {}).items()},
        unfold=tuple(table.get("unfold", ())),
        counts_exclude=table.get("counts") == "exclusive",
    )
