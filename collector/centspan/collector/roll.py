"""Derives which calls count, and rolls hours up once they have settled.

Deliveries repeat, come late and out of order, and a parent ends after its children, so no sum made
at insert time can be right. An insert only marks its hours dirty. This job judges the calls of dirty
hours (`verdicts.sql`) and rolls an hour up when nothing has touched it for `settle_seconds`. Until
then the view `spend` answers that hour from the calls themselves, and boards, which read rollups
alone, from a draft that every pass makes of what has changed. Several rollers may run at once:
verdicts depend on the stored calls alone, versions come from the store's clock, an hour's newest
rollup stands, and only older ones are ever deleted.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from centspan.collector.rolling import pruning, statements
from centspan.collector.rolling.chunks import chunks, newest, texts
from centspan.collector.rolling.judge import Judge

SECOND = timedelta(seconds=1)
"""The resolution of marks: a change may follow a rollup of the same second."""
SETTLE_SECONDS = 60
"""How long after a block was stored its rows are surely visible to a reader."""
DAYS_AT_ONCE = 31
NEVER = datetime(1970, 1, 1, tzinfo=UTC)

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
    drafted_hours: int = 0
    unjudged: dict[str, str] = field(default_factory=dict)
    """Hours (UTC) that were too much to judge, and why: they are not rolled up, and tried again."""

    def problem(self) -> str:
        """What could not be done, for a person; '' when all was."""
        if not self.unjudged:
            return ""
        hour, why = next(iter(self.unjudged.items()))
        return (
            f"hours whose calls could not be judged: {len(self.unjudged)}, the first {hour} UTC "
            f"({why}); boards leave them out until they are; give the store more memory"
        )


@dataclass(slots=True)
class Roller:
    """Passes over one store; an idle one costs a few small queries."""

    client: Any
    settle_seconds: int = SETTLE_SECONDS
    _judge: Judge = field(init=False)

    def __post_init__(self) -> None:
        self._judge = Judge(self.client, timedelta(seconds=max(self.settle_seconds, 0)))

    def run(self) -> RollResult:
        """Judge and roll up what is due, and tell readers."""
        began = self._now()
        judged = self._judge.run({hour: marked for hour, marked, _ in self._dirty()}, began)
        # Who does not wait takes as settled what judging itself has touched as well.
        until = began if self.settle_seconds > 0 else self._now()
        settled_until = until - timedelta(seconds=self.settle_seconds)
        dirty = [each for each in self._dirty() if each[0] not in self._judge.unjudged]
        settled = [hour for hour, marked, _ in dirty if marked < settled_until]
        changed = [
            hour for hour, marked, rolled in dirty if settled_until <= marked > rolled - SECOND
        ]
        drafted = newest(self.client, changed)  # an import's others come when they have settled
        if settled or drafted:
            self.publish()  # so that readers look into days that are about to open
        for hours in chunks(self.client, settled):
            self._roll_hours(hours, settled_until)
        self._roll_hours(drafted, NEVER)
        result = RollResult(
            judged, len(settled), self._roll_days(), len(drafted), self._judge.told()
        )
        if result.rolled_hours or result.rolled_days or result.drafted_hours:
            self.publish()
            pruning.drop_drafts(self.client)
        return result

    def publish(self) -> None:
        """Have readers of rollups take those that stand now."""
        self.client.command("SYSTEM RELOAD DICTIONARY standing_rollups")

    def _roll_hours(self, hours: list[datetime], settled_until: datetime) -> None:
        """Roll hours up; drafts, which settle nothing, leave them dirty."""
        if not hours:
            return
        version = self._version()
        draft = version if settled_until == NEVER else 0
        parameters = {"hours": texts(hours), "version": version, "draft": draft}
        for statement in (statements.SPEND, statements.TENANT_SPEND, statements.UNCOUNTED):
            self.client.command(statement, parameters=parameters)
        self.client.insert(
            "rolled_hours",
            [[hour, version, settled_until] for hour in hours],
            column_names=["hour", "version", "settled_until"],
        )

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

    def _dirty(self) -> list[tuple[datetime, datetime, datetime]]:
        """Each dirty hour, when it last changed, and when it was last rolled up."""
        rows = self.client.query(
            "SELECT hour, marked, fromUnixTimestamp64Micro(toInt64(standing), 'UTC') "
            "FROM hour_states WHERE dirty"
        ).result_rows
        return [(_utc(hour), _utc(marked), _utc(rolled)) for hour, marked, rolled in rows]

    def _version(self) -> int:
        # Above all that stands, so that no clock set back can leave an older rollup standing.
        return self.client.query(NEXT_VERSION).result_rows[0][0]

    def _now(self) -> datetime:
        return _utc(self.client.query("SELECT now('UTC')").result_rows[0][0])


def roll(client: Any, settle_seconds: int = SETTLE_SECONDS) -> RollResult:
    """Make one pass over the store behind `client` (a clickhouse-connect client)."""
    return Roller(client, settle_seconds).run()


def _utc(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
