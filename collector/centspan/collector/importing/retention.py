"""How long the store keeps a table's rows."""

import re
from typing import Any

FOR_EVER_DAYS = 36_500


def days_kept(client: Any, table: str) -> int:
    """Days, by the table's TTL; a hundred years where it has none."""
    rows = client.query(
        "SELECT engine_full FROM system.tables "
        "WHERE database = currentDatabase() AND name = {table:String}",
        parameters={"table": table},
    ).result_rows
    found = re.search(r"TTL .*?toIntervalDay\((\d+)\)", rows[0][0] if rows else "")
    return int(found.group(1)) if found else FOR_EVER_DAYS
