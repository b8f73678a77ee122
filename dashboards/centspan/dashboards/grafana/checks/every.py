"""Every check, in the order in which a reader would look."""

from collections import Counter
from collections.abc import Sequence
from typing import Final

from centspan.dashboards.grafana.checks import (
    asked,
    colored,
    frames,
    led_on,
    meant,
    meant_around,
    named_columns,
    sql,
    whole,
)
from centspan.dashboards.grafana.checks.finding import Check, Finding, Json

CHECKS: Final[tuple[Check, ...]] = (
    whole.same_everywhere,
    whole.named,
    whole.timed,
    whole.linked,
    whole.sourced,
    frames.known,
    frames.unique,
    frames.explained,
    frames.of_one_figure,
    frames.open_rows,
    frames.on_grid,
    asked.of_the_source,
    asked.in_form,
    asked.once,
    asked.by_the_hour,
    sql.understood,
    sql.complete,
    sql.defined_and_used,
    named_columns.there,
    named_columns.in_their_units,
    named_columns.by_time,
    named_columns.annotated,
    led_on.leading_somewhere,
    led_on.leading_to_numbers,
    colored.rising,
    colored.calm,
    meant.all_there,
    meant.side_by_side,
    meant.asks_its_question,
    meant.figures_of_the_definition,
    meant.thresholds_of_the_definition,
    meant_around.on_its_time,
    meant_around.limited_by_its_variables,
    meant_around.marked_by_its_questions,
    meant_around.leading_where_defined,
)


def findings(boards: Sequence[Json]) -> list[Finding]:
    """What is wrong with the boards, each among the others."""
    often = Counter(board["uid"] for board in boards)
    doubled = [Finding(uid, "", "two boards have this uid") for uid, n in often.items() if n > 1]
    by_uid = {board["uid"]: board for board in boards}
    return doubled + [
        found for board in boards for check in CHECKS for found in check(board, by_uid)
    ]
