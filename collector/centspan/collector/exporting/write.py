"""Writes answers to a file in the form that was asked for, one after the other."""

from collections.abc import Iterable
from typing import IO, Any, Final

from centspan.collector.exporting.question import Question
from centspan.instrumentation.errors import CentspanError

FORMATS: Final = ("parquet", "csv", "jsonl")
SETTINGS: Final = {
    "output_format_json_quote_decimals": "1",  # a reader's float would round them
    "format_csv_null_representation": "",
    "output_format_arrow_string_as_string": "1",
}


def write(client: Any, questions: Iterable[Question], form: str, file: IO[bytes]) -> None:
    """Ask through a clickhouse-connect client, and write all answers as one file.

    Amounts keep every digit: decimals in Parquet, text in the others. Raises CentspanError.
    """
    if form not in FORMATS:
        raise CentspanError(f"expected a format of {', '.join(FORMATS)}; found {form!r}")
    if form == "parquet":
        _parquet(client, questions, file)
        return
    for position, question in enumerate(questions):
        names = "CSV" if position else "CSVWithNames"
        answer = client.raw_query(
            question.sql,
            parameters=dict(question.parameters),
            fmt=names if form == "csv" else "JSONEachRow",
            settings=SETTINGS,
        )
        file.write(answer)


def _parquet(client: Any, questions: Iterable[Question], file: IO[bytes]) -> None:
    import pyarrow.parquet as pq

    writer: pq.ParquetWriter | None = None
    for question in questions:
        table = client.query_arrow(
            question.sql, parameters=dict(question.parameters), settings=SETTINGS
        )
        writer = writer or pq.ParquetWriter(file, table.schema, compression="zstd")
        writer.write_table(table.cast(writer.schema))
    if writer:
        writer.close()
