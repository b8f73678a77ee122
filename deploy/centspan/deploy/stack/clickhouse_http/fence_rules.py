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
    (("create", "view"), "write"),
    (("create", "materialized", "view"), "write"),
    (("create", "database"), "write"),
    (("alter", "table"), "write"),
    (("drop", "table"), "write"),
    (("drop", "temporary", "table"), "write"),
    (("drop", "view"), "write"),
    (("truncate", "table"), "write"),
    (("rename", "table"), "write"),
    (("exchange", "tables"), "write"),
    (("optimize", "table"), "write"),
    (("delete", "from"), "write"),
    (("update",), "write"),
    (("use",), "set"),
    (("set",), "set"),
    (("system", "reload", "dictionary"), "write"),
)
"""Openings of permitted statements; a read is all that GET may do.

None makes a dictionary: its source and its expressions are texts that the engine runs with every right.
"""

TABLE_FUNCTIONS = frozenset(
    [
        "numbers",
        "numbers_mt",
        "zeros",
        "zeros_mt",
        "primes",
        "generate_series",
        "generateseries",
        "view",
        "viewifpermitted",
        "merge",
        "dictionary",
        "mergetreeindex",
        "mergetreeprojection",
    ]
)
"""Table functions that read nothing but the store; every other one the engine has is refused.

Not among them: those that take columns as text, which may have a default of any SQL (also values()).
"""

FORBIDDEN_FUNCTIONS = frozenset(
    [
        "{identifier}",
        "file",
        # They take columns as text, which may have a default of any SQL.
        "structuretoprotobufschema",
        "structuretocapnprotoschema",
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
        "__scalarsubqueryresult",
        "getserversetting",
        "getmergetreesetting",
        "sleep",
        "sleepeachrow",
    ]
)
"""Functions that read the machine or reach out of it; some are scalar and known to no role."""

WITHOUT_BOUNDS = (
    *("polygon", "h3", "multimatch", "multifuzzymatch"),
    *("editdistance", "levenshtein", "damerau", "arraylevenshtein", "arraysimilarity"),
    *("urlhierarchy", "urlpathhierarchy", "formatquery"),
)
"""Beginnings of functions' names that no limit of memory or time holds within a row."""

FORBIDDEN_SEQUENCES = (
    ("into", "outfile"),
    ("from", "infile"),
    ("insert", "into", "function"),
    ("parallel", "with"),
    ("set", "role"),
    ("set", "default", "role"),
    ("freeze",),
    ("unfreeze",),
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
        "set",
        "join",
        "view",
        "materializedview",
        "atomic",
    ]
)
"""Engines that keep their data in the store, beside every *MergeTree.

Not among them: those that pass rows on to other tables, which the engine may do by itself with every right.
"""
