"""The pages themselves: an empty frame with its data, which a script of ours fills."""

from collections.abc import Mapping
from html import escape
from importlib.resources import files
from string import Template
from typing import Any, Final

from starlette.responses import HTMLResponse

from centspan.dashboards.viewer import assets
from centspan.dashboards.viewer.api import as_script_data

HEADERS: Final = {
    # Pictures of charts are drawn from blob: and data:.
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self' data: blob:; connect-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
}


def page(title: str, script: str, data: Mapping[str, Any]) -> HTMLResponse:
    """A page that `script` draws from `data`."""
    template = files("centspan.dashboards").joinpath("viewer/page.html").read_text("utf-8")
    ids = "".join(f'<i hidden id="{name}"></i>' for name in assets.plotly_style_ids())
    base = f"{assets.BASE}/{assets.digest()}"
    modules = "".join(
        f'<link rel="modulepreload" href="{base}/{name}">' for name in assets.modules(script)
    )
    html = Template(template).substitute(
        title=escape(title),
        assets=base,
        modules=modules,
        charts=_charts() if script == "board.js" else "",
        script=script,
        data=as_script_data({**data, "plotly": assets.plotly_address()}),
        style_ids=ids,
    )
    return HTMLResponse(html, headers=HEADERS)


def _charts() -> str:
    """Fetches the chart library while panels are asked for, which take all connections that a browser has."""
    address = assets.plotly_address()
    return f'<link rel="preload" as="script" fetchpriority="low" href="{address}">'
