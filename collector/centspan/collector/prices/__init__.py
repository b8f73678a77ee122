"""The price book: what a token cost when, kept so that the past can be priced again.

**Rows are only added.** `prices` holds USD per token or unit for a (provider, model, service tier,
context band), all spelt as spans spell them, from one moment to another, in two layers: what the
provider lists, and what a contract says instead. A change of mind is a new version; where rows of a key
and layer overlap, the highest version stands (`price_runs` cuts them into runs that never overlap).
Taking a price away is a `withdrawn` row of a new version. In a closed month only versions up to the
one it was closed at stand; what later ones would change are `adjustments`.

**Two dictionaries answer.** `price_at`: (price_key, time) → the ids of list and contracted price, in one
number. `price_row`: price_id → prices. Money is `Σ tokens × price` on read, so a new version re-prices
every call ever stored, and a call whose key the book lacks is unpriced: its amount is NULL, never $0.
`money_sql.py` renders both look-ups for the views. Rollup rows never straddle a boundary of either
layer: one inside an hour marks that hour dirty (`mark_straddled.sql`).

**What changes a book.** `standing.py` says what stands when rows lie over each other, and where two
books differ; on it stand `undo.py` (as if a version had never been made), `reprice.py` (what today's
sources say, except where a hand set something) and `diff.py`. `moving.py` says in dollars what such a
change moves before it is made. `close.py` pins months.

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
