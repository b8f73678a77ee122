"""Questions asked of the store: one `.sql` file each, read by everyone who asks it.

The first line is the question in a sentence, the rest ClickHouse SQL with parameters such as
`{limit:UInt32}`; `priced(…)` in it is written out by priced.py, and `@passed` stands for what several
questions say alike, `templates/parts/passed.sql`. Every question of spend takes
`start` and `end`, the dimensions its reader limits it to (`environments`, `features`, …; all where
not said) and `grain`, the seconds of a reader's step where it has one.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from typing import Any, Final

from centspan.collector.priced import write_out
from centspan.instrumentation.errors import CentspanError

ANY: Final = ["*"]
"""Limits a dimension to nothing."""
_PARAMETER: Final = re.compile(r"\{(\w+):([\w('), ]+)\}")
_PART: Final = re.compile(r"@(\w+)")
# Boards show the whole hours that a reader's time touches, as rollups know no less.
_GRAFANA: Final = {
    "start": "toStartOfHour(toTimeZone($__fromTime, 'UTC'))",
    "end": "toStartOfHour(toTimeZone($__toTime, 'UTC') + 3599)",
    "grain": "$__interval_s",
}


@dataclass(frozen=True, slots=True)
class Query:
    """One question; `sql` takes ClickHouse parameters."""

    name: str
    sql: str

    @property
    def question(self) -> str:
        """The file's first line: the question in a sentence."""
        return self.sql.splitlines()[0].removeprefix("-- ")

    @property
    def parameters(self) -> dict[str, str]:
        """Each parameter and its ClickHouse type."""
        return dict(_PARAMETER.findall(self.sql))

    def rows(self, client: Any, **parameters: Any) -> list[dict[str, Any]]:
        """Ask it through a clickhouse-connect client; one dict a row, column names as keys.

        Moments are asked for to the second, in UTC.
        """
        return list(self.answer(client, {}, **parameters).named_results())

    def answer(self, client: Any, settings: Mapping[str, Any], **parameters: Any) -> Any:
        """As `rows`, under the engine's `settings`; the client's own result, which names its columns."""
        asked = {**self._unlimited(), **parameters}
        texts = {
            name: in_utc(value) if isinstance(value, datetime) else value
            for name, value in asked.items()
        }
        return client.query(self.sql, parameters=texts, settings=dict(settings))

    def for_grafana(self, variables: Collection[str] = (), **values: str | float) -> str:
        """The same SQL for a panel: a reader's range and `variables` in place of the parameters.

        A parameter without a variable of its name takes its value from `values`. Lists of values
        are named in the plural, their variable in the singular. Raises CentspanError if one is left.
        """
        return _PARAMETER.sub(lambda found: self._in_panel(found, variables, values), self.sql)

    def at(self, moment: str, **values: str | float) -> str:
        """The same SQL with nothing left to ask, at exactly the `moment` that this SQL gives.

        What is not among `values` is unlimited. Raises CentspanError if a parameter is left.
        """
        return _PARAMETER.sub(lambda found: self._stated(found, {**values}, moment), self.sql)

    def _stated(self, found: re.Match[str], values: Mapping[str, str | float], moment: str) -> str:
        name, kind = found.groups()
        if name == "end":
            return moment
        if name in values:
            value = values[name]
            return _literal(float(value) if kind == "Float64" else value, kind)
        if kind == "Array(String)" or name == "grain":
            return "['*']" if name != "grain" else "0"
        raise CentspanError(f"question {self.name} needs a value for {name}: give one")

    def _in_panel(
        self, found: re.Match[str], variables: Collection[str], values: dict[str, str | int | float]
    ) -> str:
        name, kind = found.groups()
        if name in values:
            return _literal(values[name], kind)
        if kind == "Array(String)":
            one = name.removesuffix("s")
            return f"[${{{one}:singlequote}}]" if one in variables else "['*']"
        if name in variables:
            return f"${{{name}:singlequote}}"
        if name in _GRAFANA:
            return _GRAFANA[name]
        raise CentspanError(
            f"question {self.name} needs a value for {name}: give one, or a variable of that name"
        )

    def _unlimited(self) -> dict[str, Any]:
        limits = {name: ANY for name, kind in self.parameters.items() if kind == "Array(String)"}
        return limits | ({"grain": 0} if "grain" in self.parameters else {})


def _with_parts(sql: str) -> str:
    return _PART.sub(lambda found: _with_parts(_part(found[1])), sql)


def _part(name: str) -> str:
    text = files("centspan.collector").joinpath(f"templates/parts/{name}.sql").read_text("utf-8")
    return "\n".join(line for line in text.splitlines() if not line.startswith("--"))


def _literal(value: str | float, kind: str) -> str:
    if kind == "Identifier" or isinstance(value, int | float):
        return str(value)
    escaped = value.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


def in_utc(moment: datetime) -> str:
    """A moment as a parameter of the store: to the second, in UTC."""
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")


@cache
def load(name: str, source: str = "spend", *, live: bool = False) -> Query:
    """Return the question stored as `queries/<name>.sql`, asked of `source` where it says `@source`.

    `live`: of every call stored by now; without, of what is rolled up, some seconds behind them.
    """
    file = files("centspan.collector").joinpath(f"queries/{name}.sql")
    if not file.is_file():
        raise CentspanError(f"there is no question {name!r}; known: {', '.join(names())}")
    text = _with_parts(file.read_text("utf-8").replace("@source", source))
    return Query(name, write_out(text, live=live))


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
