"""The store as a data source of Grafana's ClickHouse plugin."""

from typing import Any

from centspan.collector.dsn import Target
from centspan.collector.grafana import PLUGIN, SOURCE_UID
from centspan.instrumentation.errors import CentspanError


def data_source(target: Target) -> dict[str, Any]:
    """What Grafana is sent; raises CentspanError for a store that no server answers for."""
    if not target.host:
        raise CentspanError(
            f"expected --source http://host:port or clickhouse://user:password@host:port/database, as "
            f"Grafana reaches the store; found {target}, which only a process of this machine can open"
        )
    return {
        "uid": SOURCE_UID,
        "name": SOURCE_UID,
        "type": PLUGIN,
        "access": "proxy",
        "isDefault": False,
        "jsonData": _settings(target),
        "secureJsonData": {"password": target.password},
    }


def stands(ours: dict[str, Any], theirs: dict[str, Any]) -> bool:
    """Whether Grafana has the data source as it is sent; it tells of a password only that it has one."""
    kept = {key: ours[key] for key in ("type", "name", "access")}
    told = theirs.get("jsonData") or {}
    has_password = bool((theirs.get("secureJsonFields") or {}).get("password"))
    return (
        all(theirs.get(key) == value for key, value in kept.items())
        and all(told.get(key) == value for key, value in ours["jsonData"].items())
        and has_password == bool(ours["secureJsonData"]["password"])
    )


def _settings(target: Target) -> dict[str, Any]:
    return {
        "host": target.host,
        "port": target.port,
        "protocol": "http",
        "secure": target.interface == "https",
        "tlsSkipVerify": not target.verify,
        "username": target.user or "default",
        "defaultDatabase": target.database,
        "dialTimeout": "10",
        "queryTimeout": "60",
        "validateSql": False,
        "enableRowLimit": False,
    }
