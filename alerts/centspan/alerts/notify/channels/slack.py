"""Slack, incoming webhook: one message of blocks; every name in it is escaped, for users choose names."""

import json
from typing import Any, Final

from centspan.alerts.notify.http import Http
from centspan.alerts.notify.notification import Notification
from centspan.alerts.notify.open_channel import OpenChannel
from centspan.alerts.notify.wording import contributors, facts, links, one_line, subject
from centspan.alerts.payload import Alert

MOST_ALERTS: Final = 10
"""Told in full; four blocks each keep a message below Slack's fifty."""
MOST_TEXT: Final = 3000
MOST_HEADER: Final = 150
MOST_FIELDS: Final = 10
MOST_FIELD: Final = 2000
MOST_ADDRESS: Final = 1000
ESCAPES: Final = (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"))
ICONS: Final = {"page": "🔴", "ticket": "🟠"}
Block = dict[str, Any]


def deliver(notification: Notification, channel: OpenChannel, http: Http) -> None:
    """POST it; the address is the secret."""
    body = json.dumps(_message(notification), ensure_ascii=False).encode()
    http.post(channel.setting("url"), body, {"Content-Type": "application/json"})


def _message(notification: Notification) -> dict[str, Any]:
    shown = notification.alerts[:MOST_ALERTS]
    title = {"type": "plain_text", "text": cut(subject(notification), MOST_HEADER), "emoji": False}
    blocks: list[Block] = [{"type": "header", "text": title}]
    blocks += [block for alert in shown for block in _blocks(alert)]
    if more := len(notification.alerts) - len(shown):
        blocks.append(_section(f"and {more} more in this group"))
    text = escaped(f"{subject(notification)}: {notification.alerts[0].headline}", MOST_TEXT)
    return {"text": text, "blocks": blocks, "unfurl_links": False}


def _blocks(alert: Alert) -> list[Block]:
    icon = ICONS[alert.severity] if alert.state == "firing" else "🟢"
    known = facts(alert)[:MOST_FIELDS]
    lines = "\n".join(f"• {line}" for line in contributors(alert))
    blocks = [_section(f"{icon} {one_line(alert.headline)}")]
    blocks.append({"type": "section", "fields": [_field(*each) for each in known]})
    if lines:
        blocks.append(_section(f"Top contributors\n{lines}"))
    if named := [each for each in links(alert) if len(each[1]) <= MOST_ADDRESS]:
        address = " · ".join(f"<{_address(url)}|{name}>" for name, url in named)
        blocks.append({"type": "context", "elements": [_text(address)]})
    return blocks


def _section(text: str) -> Block:
    return {"type": "section", "text": _text(escaped(text, MOST_TEXT))}


def _field(name: str, value: str) -> Block:
    return _text(f"*{name}*\n{escaped(value, MOST_FIELD - len(name) - 3)}")


def _text(text: str) -> Block:
    """Marked-down text in which Slack makes no links and mentions of its own."""
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def escaped(text: str, most: int) -> str:
    """The text for Slack in at most so many characters, none of its escapes cut in two."""
    while len(said := _escaped(text)) > most:
        text = cut(text, len(text) - max(1, (len(said) - most) // 5))
    return said


def _escaped(text: str) -> str:
    for character, escape in ESCAPES:
        text = text.replace(character, escape)
    return text


def _address(url: str) -> str:
    """An address within <…|…>, whose own signs it must not hold."""
    for sign, code in (("<", "%3C"), (">", "%3E"), ("|", "%7C"), ("&", "&amp;")):
        url = url.replace(sign, code)
    return url


def cut(text: str, most: int) -> str:
    """The text, or its beginning with … where it is longer."""
    return text if len(text) <= most else text[: max(0, most - 1)] + "…"
