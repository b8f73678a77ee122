"""The users of a ClickHouse server, each with what its part of the work needs and no more.

`centspan_reader` asks (Grafana, people), without the text of prompts and spans; `centspan_ingest` is the Collector's and may only
insert what comes in; `centspan_admin` is for everything of centspan that changes the store. Run anew after migrations: grants
are for tables one by one.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from centspan.collector.migrate import cluster_of
from centspan.collector.query import load

INCOMING: Final = ("otel_traces", "otel_logs", "otel_metrics_sum", "otel_metrics_gauge")
"""What the Collector's clickhouse exporter inserts into."""
TEXT: Final = ("call_content", "otel_traces", "otel_logs")
"""Tables that may hold what somebody wrote."""
ASKED: Final = ("columns", "databases", "dictionaries", "functions", "parts", "settings", "tables")
"""Tables of the server that questions, boards and drivers read."""


@dataclass(frozen=True, slots=True)
class StoreUser:
    """A user, who asks every table, view and dictionary but those of text, or inserts into `inserts`.

    `server` are grants of other kinds, `settings` what its sessions begin with and may not leave.
    """

    name: str
    asks: bool = False
    inserts: tuple[str, ...] = ()
    server: tuple[str, ...] = ()
    settings: str = ""


USERS: Final = (
    StoreUser(
        "centspan_reader",
        asks=True,
        server=tuple(f"SELECT ON system.{table}" for table in ASKED),
        # 2: a reader may set limits of time for its own question, as Grafana's plugin does.
        settings="readonly = 2, max_execution_time = 60 MAX 600, max_memory_usage = 4000000000 MAX 8000000000",
    ),
    StoreUser("centspan_ingest", inserts=INCOMING, settings="async_insert = 0 READONLY"),
    StoreUser(
        "centspan_admin",
        server=(
            "SELECT, INSERT, ALTER, CREATE, DROP, TRUNCATE, OPTIMIZE, SHOW, dictGet ON {database}.*",
            *("SELECT ON system.*", "SHOW DATABASES ON *.*", "CREATE TEMPORARY TABLE ON *.*"),
            *("SYSTEM RELOAD DICTIONARY ON *.*", "CREATE FUNCTION, DROP FUNCTION ON *.*"),
        ),
    ),
)


def statements(client: Any, passwords: Mapping[str, str]) -> Iterator[str]:
    """The DDL of the users that have a password here, for the objects that the store has now."""
    cluster = cluster_of(client)
    everywhere = f" ON CLUSTER `{cluster}`" if cluster else ""
    objects = {row["name"]: row["engine"] for row in load("store_objects").rows(client)}
    for user in USERS:
        if user.name in passwords:
            secret = hashlib.sha256(passwords[user.name].encode()).hexdigest()
            settings = f" SETTINGS {user.settings}" if user.settings else ""
            yield (
                f"CREATE USER OR REPLACE {user.name}{everywhere} IDENTIFIED WITH sha256_hash BY '{secret}'{settings}"
            )
            for grant in grants(user, client.database, objects):
                yield f"GRANT{everywhere} {grant} TO {user.name}"


def grants(user: StoreUser, database: str, objects: Mapping[str, str]) -> Iterator[str]:
    """What a user is granted, `PRIVILEGE ON object` each; `objects` are names and engines."""
    for name, engine in objects.items():
        # Of a materialized view one would read what it writes to, as who made it.
        if user.asks and name not in TEXT and engine != "MaterializedView":
            yield f"{'dictGet' if engine == 'Dictionary' else 'SELECT'} ON {database}.{name}"
        if name in user.inserts:
            yield f"INSERT ON {database}.{name}"
    for grant in user.server:
        yield grant.format(database=database)
