"""A notification as the HTML part of a mail: plain tables, every value escaped."""

from html import escape
from typing import Final

from centspan.alerts.notify.notification import Notification
from centspan.alerts.notify.wording import contributors, facts, links
from centspan.alerts.payload import Alert

FONT: Final = "font:14px/1.5 system-ui,sans-serif;color:#1f2328"
NAME: Final = "padding:2px 16px 2px 0;color:#59636e;vertical-align:top"
COLORS: Final = {"page": "#c62828", "ticket": "#b26a00"}
OVER: Final = "#2e7d32"


def page(notification: Notification) -> str:
    """The whole HTML document."""
    body = "".join(map(_alert, notification.alerts))
    return f'<!doctype html><html lang="en"><body style="{FONT}">{body}</body></html>\n'


def _alert(alert: Alert) -> str:
    color = COLORS[alert.severity] if alert.state == "firing" else OVER
    rows = "\n".join(
        f'<tr><td style="{NAME}">{escape(name)}</td><td>{escape(value)}</td></tr>'
        for name, value in facts(alert)
    )
    named = " · ".join(f'<a href="{escape(url)}">{name}</a>' for name, url in links(alert))
    return "\n".join(
        (
            f'\n<h2 style="font-size:16px;color:{color}">{escape(alert.headline)}</h2>',
            f"<table>{rows}</table>",
            _top(alert),
            f"<p>{named}</p>",
        )
    )


def _top(alert: Alert) -> str:
    lines = "\n".join(f"<li>{escape(line)}</li>" for line in contributors(alert))
    return f"<p>Top contributors</p><ul>{lines}</ul>" if lines else ""
