"""What fires now, for the start page: nobody has to be told by mail to see it."""

from collections.abc import Callable, Sequence
from html import escape
from typing import Any, Final

from centspan.alerts.notify.wording import is_web
from centspan.alerts.payload import Alert
from centspan.alerts.standing import listed
from centspan.deploy.pages import runbooks

MOST: Final = 15


def html(make_client: Callable[[], Any]) -> str:
    """A line for each firing alert, pages first, with its board and its runbook."""
    try:
        with make_client() as client:
            every = listed(client)
    except Exception as failure:  # noqa: BLE001 (the page must come whatever the store says)
        reason = escape((str(failure).splitlines() or [""])[0][:300])
        return f'<p class="empty">The store did not answer: {reason}</p>'
    firing = [each.alert for each in every if each.state == "firing" and each.alert]
    learning = sum(each.state == "learning" for each in every)
    scopes = "1 scope is" if learning == 1 else f"{learning} scopes are"
    said = f"{scopes} still learning what is usual. " if learning else ""
    about = f'<p>{said}<a href="{runbooks.PATH}">Every rule and its runbook</a></p>'
    if not firing:
        return f'<p class="empty">Nothing fires.</p>{about}'
    return f'<table class="plain">{_rows(firing)}</table>{_more(firing)}{about}'


def _rows(firing: Sequence[Alert]) -> str:
    return "".join(
        f'<tr><th scope="row">{escape(alert.severity)}</th><td>{_linked(alert)}</td>'
        f'<td><a href="{runbooks.PATH}/{escape(alert.rule)}">runbook</a></td></tr>'
        for alert in firing[:MOST]
    )


def _linked(alert: Alert) -> str:
    said = escape(alert.headline)
    return f'<a href="{escape(alert.board_url)}">{said}</a>' if is_web(alert.board_url) else said


def _more(firing: Sequence[Alert]) -> str:
    hidden = len(firing) - MOST
    return f"<p>… and {hidden} more: <code>centspan alerts list</code></p>" if hidden > 0 else ""
