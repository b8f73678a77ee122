"""Imports one file: block by block, each block's progress written down after its rows."""

import time
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any, Final

from centspan.collector.importing.call import read_call
from centspan.collector.importing.cells import Refused
from centspan.collector.importing.content import Content, open_content
from centspan.collector.importing.evaluation import read_evaluation
from centspan.collector.importing.format import load_format
from centspan.collector.importing.identity import Naming, identity
from centspan.collector.importing.ledger import Block, File, Ledger
from centspan.collector.importing.mapping import ColumnMap, make_mapping
from centspan.collector.importing.options import Options
from centspan.collector.importing.readers import readers
from centspan.collector.importing.remove import remove
from centspan.collector.importing.result import FATES, Rejected, Result
from centspan.collector.importing.retention import days_kept
from centspan.collector.importing.rows import Row, read_rows
from centspan.collector.importing.settings import Settings, limits
from centspan.collector.importing.store import KEYS, Writer
from centspan.instrumentation.errors import CentspanError

BLOCK: Final = 10_000
"""Rows that are written together."""
Tables = dict[str, list[dict[str, Any]]]


Reject = Callable[[Rejected], None]
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
        file = _known(client, content, options, mapping, result)
        run = _Run(client, content, options, mapping, file, reject, result)
        # Looking for the file has moved the place it is read from.
        for number, block in enumerate(_blocks(read_rows(content, format.unfold).each)):
            run.do(number, block)
            watch(result.rows, content.share_read())
    return result


def _check_id(id_columns: tuple[str, ...], columns: tuple[str, ...] | None) -> None:
    missing = [name for name in id_columns if columns is not None and name not in columns]
    if missing and columns is not None:
        raise CentspanError(
            f"--id: the file has no column {missing[0]!r}; it has {', '.join(columns)}"
        )


def _known(
    client: Any, content: Content, options: Options, mapping: ColumnMap, result: Result
) -> File:
    ledger = Ledger(client)
    file = ledger.find(content, options.recipe, options.copy)
    if options.replace and not file.is_new and not options.dry_run:
        result.removed = remove(client, file)
        file = ledger.find(content, options.recipe, options.copy)
    if file.conflict and not options.dry_run:
        raise CentspanError(f"{content.name}: {file.conflict}")
    if not options.dry_run:
        ledger.begin(file, content, mapping.format.kind)
    return file


def _blocks(rows: Iterator[Row]) -> Iterator[list[Row]]:
    while block := list(islice(rows, BLOCK)):
        yield block


class _Run:
    """One pass over a file."""

    def __init__(
        self,
        client: Any,
        content: Content,
        options: Options,
        mapping: ColumnMap,
        file: File,
        reject: Reject,
        result: Result,
    ) -> None:
        self._writer, self._ledger = Writer(client), Ledger(client)
        self._content, self._options, self._mapping = content, options, mapping
        self._file, self._reject, self._result = file, reject, result
        self._settings = _settings(client, options, mapping, file)
        self._naming = Naming(options.id_columns, options.copy, mapping.format.kind)
        self._nonce = uuid.uuid4().hex

    def do(self, number: int, rows: Sequence[Row]) -> None:
        """Do what is left of a block."""
        known = self._file.blocks.get(number, Block())
        open_rows = int(len(rows) < BLOCK and bool(self._content.tail))
        tail = open_rows if self._file.tail_is_known else 0
        self._result.rows += len(rows)
        if known.rejected:  # what stood against a row may be gone: a rate is known now
            self._again(number, rows, known, open_rows)
            return
        if known.rows + tail < len(rows):
            self._write(number, rows[known.rows :], known, open_rows)
            tail = 0
        self._result.already += known.imported + tail
        self._result.skipped += known.rows - known.imported

    def _again(self, number: int, rows: Sequence[Row], known: Block, open_rows: int) -> None:
        before = self._result.imported
        self._write(number, rows, Block(), open_rows)
        again = min(known.imported, self._result.imported - before)
        self._result.already += again
        self._result.imported -= again

    def _write(self, number: int, rows: Sequence[Row], known: Block, open_rows: int) -> None:
        """Store rows and write down how far the block came: without the last line if it is open."""
        tables: Tables = defaultdict(list)
        fates = [self._fate(row, tables) for row in rows]
        if not self._options.dry_run:
            for table in KEYS:
                self._writer.write(table, tables[table], f"{self._nonce} {number}")
        for fate in FATES:
            setattr(self._result, fate, getattr(self._result, fate) + fates.count(fate))
        closed = fates[: len(fates) - open_rows]
        imported = known.imported + closed.count("imported")
        if not self._options.dry_run:
            done = Block(known.rows + len(closed), imported, closed.count("rejected"))
            self._ledger.done(self._file, number, done)

    def _fate(self, row: Row, tables: Tables) -> str:
        try:
            return "imported" if self._take(row, tables) else "skipped"
        except Refused as refused:
            self._refuse(row, refused.reasons)
            return "rejected"

    def _take(self, row: Row, tables: Tables) -> bool:
        """Put what a row becomes into `tables`; whether that is anything."""
        if row.problem:
            raise Refused(row.problem)
        values, mapping = row.values, self._mapping
        if not mapping.known.issuperset(values):
            self._result.unknown_columns |= mapping.unknown(values)
        if not mapping.is_kept(values):
            return False
        fields = mapping.read(values)
        place = f"{self._file.root}\0{row.number}"
        ids = identity(fields, values, self._naming, place)
        if mapping.format.kind == "evaluations":
            tables["evaluations"].append(read_evaluation(fields, ids, self._settings))
            return True
        found = read_call(fields, ids, self._settings)
        tables["llm_calls"] += found.calls
        for track in found.tracks:
            tables[track.table].append(track.columns)
        return bool(found.calls)

    def _refuse(self, row: Row, reasons: tuple[str, ...]) -> None:
        self._reject(Rejected(self._content.name, row, reasons))
        self._result.count_reasons(reasons)


def _settings(client: Any, options: Options, mapping: ColumnMap, file: File) -> Settings:
    table = "llm_calls" if mapping.format.kind == "calls" else "evaluations"
    kept = days_kept(client, table)
    oldest, newest = limits(time.time_ns() // 1000, kept)
    return Settings(
        oldest=oldest,
        kept_days=kept,
        newest=newest,
        origin=file.origin,
        readers=readers(mapping.format.kind, unit=options.unit, shared=mapping.fills("calls")),
        shift=options.shift,
        keep_users=options.keep_users,
        keep_prompts=options.keep_prompts,
        counts_exclude=mapping.format.counts_exclude,
        rates=options.rates,
    )
