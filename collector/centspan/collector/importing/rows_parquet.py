"""Rows of a Parquet file, batch by batch."""

import hashlib
from collections.abc import Container, Iterator, Mapping
from typing import IO, Any

import pyarrow as pa
import pyarrow.parquet as pq

from centspan.collector.importing.values import is_nothing
from centspan.instrumentation.errors import CentspanError

BATCH = 8192


def parquet_rows(file: IO[bytes], name: str) -> tuple[tuple[str, ...], Iterator[Mapping[str, Any]]]:
    """Columns and rows; times lose what is smaller than a microsecond. Raises CentspanError."""
    table = _table(file, name)
    return tuple(table.schema_arrow.names), _values(table)


def count_rows(file: IO[bytes], name: str) -> int:
    """How many rows there are. Raises CentspanError."""
    return _table(file, name).metadata.num_rows


def row_digests(file: IO[bytes], name: str, sizes: Container[int]) -> dict[int, str]:
    """SHA-256 (hex) of the first rows, for each number of them in `sizes`."""
    found: dict[int, str] = {}
    hasher = hashlib.sha256()
    for number, row in enumerate(_values(_table(file, name)), 1):
        said = sorted((name, _said(cell)) for name, cell in row.items() if not is_nothing(cell))
        hasher.update(repr(said).encode("utf-8", "surrogatepass"))
        if number in sizes:
            found[number] = hasher.hexdigest()
    return found | ({0: hasher.hexdigest()} if not found and 0 in sizes else {})


def _said(cell: Any) -> Any:
    """What stays the same when later rows make a column of whole numbers one of floats."""
    return int(cell) if isinstance(cell, float) and cell.is_integer() else cell


def _table(file: IO[bytes], name: str) -> pq.ParquetFile:
    try:
        return pq.ParquetFile(file)
    except pa.ArrowException as error:
        raise CentspanError(f"{name} is damaged Parquet ({error}): get it again") from error


def _values(table: pq.ParquetFile) -> Iterator[Mapping[str, Any]]:
    for batch in table.iter_batches(batch_size=BATCH):
        names = batch.schema.names
        columns = [_plain(column) for column in batch.columns]
        for cells in zip(*columns, strict=True):
            yield dict(zip(names, cells, strict=True))


def _plain(column: Any) -> list[Any]:
    if pa.types.is_timestamp(column.type):
        column = column.cast(pa.timestamp("us", column.type.tz), safe=False)
    try:
        return column.to_pylist()
    except (ValueError, ArithmeticError):  # such as a time after the year 9999
        return [_cell(scalar) for scalar in column]


def _cell(scalar: Any) -> Any:
    try:
        return scalar.as_py()
    except (ValueError, ArithmeticError) as error:
        return f"what cannot be read ({error})"
