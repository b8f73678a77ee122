"""Puts a range and the reader's choices into a query as Grafana and its ClickHouse plugin 4.20 do.

Grafana replaces variables first, in the browser; the plugin's macros follow on the server. Written
after grafana/scenes (formatRegistry, MultiValueVariable) and pkg/macros of the plugin.
"""

import re
from datetime import UTC, datetime

ALL = object()
"""The choice `All`, which stands for the variable's own value of everything."""
HOUR = 3600
STEPS = (
    (5400, HOUR),
    (9000, 2 * HOUR),
    (16200, 3 * HOUR),
    (32400, 6 * HOUR),
    (86400, 12 * HOUR),
    (604800, 24 * HOUR),
    (1814400, 7 * 24 * HOUR),
)
"""Below how many seconds Grafana rounds a step to which, from an hour up."""
_VARIABLE = re.compile(r"\$\{(\w+)(?::(\w+))?\}|\$(\w+)")
_MACRO = re.compile(r"\$__(\w+)")


def expanded(sql, choices, everything, start, end, step):
    """The SQL that the store is asked; `everything` has each variable's value of All."""
    return with_macros(with_variables(sql, choices, everything), start, end, step)


def with_variables(sql, choices, everything):
    def value(found):
        name, form = found[1] or found[3], found[2]
        if name not in choices:
            return found[0]
        return everything[name] if choices[name] is ALL else formatted(choices[name], form)

    return _VARIABLE.sub(value, sql)


def formatted(value, form):
    """One value or a list of them; only single quotes are escaped, backslashes are not."""
    many = value if isinstance(value, list) else [value]
    if form == "singlequote":
        return ",".join("'" + each.replace("'", "\\'") + "'" for each in many)
    if form is None:
        return ",".join(f"'{each}'" for each in many) if isinstance(value, list) else value
    assert form in ("raw", "csv"), form
    return ",".join(many)


def with_macros(sql, start, end, step):
    """The plugin's macros; an unknown one stays. `start` and `end` are datetimes, `step` seconds."""
    first, last = int(start.timestamp()), int(end.timestamp())
    milliseconds = [int(each.timestamp() * 1000) for each in (start, end)]
    plain = {
        "fromTime": f"toDateTime({first})",
        "toTime": f"toDateTime({last})",
        "fromTime_ms": f"fromUnixTimestamp64Milli({milliseconds[0]})",
        "toTime_ms": f"fromUnixTimestamp64Milli({milliseconds[1]})",
        "interval_s": str(max(int(step), 1)),
    }
    days = [datetime.fromtimestamp(each, UTC).date() for each in (first, last)]
    range_ = f"{{0}} >= toDateTime({first}) AND {{0}} <= toDateTime({last})"
    of_column = {
        "timeFilter": range_,
        "dateFilter": f"{{0}} >= toDate('{days[0]}') AND {{0}} <= toDate('{days[1]}')",
        "timeInterval": f"toStartOfInterval(toDateTime({{0}}), INTERVAL {max(step, 1)} second)",
    }
    while founds := [m for m in _MACRO.finditer(sql) if m[1] in plain or m[1] in of_column]:
        found = founds[-1]  # the innermost
        if found[1] in plain:
            sql = sql[: found.start()] + plain[found[1]] + sql[found.end() :]
            continue
        begun, closed = sql.index("(", found.end()), sql.index(")", found.end())
        column = sql[begun + 1 : closed].strip()
        sql = sql[: found.start()] + of_column[found[1]].format(column) + sql[closed + 1 :]
    return sql


def step_of(panel, start, end):
    """The seconds between two points that Grafana chooses for a panel with our options."""
    wished = (end - start).total_seconds() / panel.get("maxDataPoints", 1000)
    rounded = next(to for below, to in STEPS if wished < below)
    return max(rounded, HOUR) if panel.get("interval") == "1h" else int(max(wished, 1))
