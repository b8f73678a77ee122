"""Brings a store's schema up to date: numbered SQL files, each applied once, locked by digest.

Every statement is idempotent (`IF NOT EXISTS`, `OR REPLACE`; a test holds them to it), so a run that
was cut off is simply run again, and two runs at once do the same harmless work twice.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from centspan.instrumentation.errors import CentspanError

LEDGER = """
CREATE TABLE IF NOT EXISTS schema_migrations{cluster} (
  id UInt32,
  name String,
  digest FixedString(64),
  cluster String COMMENT 'where its tables were created, the same for every migration',
  traces_table String COMMENT 'which table the views read spans from, the same for every migration',
  applied_at DateTime64(3, 'UTC') DEFAULT now64(3)
) ENGINE = {replicated}ReplacingMergeTree(applied_at) ORDER BY id
"""
TRACES = "otel_traces"


class MigrationError(CentspanError):
    """The store's schema and this release do not fit together."""


@dataclass(frozen=True, slots=True)
class Migration:
    """One numbered SQL file."""

    id: int
    name: str
    sql: str

    @property
    def digest(self) -> str:
        """SHA-256 of the file's text, in hex."""
        return hashlib.sha256(self.sql.encode()).hexdigest()

    def statements(self) -> Iterator[str]:
        """Yield the statements, comments stripped, placeholders still in them."""
        without_comments = re.sub(r"^\s*--.*$", "", self.sql, flags=re.MULTILINE)
        for statement in re.split(r";\s*$", without_comments, flags=re.MULTILINE):
            if statement.strip():
                yield statement.strip()


@dataclass(frozen=True, slots=True)
class Target:
    """What the placeholders stand for in one store."""

    database: str
    cluster: str = ""
    traces_table: str = ""

    @property
    def choice(self) -> tuple[str, str]:
        """What a store's ledger remembers."""
        return self.cluster, self.traces_table

    def fill(self, statement: str) -> str:
        """Return `statement` ready for this store."""
        filled = {
            "{cluster}": f" ON CLUSTER `{self.cluster}`" if self.cluster else "",
            "{replicated}": "Replicated" if self.cluster else "",
            "{database}": self.database,
            "{traces}": self.traces_table or TRACES,
        }
        for placeholder, value in filled.items():
            statement = statement.replace(placeholder, value)
        return statement

    def wants(self, statement: str) -> bool:
        """An attached traces table is never created by us."""
        ours = re.match(r"CREATE TABLE IF NOT EXISTS otel_traces\b", statement)
        return not (self.traces_table and ours)


@dataclass(frozen=True, slots=True)
class MigrateResult:
    """Names of the migrations this run applied, and how many stood before it."""

    applied: tuple[str, ...]
    standing: int


def migrations() -> tuple[Migration, ...]:
    """Return every migration this release ships, in order."""
    folder = files("centspan.collector").joinpath("migrations")
    return tuple(_read(file) for file in sorted(folder.iterdir(), key=lambda file: file.name))


def migrate(
    client: Any, *, cluster: str = "", traces_table: str = "", until: int | None = None
) -> MigrateResult:
    """Apply what the store behind `client` (a clickhouse-connect client) still lacks, or lacks up to number `until`.

    Cluster and traces table are chosen by the first run and stand from then on. Raises
    `MigrationError` for another choice, an edited migration or a store of a newer release.
    """
    asked = Target(client.database or "centspan", _word(cluster), _word(traces_table))
    target = _chosen(client, asked)
    client.command(target.fill(LEDGER))
    shipped = migrations()
    stands = standing(client)
    _check(shipped, stands)
    last = max(each.id for each in shipped) if until is None else until
    pending = [each for each in shipped if each.id not in stands and each.id <= last]
    for migration in pending:
        for statement in filter(target.wants, migration.statements()):
            client.command(target.fill(statement))
        client.insert(
            "schema_migrations",
            [[migration.id, migration.name, migration.digest.encode(), *target.choice]],
            column_names=["id", "name", "digest", "cluster", "traces_table"],
        )
    return MigrateResult(tuple(migration.name for migration in pending), len(stands))


def cluster_of(client: Any) -> str:
    """The cluster that a store was first migrated on; empty where on none."""
    return _chosen(client, Target(client.database or "centspan")).cluster


def _read(file: Traversable) -> Migration:
    number, _, name = file.name.removesuffix(".sql").partition("_")
    return Migration(int(number), f"{number}_{name}", file.read_text("utf-8"))


def _chosen(client: Any, asked: Target) -> Target:
    """What an earlier run chose, or `asked` in a store without a ledger."""
    ledger = client.query("EXISTS TABLE schema_migrations").result_rows[0][0]
    sql = "SELECT cluster, traces_table FROM schema_migrations ORDER BY id LIMIT 1"
    stands = client.query(sql).result_rows if ledger else []
    if not stands:
        return asked
    chosen = Target(asked.database, *stands[0])
    _check_choice("--cluster", asked.cluster, chosen.cluster, "")
    _check_choice("--traces-table", asked.traces_table, chosen.traces_table, TRACES)
    return chosen


def _check_choice(option: str, asked: str, chosen: str, default: str) -> None:
    if asked and asked != (chosen or default):
        expected = f"{option} {chosen}" if chosen else f"no {option}"
        raise MigrationError(
            f"expected {expected}, as this store was first migrated, found {asked}: leave the "
            "option out, or migrate an empty database"
        )


def standing(client: Any) -> dict[int, str]:
    """Number → digest of each migration that a migrated store has."""
    rows = client.query("SELECT id, toString(digest) FROM schema_migrations FINAL").result_rows
    return {int(number): str(digest) for number, digest in rows}


def _check(shipped: tuple[Migration, ...], standing: dict[int, str]) -> None:
    known = {migration.id: migration for migration in shipped}
    for number, digest in standing.items():
        if number not in known:
            raise MigrationError(
                f"this store has migration {number:04d}, and this release ends at "
                f"{max(known):04d}: it was migrated by a newer centspan; upgrade this one"
            )
        if digest != known[number].digest:
            raise MigrationError(
                f"migration {known[number].name} was applied with digest {digest[:12]}… but its "
                f"file now has {known[number].digest[:12]}…: a shipped migration must not be "
                "edited; restore the file and put the change into a new migration"
            )


def _word(name: str) -> str:
    if name and not re.fullmatch(r"[A-Za-z_][\w.-]*", name):
        raise MigrationError(f"expected a plain name such as db.otel_traces, found {name!r}")
    return name
