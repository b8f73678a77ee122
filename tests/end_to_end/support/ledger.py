"""A call as the store and as the provider know it, to be compared."""

BUCKETS = (
    "uncached_input",
    "cache_read",
    "cache_write_5m",
    "cache_write_1h",
    "output",
    "reasoning",
)


def of_store(row):
    return (row["model"], *(row[f"{bucket}_tokens"] for bucket in BUCKETS))


def of_ledger(billed):
    return (billed.model, *(billed.tokens.get(bucket, 0) for bucket in BUCKETS))
