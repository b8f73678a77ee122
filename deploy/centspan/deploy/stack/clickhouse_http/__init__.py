"""ClickHouse's own HTTP interface, served over the embedded engine.

`app.py` speaks HTTP, `request.py` reads a request, `sessions.py` hands out connections that are bound
to the restricted role, `fence.py` decides what may run, `execute.py` runs it and `results.py` streams
what it answers.
"""
