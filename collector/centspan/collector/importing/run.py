"""Imports one file: block by block, each block's progress written down after its rows."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import islice
from typing import Any, Final

from centspan.collector.importing.content import Content, open_content
from centspan.collector.importing.format import load_format
from centspan.collector.importing.ledger import File, Ledger
from centspan.collector.importing.mapping import Source, make_mapping
from centspan.collector.importing.options import Options
from centspan.collector.importing.remove import remove
from centspan.collector.importing.result import Result
from centspan.collector.importing.rows import Row, read_rows
from centspan.collector.importing.taking import Reject, Taking
from centspan.instrumentation.errors import CentspanError

BLOCK: Final = 10_000
"""Rows that are written together."""
Watch = Callable[[int, float], None]
"""Told the rows done, and which share of the file they are."""


def import_file(
    client: Any,
    path: str,
    options: Options,
    reject: Reject,
    watch: Watch = lambda rows, share: None,
) -> Result:
    """Import `path` into the store behind `client`; every row that cannot be taken goes to `reject`.

    Raises CentspanError where nothing of the file can be read as the options say.
    """
    format = load_format(options.format)
    with open_content(path) as content:
        rows = read_rows(content, format.unfold)
        mapping = make_mapping(format, options.mapped, options.fixed, rows.columns)
        _check_id(options.id_columns, rows.columns)
        mapping = replace(mapping, known=mapping.known.union(options.id_columns))
        result = Result(content.name)
        if rows.columns is None:
            result.unseen_columns = _named(options)
        file = _known(client, content, options, result)
        taking = Taking(client, options, mapping, file, reject, result)
        # Looking for the file has moved the place it is read from.
        for number, (block, is_last) in enumerate(_blocks(read_rows(content, format.unfold).each)):
            if number == 0:  # a file without rows is known as no other's beginning
                taking.begin(content)
            taking.do(number, block, is_last=is_last)
            watch(result.rows, content.share_read())
        if result.already:  # those rows, which were not read now, may have them
            result.unseen_columns = {}
    return result


def _named(options: Options) -> dict[str, str]:
    """Columns that the user named, and what for."""
    mapped = {Source.of(column).column: field for column, field in options.mapped.items()}
    return {**dict.fromkeys(options.id_columns, "--id"), **mapped}


def _check_id(id_columns: tuple[str, ...], columns: tuple[str, ...] | None) -> None:
    missing = [name for name in id_columns if columns is not None and name not in columns]
    if missing and columns is not None:
        raise CentspanError(
            f"--id: the file has no column {missing[0]!r}; it has {', '.join(columns)}"
        )


def _known(client: Any, content: Content, options: Options, result: Result) -> File:
    ledger = Ledger(client)
    file = ledger.find(content, options.recipe, options.copy)
    if options.replace and not file.is_new and not options.dry_run:
        result.removed = remove(client, file)
        file = ledger.find(content, options.recipe, options.copy)
    if file.conflict and not options.dry_run:
        raise CentspanError(f"{content.name}: {file.conflict}")
    return file


def _blocks(rows: Iterator[Row]) -> Iterator[tuple[list[Row], bool]]:
    """Rows by the block, and whether they are the last."""
    block = list(islice(rows, BLOCK))
    while block:
        following = list(islice(rows, BLOCK))
        yield block, not following
        block = following
