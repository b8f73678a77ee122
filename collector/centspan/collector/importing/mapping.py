"""From a file's columns to fields: by the format's table, then by what the user says."""

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from centspan.collector.importing.fields import NEEDED
from centspan.collector.importing.format import Format
from centspan.collector.importing.values import inner, is_nothing
from centspan.instrumentation.errors import CentspanError

Fields = dict[str, Any]
"""Field → what its cell holds; fields without a value are left out."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a field may come from: a column, and a path into the JSON it holds."""

    column: str
    path: tuple[str, ...] = ()

    @classmethod
    def of(cls, spelling: str) -> "Source":
        """Read `column` or `column#key.key`."""
        column, _, path = spelling.partition("#")
        return cls(column, tuple(path.split(".")) if path else ())


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """How the rows of one file are read."""

    format: Format
    sources: tuple[tuple[str, tuple[Source, ...], Mapping[str, str] | None], ...]
    fixed: Mapping[str, str]
    """Given with --set: stands whatever a column says."""
    defaults: Mapping[str, str]
    known: frozenset[str]
    """Columns that something is read from, or that carry nothing for us."""

    def read(self, values: Mapping[str, Any]) -> Fields:
        """The fields of one row."""
        found: Fields = dict(self.defaults)
        for field, sources, words in self.sources:
            for source in sources:
                value = values.get(source.column)
                if source.path:
                    value = inner(value, source.path)
                if is_nothing(value):
                    continue
                if words is not None:
                    value = words.get(str(value).strip().lower(), value)
                if value != "":
                    found[field] = value
                    break
        if self.fixed:
            found.update(self.fixed)
        return found

    def fills(self, field: str) -> bool:
        """Whether rows may say something of a field."""
        return field in self.fixed or any(field == name for name, _, _ in self.sources)

    def is_kept(self, values: Mapping[str, Any]) -> bool:
        """Whether the row stands for what the format is about."""
        return all(
            column not in values or str(values[column]).upper() in words
            for column, words in self.format.keep.items()
        )

    def unknown(self, columns: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """Columns that nothing is read from, each with the fields whose names are closest."""
        return {
            column: _closest(column, self.format.fields)
            for column in columns
            if column not in self.known
        }


def make_mapping(
    format: Format,
    mapped: Mapping[str, str],
    fixed: Mapping[str, str],
    columns: tuple[str, ...] | None,
) -> ColumnMap:
    """Lay `--map column=field` and `--set field=value` over a format's table.

    `columns` are the file's, None where rows name their own. Raises CentspanError for fields and
    columns that are not there, and where a needed field comes from nowhere.
    """
    _check_fields(format, [*mapped.values(), *fixed])
    _check_columns(mapped, columns)
    chosen = {
        field: [column for column, own in mapped.items() if own == field]
        for field in mapped.values()
    }
    taken = {Source.of(spelling).column for spelling in mapped} | format.ignored
    spellings = {
        field: chosen.get(field) or _spellings(format, field, taken)
        for field in format.fields
        if field not in fixed
    }
    sources = {field: _present(each, columns) for field, each in spellings.items()}
    _check_needed(format, sources, fixed, columns)
    read = {source.column for each in sources.values() for source in each}
    return ColumnMap(
        format=format,
        sources=tuple(
            (field, each, format.words.get(field)) for field, each in sources.items() if each
        ),
        fixed=fixed,
        defaults={key: text for key, text in format.constants.items() if key not in fixed},
        known=frozenset(read | format.ignored | format.keep.keys()),
    )


def _spellings(format: Format, field: str, taken: set[str] | frozenset[str]) -> list[str]:
    """The format's columns for a field, then the column of the field's own name."""
    listed = format.columns.get(field, ())
    mapped_away = taken - format.ignored
    own = [field] if field not in taken and field not in listed else []
    return [each for each in (*listed, *own) if Source.of(each).column not in mapped_away]


def _present(spellings: list[str], columns: tuple[str, ...] | None) -> tuple[Source, ...]:
    """Those of a file's columns; capitals, blanks and dashes in a header make no difference."""
    sources = [Source.of(spelling) for spelling in spellings]
    if columns is None:
        return tuple(sources)
    named = {_plain(column): column for column in reversed(columns)} | {
        each: each for each in columns
    }
    found = [(named.get(each.column) or named.get(_plain(each.column)), each) for each in sources]
    return tuple(Source(column, each.path) for column, each in found if column is not None)


def _plain(column: str) -> str:
    return column.strip().lower().replace(" ", "_").replace("-", "_")


def _closest(word: str, known: Iterable[str]) -> tuple[str, ...]:
    return tuple(difflib.get_close_matches(_plain(word), list(known), 3, 0.5))


def _check_fields(format: Format, fields: Iterable[str]) -> None:
    for field in fields:
        if field not in format.fields:
            closest = " or ".join(_closest(field, format.fields))
            raise CentspanError(
                f"there is no field {field!r} in {format.kind}"
                + (
                    f"; did you mean {closest}?"
                    if closest
                    else f"; known: {', '.join(format.fields)}"
                )
            )


def _check_columns(mapped: Mapping[str, str], columns: tuple[str, ...] | None) -> None:
    for spelling in mapped:
        column = Source.of(spelling).column
        if (
            columns is not None
            and column not in columns
            and _plain(column) not in map(_plain, columns)
        ):
            raise CentspanError(
                f"--map {spelling}={mapped[spelling]}: the file has no column {column!r}; "
                f"it has {', '.join(columns)}"
            )


def _check_needed(
    format: Format,
    sources: Mapping[str, tuple[Source, ...]],
    fixed: Mapping[str, str],
    columns: tuple[str, ...] | None,
) -> None:
    missing = [
        field
        for field in NEEDED[format.kind]
        if not sources.get(field) and field not in fixed and field not in format.constants
    ]
    if missing and columns is not None:
        raise CentspanError(
            f"no column says {' or '.join(missing)}: the file has {', '.join(columns)}; "
            f"name it with --map COLUMN={missing[0]}, or give one for all with --set {missing[0]}=…"
        )
