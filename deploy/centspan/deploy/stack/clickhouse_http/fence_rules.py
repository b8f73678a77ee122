"""What the fence lets through, as data."""

from typing import Literal

STATEMENTS: tuple[tuple[tuple[str, ...], Literal["read", "insert", "write", "set"]], ...] = (
    (("select",), "read"),
    (("with",), "read"),
    (("show",), "read"),
    (("describe",), "read"),
    (("explain",), "read"),
    (("exists",), "read"),
    (("check", "table"), "read"),
    (("insert", "into"), "insert"),
    (("create", "table"), "write"),
    (("create", "temporary", "table"), "write"),
    (("create", "or", "replace", "table"), "write"),
    (("create", "or", "replace", "view"), "write"),
    (("create", "or", "replace", "dictionary"), "write"),
    (("create", "view"), "write"),
    (("create", "materialized", "view"), "write"),
    (("create", "dictionary"), "write"),
    (("create", "database"), "write"),
    (("alter", "table"), "write"),
    (("drop", "table"), "write"),
    (("drop", "temporary", "table"), "write"),
    (("drop", "view"), "write"),
    (("drop", "dictionary"), "write"),
    (("truncate", "table"), "write"),
    (("rename", "table"), "write"),
    (("rename", "dictionary"), "write"),
    (("exchange", "tables"), "write"),
    (("exchange", "dictionaries"), "write"),
    (("optimize", "table"), "write"),
    (("delete", "from"), "write"),
    (("update",), "write"),
    (("use",), "set"),
    (("set",), "set"),
    (("system", "reload", "dictionary"), "write"),
)
"""Openings of permitted statements; a read is all that GET may do."""

TABLE_FUNCTIONS = frozenset(
    [
        "numbers",
        "numbers_mt",
        "zeros",
        "zeros_mt",
        "primes",
        "generate_series",
        "generateseries",
        "values",
        "sqlstandardvalues",
        "view",
        "viewifpermitted",
        "merge",
        "dictionary",
        "mergetreeindex",
        "mergetreeprojection",
    ]
)
"""Table functions that read nothing but the store; every other one the engine has is refused.

Not among them: those that take columns as text, which may have a default of any SQL.
"""

FORBIDDEN_FUNCTIONS = frozenset(
    [
        "{identifier}",
        "file",
        "url",
        "s3",
        "gcs",
        "remote",
        "remotesecure",
        "cluster",
        "clusterallreplicas",
        "executable",
        "python",
        "filesystem",
        "catboostevaluate",
        "evalmlmethod",
        "getclienthttpheader",
        "currentrequesturl",
        "disk",
        "eval",
        "backup",
        "aigenerate",
        "aiclassify",
        "aiextract",
        "aitranslate",
        "aiembed",
        "aifilter",
        "airedact",
        "aisimilarity",
        "addresstoline",
        "addresstolinewithinlines",
        "addresstosymbol",
        "demangle",
        "generateserialid",
        "ssd_cache",
        "complex_key_ssd_cache",
        "__scalarsubqueryresult",
        "getserversetting",
        "getmergetreesetting",
        "sleep",
        "sleepeachrow",
    ]
)
"""Functions that read the machine or reach out of it; some are scalar and known to no role."""

FORBIDDEN_SEQUENCES = (
    ("into", "outfile"),
    ("from", "infile"),
    ("insert", "into", "function"),
    ("parallel", "with"),
    ("set", "role"),
    ("set", "default", "role"),
    ("freeze",),
    ("fetch", "partition"),
    ("export", "partition"),
    ("export", "part"),
    ("to", "disk"),
    ("to", "volume"),
    ("sql", "security"),
    ("definer",),
    # Would run on by themselves, without the caller's limits.
    ("refresh", "every"),
    ("refresh", "after"),
)

TABLE_ENGINES = frozenset(
    [
        "memory",
        "log",
        "tinylog",
        "stripelog",
        "null",
        "buffer",
        "set",
        "join",
        "merge",
        "view",
        "materializedview",
        "alias",
        "atomic",
        "dictionary",
    ]
)
"""Engines that keep their data in the store, beside every *MergeTree."""

DICTIONARY_SOURCES = frozenset(("clickhouse", "null"))
REMOTE_SOURCE_KEYS = frozenset(("host", "port", "user", "password", "secure", "name"))
SOURCE_SQL: dict[str, str | None] = {
    "query": "",
    "invalidate_query": "",
    "where": "SELECT 1 WHERE ",
    "update_field": None,
    "update_lag": None,
    "table": None,
    "db": None,
}
"""What makes a statement of a source's option; None where only a plain name will do."""
