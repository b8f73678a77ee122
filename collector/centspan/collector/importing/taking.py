"""What becomes of the rows of a file: stored, rejected, skipped, or known from an earlier run."""

import time
import uuid
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from centspan.collector.importing.call import read_call
from centspan.collector.importing.cells import Refused
from centspan.collector.importing.content import Content
from centspan.collector.importing.evaluation import read_evaluation
from centspan.collector.importing.identity import Identity, Naming, identity
from centspan.collector.importing.ledger import OPEN, Block, File, Ledger
from centspan.collector.importing.mapping import ColumnMap
from centspan.collector.importing.options import Options
from centspan.collector.importing.readers import readers
from centspan.collector.importing.remove import remove_open
from centspan.collector.importing.repeats import Repeats
from centspan.collector.importing.result import FATES, Rejected, Result
from centspan.collector.importing.retention import days_kept
from centspan.collector.importing.rows import Row
from centspan.collector.importing.settings import Settings, limits
from centspan.collector.importing.store import KEYS, Writer

Tables = dict[str, list[dict[str, Any]]]
Reject = Callable[[Rejected], None]


class Taking:
    """One pass over a file."""

    def __init__(
        self,
        client: Any,
        options: Options,
        mapping: ColumnMap,
        file: File,
        reject: Reject,
        result: Result,
    ) -> None:
        self._client, self._writer, self._ledger = client, Writer(client), Ledger(client)
        self._options, self._mapping = options, mapping
        self._file, self._reject, self._result = file, reject, result
        self._settings = _settings(client, options, mapping, file)
        self._open_settings = replace(self._settings, origin=file.open_origin)
        self._naming = Naming(options.id_columns, options.copy, mapping.format.kind)
        self._repeats = Repeats()
        self._nonce = uuid.uuid4().hex

    def begin(self, content: Content) -> None:
        """Write down that the file is being imported; forget a last line that has grown since."""
        if self._options.dry_run:
            return
        if self._file.open_line.rows and not self._file.is_same:
            remove_open(self._client, self._file)
            self._ledger.done(self._file, OPEN, Block())
        self._ledger.begin(self._file, content, self._mapping.format.kind)

    def do(self, number: int, rows: Sequence[Row], *, is_last: bool) -> None:
        """Do what is left of a block."""
        known = self._file.blocks.get(number, Block())
        self._result.rows += len(rows)
        if is_last and self._file.is_open and known.rows < len(rows):
            self._open(rows[-1])
            rows = rows[:-1]
        if known.rejected:  # what stood against a row may be gone: a rate is known now
            self._again(number, rows, known)
            return
        if known.rows < len(rows):
            self._write(number, rows[known.rows :], known)
        imported = min(known.imported, len(rows))
        self._result.already += imported
        self._result.skipped += min(known.rows, len(rows)) - imported

    def _again(self, number: int, rows: Sequence[Row], known: Block) -> None:
        before = self._result.imported
        self._write(number, rows, Block())
        again = min(known.imported, self._result.imported - before)
        self._result.already += again
        self._result.imported -= again

    def _open(self, row: Row) -> None:
        """Take a last line without an end, under a name of its own: it may still grow."""
        known = self._file.open_line if self._file.is_same else Block()
        if known.rows and not known.rejected:
            self._result.already += known.imported
            self._result.skipped += known.rows - known.imported
        else:
            self._store(OPEN, [row], Block(), self._open_settings)

    def _write(self, number: int, rows: Sequence[Row], known: Block) -> None:
        self._store(number, rows, known, self._settings)

    def _store(self, number: int, rows: Sequence[Row], known: Block, settings: Settings) -> None:
        """Store rows and write down how far their block came."""
        tables: Tables = defaultdict(list)
        fates = [self._fate(row, tables, settings) for row in rows]
        for fate in FATES:
            setattr(self._result, fate, getattr(self._result, fate) + fates.count(fate))
        if self._options.dry_run:
            return
        for table in KEYS:
            self._writer.write(table, tables[table], f"{self._nonce} {number}")
        imported = known.imported + fates.count("imported")
        done = Block(known.rows + len(rows), imported, fates.count("rejected"))
        self._ledger.done(self._file, number, done)

    def _fate(self, row: Row, tables: Tables, settings: Settings) -> str:
        try:
            return "imported" if self._take(row, tables, settings) else "skipped"
        except Refused as refused:
            reasons = refused.reasons
        except (ValueError, TypeError, ArithmeticError, LookupError, RecursionError) as error:
            reasons = (f"cannot be read: {error}",)  # no row stops the others
        self._reject(Rejected(self._result.file, row, reasons))
        self._result.count_reasons(reasons)
        return "rejected"

    def _take(self, row: Row, tables: Tables, settings: Settings) -> bool:
        """Put what a row becomes into `tables`; whether that is anything."""
        if row.problem:
            raise Refused(row.problem)
        values, mapping = row.values, self._mapping
        if self._result.unseen_columns:
            for column in self._result.unseen_columns.keys() & values.keys():
                del self._result.unseen_columns[column]
        if not mapping.known.issuperset(values):
            self._result.unknown_columns |= mapping.unknown(values)
        if not mapping.is_kept(values):
            return False
        fields = mapping.read(values)
        place = f"{self._file.root}\0{row.number}"
        ids = identity(fields, values, self._naming, place)
        if mapping.format.kind == "evaluations":
            verdict = read_evaluation(fields, ids, settings)
            tables["evaluations"].append(verdict)
            self._compare(ids, verdict)
            return True
        found = read_call(fields, ids, settings)
        if found.calls:
            self._compare(ids, found.calls[0])
        tables["llm_calls"] += found.calls
        for track in found.tracks:
            tables[track.table].append(track.columns)
        return bool(found.calls)

    def _compare(self, ids: Identity, row: Mapping[str, Any]) -> None:
        found = self._repeats.look(ids, row)
        self._result.repeated += found == "repeated"
        self._result.differing += found == "differing"


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
