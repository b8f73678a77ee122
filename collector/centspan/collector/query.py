"""Questions asked of the store: one `.sql` file each, read by everyone who asks it."""

from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.resources import files
from typing import Any

from centspan.instrumentation.errors import CentspanError


@dataclass(frozen=True, slots=True)
class Query:
    """One question; `sql` takes ClickHouse parameters such as `{start:DateTime}`."""

    name: str
    sql: str

    @property
    def question(self) -> str:
        """The file's first line: the question in a sentence."""
        return self.sql.splitlines()[0].removeprefix("-- ")

    def rows(self, client: Any, **parameters: Any) -> list[dict[str, Any]]:
        """Ask it through a clickhouse-connect client; one dict a row, column names as keys.

        Moments are asked for to the second, in UTC.
        """
        asked = {
            name: _in_utc(value) if isinstance(value, datetime) else value
            for name, value in parameters.items()
        }
        return list(client.query(self.sql, parameters=asked).named_results())


def _in_utc(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")


def load(name: str) -> Query:
    """Return the question stored as `queries/<name>.sql`."""
    file = files("centspan.collector").joinpath(f"queries/{name}.sql")
    if not file.is_file():
        raise CentspanError(f"there is no question {name!r}; known: {', '.join(names())}")
    return Query(name, file.read_text("utf-8"))


def names() -> tuple[str, ...]:
    """Every question, sorted."""
    folder = files("centspan.collector").joinpath("queries")
    return tuple(
        sorted(
            file.name.removesuffix(".sql")
            for file in folder.iterdir()
            if file.name.endswith(".sql")
        )
    )
