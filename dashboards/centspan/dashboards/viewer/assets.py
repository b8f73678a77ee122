"""Scripts and styles of the viewer, and the chart library; each under an address with its digest.

Plotly comes with its Python package, which is never imported: importing it takes a second, and all
that is wanted is one file of it.
"""

import gzip
import hashlib
import mimetypes
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from centspan.instrumentation.errors import CentspanError

PLOTLY: Final = "plotly.min.js"
BASE: Final = "/viewer"
_KEPT: Final = {"Cache-Control": "public, max-age=31536000, immutable"}
_HEADERS: Final = {"X-Content-Type-Options": "nosniff", "Vary": "Accept-Encoding"}
_IMPORTED: Final = re.compile(r'^import .* from "\./(.+\.js)";$', re.MULTILINE)
_OWN_STYLE: Final = re.compile(rb'getElementById\("([0-9a-f]{64})"\)')


@dataclass(frozen=True, slots=True)
class Asset:
    """One file, also packed."""

    body: bytes
    packed: bytes
    media_type: str


@cache
def own() -> Mapping[str, Asset]:
    """The viewer's own files by name."""
    folder = files("centspan.dashboards").joinpath("viewer/static")
    return {file.name: _asset(file.name, file.read_bytes()) for file in folder.iterdir()}


@cache
def digest() -> str:
    """Of all own files together, for modules import each other by plain names."""
    both = hashlib.sha256()
    for name, asset in sorted(own().items()):
        both.update(name.encode() + asset.body)
    return both.hexdigest()[:12]


@cache
def modules(script: str) -> tuple[str, ...]:
    """What `script` imports, and what those import: asked for at once, not one after another."""
    found: dict[str, None] = {}
    waiting = [script]
    while waiting:
        for name in _IMPORTED.findall(own()[waiting.pop()].body.decode()):
            if name not in found:
                found[name] = None
                waiting.append(name)
    return tuple(found)


@cache
def plotly() -> Asset:
    """The chart library; raises CentspanError where its package is missing."""
    return _asset(PLOTLY, _plotly_file().read_bytes())


@cache
def plotly_address() -> str:
    """Its address, by the file's size and time: reading all of it would hold up the first page."""
    state = _plotly_file().stat()
    named = hashlib.sha256(f"{state.st_size} {state.st_mtime_ns}".encode()).hexdigest()[:12]
    return f"{BASE}/plotly/{named}/{PLOTLY}"


@cache
def plotly_style_ids() -> tuple[str, ...]:
    """Ids of elements that keep the library from adding inline styles, which our policy forbids."""
    return tuple(found.decode() for found in _OWN_STYLE.findall(_plotly_file().read_bytes()))


def routes() -> list[Route]:
    """Addresses of all files."""
    return [
        Route(f"{BASE}/plotly/{{digest}}/{PLOTLY}", _plotly),
        Route(f"{BASE}/{{digest}}/{{name}}", _own),
    ]


async def _own(request: Request) -> Response:
    asset = own().get(request.path_params["name"])
    if asset is None:
        return PlainTextResponse("there is no such file\n", 404)
    return _sent(asset, request, kept=request.path_params["digest"] == digest())


async def _plotly(request: Request) -> Response:
    library = await run_in_threadpool(plotly)  # packing it takes a moment
    return _sent(library, request, kept=request.url.path == plotly_address())


def _sent(asset: Asset, request: Request, *, kept: bool) -> Response:
    headers = {**_HEADERS, **(_KEPT if kept else {"Cache-Control": "no-store"})}
    if "gzip" in request.headers.get("accept-encoding", ""):
        headers["Content-Encoding"] = "gzip"
        return Response(asset.packed, media_type=asset.media_type, headers=headers)
    return Response(asset.body, media_type=asset.media_type, headers=headers)


def _asset(name: str, body: bytes) -> Asset:
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return Asset(body, gzip.compress(body, 5, mtime=0), f"{kind}; charset=utf-8")


def _plotly_file() -> Path:
    found = find_spec("plotly")
    if found is None or found.origin is None:
        raise CentspanError(
            "the boards' charts need the package plotly: install centspan with its extra [stack]"
        )
    return Path(found.origin).parent / "package_data" / PLOTLY
