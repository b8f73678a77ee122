"""The price book: what a token cost when, kept so that the past can be priced again.

**Rows are only added.** `prices` holds USD per token or unit for a (provider, model, service tier,
context band), all spelt as spans spell them, from one moment to another. A change of mind is a new
version; where rows of a key overlap, the highest version stands (`price_intervals` cuts them into
intervals that never overlap). Taking a price away is a `withdrawn` row of a new version.

**Two dictionaries answer.** `price_at`: (price_key, time) → price_id. `price_row`: price_id → prices.
Money is `Σ tokens × price` on read, so a new version re-prices every call ever stored, and a call
whose key the book lacks is unpriced: its amount is NULL, never $0. `rollup_sql.py` renders both
look-ups for the views; grouping by price_id before multiplying costs a third of multiplying per row.

**Where rows come from.** `resolve.py` watches `price_keys_seen`. A combination the book lacks is looked
up by `look_up.py` in the `sources.py`: genai-prices (`listing.py`: provider aliases, then name variants, then
the maker of the model), the shipped `corrections.toml` and the user's `prices.toml` (`price_file.py`), each laid
over the one before (`overlay.py` says which entry stands, `overlay_price.py` what that costs at a moment).
`flatten.py` lays the answer out: every context band, the whole dated history, one row for each price that
ever stood, list prices and contract prices apart. `book.py` appends them as one version and reloads the
dictionaries. A name no source knows goes to `price_misses` and is tried again when the sources change.

**How sure it is.** `price_status` is `assumed`, and `note` says why, where the match or the price
rests on more than the source says; otherwise `priced`.
"""
