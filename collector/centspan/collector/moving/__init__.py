"""Everything that a store holds, out of it and into another: a back-up, a restored one, a larger server.

`snapshot.py` freezes all tables at one moment (hard links, no copies), `parts.py` reads them in blocks of ClickHouse's own
Native format, `load.py` puts such blocks into an empty store without waking its views, `backup_file.py` keeps
them in one file meanwhile. A store has the same sums afterwards, or the command fails.
"""
