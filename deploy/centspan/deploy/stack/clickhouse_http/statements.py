"""From a request to the text of its statement, and to the engine's own formatting of it."""

import re

from chdb.state.sqlitelike import Connection

from centspan.deploy.stack.clickhouse_http import doubling
from centspan.deploy.stack.clickhouse_http.body import Body
from centspan.deploy.stack.clickhouse_http.errors import ClickHouseError, error, from_engine
from centspan.deploy.stack.clickhouse_http.request import Request
from centspan.deploy.stack.clickhouse_http.tokens import data_offset

MOST_STATEMENT_BYTES = 256 << 10
"""As much as a server takes unless it is told otherwise. Judging takes seconds and hundreds of bytes for each of more."""
DATA_CHUNK_BYTES = 1 << 20
MOST_FORMATTED_BYTES = 1 << 20
FORMATTED = f"""\
WITH formatQuerySingleLine({{sql:String}}) AS canonical
SELECT formatQuerySingleLine(if(length(canonical) < {MOST_FORMATTED_BYTES}, canonical, 'SELECT 1')) = canonical,
    substring(canonical, 1, {MOST_FORMATTED_BYTES})"""
CHANGES = (
    "the engine would read this statement as another one once it is written out: use no key words of SQL as names "
    "and none but words as formats (it reads: {})"
)


def statement_text(request: Request, body: Body) -> bytes:
    """The statement without its data, which stay in `body`."""
    query = request.query.encode()
    if query.strip():
        offset = data_offset(query)
        if offset is None:
            query += body.read_up_to(MOST_STATEMENT_BYTES)
            offset = data_offset(query)
        return _split(query, offset, body)
    start = body.read_up_to(DATA_CHUNK_BYTES)
    offset = data_offset(start)
    if offset is None:
        start += body.read_up_to(MOST_STATEMENT_BYTES)
    return _split(start, offset, body)


def _split(text: bytes, offset: int | None, body: Body) -> bytes:
    if offset is None:
        if len(text) > MOST_STATEMENT_BYTES:
            raise error(307, f"a statement may have {MOST_STATEMENT_BYTES >> 10} KiB")
        return text
    body.put_back(text[offset:])
    return text[:offset]


def decoded(sql: bytes) -> str:
    """A statement's text; raises ClickHouseError 62 when it is not UTF-8."""
    try:
        return sql.decode()
    except UnicodeDecodeError as failure:
        raise error(62, f"the statement is not UTF-8 ({failure.reason})") from failure


def formatted(connection: Connection, text: str) -> str:
    """One statement as the engine formats it; raises ClickHouseError 62 for anything else.

    It formats as itself, so that all its key words are where the fence sees them: what the formatter leaves as the
    caller wrote it, such as the name of an INSERT's format, might read otherwise.
    """
    if "\0" in text:
        raise error(62, "the statement holds a NUL character")
    doubling.check(text)
    try:
        done = connection.query(FORMATTED, "RawBLOB", {"sql": _escaped(text)})
    except RuntimeError as failure:
        failed = from_engine(failure)
        # The engine ends by repeating the whole statement as an argument of formatQuery.
        reason = re.sub(
            r": In scope WITH formatQuery.*\. \(", ". (", failed.reason, flags=re.DOTALL
        )
        raise ClickHouseError(failed.code, reason) from failure
    found = done.bytes()
    if len(found) > MOST_FORMATTED_BYTES:
        raise error(
            307, f"a statement may have {MOST_FORMATTED_BYTES >> 10} KiB as the engine writes it"
        )
    stable, canonical = found[:1], found[1:].decode()
    if stable != b"\1":
        raise error(62, CHANGES.format(canonical[:300]))
    return canonical


def _escaped(text: str) -> str:
    """As parameters travel: escaped as in TabSeparated."""
    return text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")
