"""The rows of a file, whatever form it has: named values, numbered from 1, or why there are none."""

import csv
import io
import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import IO, Any, Final

from centspan.collector.importing.content import Content
from centspan.collector.importing.rows_json import HEAD, json_rows, looks_like_json
from centspan.instrumentation.errors import CentspanError

DELIMITERS: Final = (",", ";", "\t", "|")
Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Row:
    """One row; `problem` says why it could not be taken apart, and `values` then hold it as it is."""

    number: int
    values: Values
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Rows:
    """A file's rows, to be read once, and the columns that are known beforehand."""

    columns: tuple[str, ...] | None
    """None where each row names its own (JSON)."""
    each: Iterator[Row]


def read_rows(content: Content, unfold: tuple[str, ...] = ()) -> Rows:
    """Read from the beginning. `unfold` names the lists in JSON objects whose items are the rows.

    Raises CentspanError for what is no table at all.
    """
    content.file.seek(0)
    if content.is_parquet:
        from centspan.collector.importing.rows_parquet import parquet_rows

        columns, values = parquet_rows(content.file, content.name)
        return Rows(columns, (Row(number, row) for number, row in enumerate(values, 1)))
    text = _text(content.file)
    start = text.read(HEAD).lstrip("\ufeff \t\r\n")
    text.seek(0)
    if looks_like_json(start):
        found = json_rows(text, unfold)
        return Rows(
            None, (Row(number, row, problem) for number, (row, problem) in enumerate(found, 1))
        )
    if not start or "\0" in start[:4096]:
        raise CentspanError(
            f"{content.name}: expected CSV with a header, JSON lines, a JSON array or Parquet, each "
            f"also as gzip; found {'nothing' if not start else 'other data'}"
        )
    return _csv_rows(text)


def _text(file: IO[bytes]) -> io.TextIOWrapper:
    # Bytes that are no UTF-8 lose their characters, not their row.
    return _Left(file, encoding="utf-8-sig", errors="replace", newline="")


class _Left(io.TextIOWrapper):
    """Leaves the file open when it is forgotten: the content is read more than once."""

    def __del__(self) -> None:
        with suppress(ValueError):  # the content was closed first
            self.detach()


def _csv_rows(text: IO[str]) -> Rows:
    csv.field_size_limit(1 << 30)  # a prompt may be long
    header = text.readline()
    text.seek(0)
    delimiter = max(DELIMITERS, key=header.count)
    cells = csv.reader(text, delimiter=delimiter)
    columns = tuple(name.strip() for name in next(cells))
    return Rows(columns, _csv_values(cells, columns))


def _csv_values(lines: Iterator[list[str]], columns: tuple[str, ...]) -> Iterator[Row]:
    number, width = 0, len(columns)
    while True:
        try:
            cells = next(lines)
        except StopIteration:
            return
        except csv.Error as error:
            number += 1
            yield Row(number, {}, f"no CSV: {error}")
            continue
        if not cells:
            continue
        number += 1
        problem = "" if len(cells) == width else f"expected {width} cells, found {len(cells)}"
        yield Row(number, dict(zip(columns, cells, strict=False)), problem)


def as_json(values: Values) -> str:
    """A row as one line of JSON, for the file of rejected rows."""
    return json.dumps(values, default=str, ensure_ascii=False)
