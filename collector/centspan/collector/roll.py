"""Derives which calls count, and rolls hours up once they have settled.

Deliveries repeat, come late and out of order, and a parent ends after its children, so no sum made
at insert time can be right. An insert only marks its hours dirty. This job judges the calls of dirty
hours (`verdicts.sql`) and rolls an hour up when nothing has touched it for `settle_seconds`; until
then the view `spend` answers that hour from the calls themselves. Several rollers may run at once:
verdicts depend on the stored calls alone, versions come from the store's clock, an hour's newest
rollup stands, and only older ones are ever deleted.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from centspan.collector.rolling import statements

HOUR = timedelta(hours=1)
SETTLE_SECONDS = 60
"""How long after a block was stored its rows are surely visible to a reader."""
CHUNK_HOURS = 24
DAYS_AT_ONCE = 31
PRUNE_ABOVE = 0.25
"""Share of superseded rollup rows from which `prune` deletes them."""

PRUNED = (
    ("spend_1h", "hour"),
    ("tenant_spend_1h", "hour"),
    ("uncounted_1h", "hour"),
    ("spend_1d", "toDate(hour)"),
    ("tenant_spend_1d", "toDate(hour)"),
    ("user_spend_1d", "day"),
)
"""Every rollup, and by which hour or day a later version replaces its rows."""

NEXT_VERSION = """
SELECT greatest(toUInt64(toUnixTimestamp64Micro(now64(6, 'UTC'))),
  (SELECT max(version) FROM rolled_hours) + 1, (SELECT max(version) FROM rolled_days) + 1)
"""


@dataclass(frozen=True, slots=True)
class RollResult:
    """What one pass did."""

    judged_hours: int = 0
    rolled_hours: int = 0
    rolled_days: int = 0


@dataclass(slots=True)
class Roller:
    """Remembers which changes it has judged, so that an idle pass costs one small query."""

    client: Any
    settle_seconds: int = SETTLE_SECONDS
    _judged: dict[datetime, datetime] = field(default_factory=dict)

    def run(self) -> RollResult:
        """Judge and roll up what is due."""
        return RollResult(self._judge(), self._roll_hours(), self._roll_days())

    def _judge(self) -> int:
        changed = {
            hour: marked
            for hour, marked in self._dirty()
            if self._judged.get(hour) is None or marked > self._judged[hour]
        }
        due = {near for hour in changed for near in (hour - HOUR, hour, hour + HOUR)}
        for hours in _chunks(due):
            self._judge_hours(hours)
        # A mark has the resolution of a second: one of the current second may be followed by others.
        now = self._now()
        self._judged.update({hour: marked for hour, marked in changed.items() if marked < now})
        return len(changed)

    def _judge_hours(self, hours: list[datetime]) -> None:
        around = sorted({near for hour in hours for near in (hour - HOUR, hour, hour + HOUR)})
        self.client.command(
            statements.VERDICTS,
            parameters={
                "hours": _texts(hours),
                "around": _texts(around),
                "from": _text(around[0]),
                "to": _text(around[-1] + HOUR),
            },
        )

    def _roll_hours(self) -> int:
        settled_until = self._now() - timedelta(seconds=self.settle_seconds)
        due = [hour for hour, marked in self._dirty() if marked < settled_until]
        for hours in _chunks(due):
            parameters = {"hours": _texts(hours), "version": self._version()}
            self.client.command(statements.SPEND, parameters=parameters)
            self.client.command(statements.TENANT_SPEND, parameters=parameters)
            self.client.command(statements.UNCOUNTED, parameters=parameters)
            self.client.insert(
                "rolled_hours",
                [[hour, parameters["version"], settled_until] for hour in hours],
                column_names=["hour", "version", "settled_until"],
            )
        return len(due)

    def _roll_days(self) -> int:
        due: list[date] = [
            row[0]
            for row in self.client.query(
                "SELECT day FROM day_states WHERE NOT is_dirty AND NOT sealed"
            ).result_rows
        ]
        for first in range(0, len(due), DAYS_AT_ONCE):
            days = due[first : first + DAYS_AT_ONCE]
            version = self._version()
            texts = [str(day) for day in days]
            parameters = {"days": texts, "version": version}
            self.client.command(statements.SPEND_DAYS, parameters=parameters)
            self.client.command(statements.TENANT_SPEND_DAYS, parameters=parameters)
            for day in texts:  # each reads its calls anew
                self.client.command(
                    statements.USER_SPEND, parameters={"days": [day], "version": version}
                )
            self.client.insert(
                "rolled_days", [[day, version] for day in days], column_names=["day", "version"]
            )
        return len(due)

    def prune(self) -> int:
        """Delete rollup rows that a newer rollup of their hour or day has replaced; returns how many tables."""
        pruned = 0
        for table, moment in PRUNED:
            key, states = ("hour", "hour_states") if moment == "hour" else ("day", "day_states")
            # Not "whatever does not stand": rows newer than that are another roller's, not yet entered.
            stale = (
                f"({moment}, version) IN (SELECT {key}, version "
                f"FROM (SELECT DISTINCT {moment} AS {key}, version FROM {table}) AS theirs "
                f"INNER JOIN {states} USING ({key}) WHERE version < standing)"
            )
            share = self.client.query(
                f"SELECT countIf({stale}) / greatest(count(), 1) FROM {table}"
            ).result_rows[0][0]
            if share > PRUNE_ABOVE:
                self.client.command(f"DELETE FROM {table} WHERE {stale}")
                pruned += 1
        return pruned

    def _dirty(self) -> list[tuple[datetime, datetime]]:
        rows = self.client.query("SELECT hour, marked FROM hour_states WHERE dirty").result_rows
        return [(_utc(hour), _utc(marked)) for hour, marked in rows]

    def _version(self) -> int:
        # Above all that stands, so that no clock set back can leave an older rollup standing.
        return self.client.query(NEXT_VERSION).result_rows[0][0]

    def _now(self) -> datetime:
        return _utc(self.client.query("SELECT now('UTC')").result_rows[0][0])


def roll(client: Any, settle_seconds: int = SETTLE_SECONDS) -> RollResult:
    """Make one pass over the store behind `client` (a clickhouse-connect client)."""
    return Roller(client, settle_seconds).run()


def _chunks(hours: Iterable[datetime]) -> Iterator[list[datetime]]:
    """Group hours so that no group spans more than CHUNK_HOURS."""
    group: list[datetime] = []
    for hour in sorted(hours):
        if group and hour - group[0] >= CHUNK_HOURS * HOUR:
            yield group
            group = []
        group.append(hour)
    if group:
        yield group


def _utc(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _text(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%d %H:%M:%S")


def _texts(moments: Iterable[datetime]) -> list[str]:
    return [_text(moment) for moment in moments]
