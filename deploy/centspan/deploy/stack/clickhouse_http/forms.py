"""Requests as multipart/form-data: how clients send long parameters, and tables with a query."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import IO

from centspan.deploy.stack.clickhouse_http.errors import error
from centspan.deploy.stack.clickhouse_http.request import External, Request

MOST_BYTES = 16 << 20
_BOUNDARY = re.compile(r'boundary="?([^";,]{1,200})"?', re.IGNORECASE)
_NAME = re.compile(rb'\bname="([^"]*)"', re.IGNORECASE)
_FILE = re.compile(rb"\bfilename=", re.IGNORECASE)
_ABOUT = ("format", "structure", "types")


@dataclass(frozen=True, slots=True)
class Part:
    """One field of a form."""

    name: str
    content: bytes
    is_file: bool


def is_form(content_type: str) -> bool:
    """Whether the body is a form."""
    return content_type.lower().startswith("multipart/form-data")


def with_form(request: Request, content_type: str, file: IO[bytes]) -> Request:
    """The request with what its form says; raises ClickHouseError for what is none."""
    parts = tuple(_parts(content_type, file.read(MOST_BYTES + 1)))
    fields = {part.name: _text(part) for part in parts if not part.is_file}
    given = dict(request.settings) | {
        name: value
        for name, value in fields.items()
        if name.endswith(tuple(f"_{a}" for a in _ABOUT))
    }
    tables = tuple(_table(part, given) for part in parts if part.is_file)
    about = {f"{table.name}_{what}" for table in tables for what in _ABOUT}
    return replace(
        request,
        query=request.query + fields.get("query", ""),
        database=request.database or fields.get("database", ""),
        parameters={**request.parameters, **_parameters(fields)},
        settings={name: value for name, value in request.settings.items() if name not in about},
        external=tables,
    )


def _parts(content_type: str, body: bytes) -> Iterator[Part]:
    found = _BOUNDARY.search(content_type)
    if found is None:
        raise error(36, "expected a boundary in the content type of a form")
    if len(body) > MOST_BYTES:
        raise error(307, f"a form may have {MOST_BYTES >> 20} MiB")
    for piece in (b"\r\n" + body).split(f"\r\n--{found.group(1)}".encode())[1:]:
        head, blank, content = piece.partition(b"\r\n\r\n")
        name = _NAME.search(head)
        if blank and name:
            yield Part(name.group(1).decode("utf-8", "replace"), content, bool(_FILE.search(head)))


def _text(part: Part) -> str:
    try:
        return part.content.decode()
    except UnicodeDecodeError as failure:
        raise error(36, f"the form's field {part.name[:100]!r} is not UTF-8") from failure


def _parameters(fields: Mapping[str, str]) -> dict[str, str]:
    return {
        name.removeprefix("param_"): value
        for name, value in fields.items()
        if name.startswith("param_")
    }


def _table(part: Part, given: Mapping[str, str]) -> External:
    if not re.fullmatch(r"[A-Za-z_]\w*", part.name, re.ASCII):
        raise error(36, f"a table sent with a query cannot be named {part.name[:100]!r}")
    structure = given.get(f"{part.name}_structure", "")
    types = given.get(f"{part.name}_types", "")
    if not structure and not types:
        raise error(36, f"expected {part.name}_structure or {part.name}_types, found neither")
    columns = structure or ", ".join(
        f"_{number} {kind}" for number, kind in enumerate(types.split(","), 1)
    )
    output_format = given.get(f"{part.name}_format", "TabSeparated")
    return External(part.name, columns, output_format, part.content)
