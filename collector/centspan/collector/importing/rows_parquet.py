"""Rows of a Parquet file, batch by batch."""

from collections.abc import Iterator, Mapping
from typing import IO, Any

import pyarrow as pa
import pyarrow.parquet as pq

from centspan.instrumentation.errors import CentspanError

BATCH = 8192


def parquet_rows(file: IO[bytes], name: str) -> tuple[tuple[str, ...], Iterator[Mapping[str, Any]]]:
    """Columns and rows; times lose what is smaller than a microsecond. Raises CentspanError."""
    try:
        table = pq.ParquetFile(file)
    except pa.ArrowException as error:
        raise CentspanError(f"{name} is damaged Parquet ({error}): get it again") from error
    return tuple(table.schema_arrow.names), _values(table)


def _values(table: pq.ParquetFile) -> Iterator[Mapping[str, Any]]:
    for batch in table.iter_batches(batch_size=BATCH):
        names = batch.schema.names
        columns = [_plain(column) for column in batch.columns]
        for cells in zip(*columns, strict=True):
            yield dict(zip(names, cells, strict=True))


def _plain(column: Any) -> list[Any]:
    if pa.types.is_timestamp(column.type):
        column = column.cast(pa.timestamp("us", column.type.tz), safe=False)
    return column.to_pylist()
