"""Calls and evaluations that were recorded elsewhere, from files into the store.

A file goes through `content.py` (opened, unpacked, weighed) → `rows_*.py` (rows of named values) →
`mapping.py` (columns to fields, by a table of `formats/` and the user's options) → `call.py` or
`evaluation.py` (a field's meaning, or why the row is refused) → `store.py` (blocks of rows).
`identity.py` and `ledger.py` see to it that a row of a file is one call, however often and under
whichever name it is imported. `run.py` puts them together.
"""
