"""Moves a recorded trace to other days, so that today's questions can be asked of it."""

from centspan.collector.importing.content import open_content
from centspan.collector.importing.format import Format
from centspan.collector.importing.mapping import make_mapping
from centspan.collector.importing.moments import DAY, micros
from centspan.collector.importing.rows import read_rows
from centspan.collector.importing.values import NotThis
from centspan.instrumentation.errors import CentspanError

TIME = {"calls": "started_at", "evaluations": "judged_at"}


def shift_to(
    day: int,
    paths: list[str],
    format: Format,
    mapped: dict[str, str],
    fixed: dict[str, str],
    unit: str,
) -> int:
    """By how many microseconds (whole days) the earliest row of all files falls on `day`.

    Raises CentspanError where no row has a time, and for what can be read only once.
    """
    if "-" in paths:
        raise CentspanError("--shift-to reads the files twice: give files, or use --time-shift")
    earliest = min(
        (at for path in paths if (at := _earliest(path, format, mapped, fixed, unit)) is not None),
        default=None,
    )
    if earliest is None:
        raise CentspanError("--shift-to: no row has a time that can be read")
    return (day - earliest) // DAY * DAY + (DAY if (day - earliest) % DAY else 0)


def _earliest(
    path: str, format: Format, mapped: dict[str, str], fixed: dict[str, str], unit: str
) -> int | None:
    field, earliest = TIME[format.kind], None
    with open_content(path) as content:
        rows = read_rows(content, format.unfold)
        mapping = make_mapping(format, mapped, fixed, rows.columns)
        for row in rows.each:
            value = mapping.read(row.values).get(field)
            try:
                at = micros(value, unit) if value is not None else None
            except NotThis:
                continue
            if at is not None and (earliest is None or at < earliest):
                earliest = at
    return earliest
