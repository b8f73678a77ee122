"""Any receiver: the notification as JSON, signed as standardwebhooks.com describes where a secret is set."""

import time
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from hashlib import sha256
from hmac import digest

from centspan.alerts.notify.failure import DeliveryError
from centspan.alerts.notify.http import Http
from centspan.alerts.notify.notification import Notification
from centspan.alerts.notify.open_channel import OpenChannel

PREFIX = "whsec_"
"""Marks a secret in base64; any other is used as it stands."""


def deliver(notification: Notification, channel: OpenChannel, http: Http) -> None:
    """POST it; `webhook-id` is the same each time that one notification is sent."""
    body = notification.text().encode()
    headers = {
        "Content-Type": "application/json",
        "webhook-id": notification.id,
        "webhook-timestamp": str(int(time.time())),
    }
    if secret := channel.setting("secret"):
        headers["webhook-signature"] = _signature(_key(secret), headers, body)
    http.post(channel.setting("url"), body, headers)


def _signature(key: bytes, headers: dict[str, str], body: bytes) -> str:
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    return f"v1,{b64encode(digest(key, signed, sha256)).decode()}"


def _key(secret: str) -> bytes:
    if not secret.startswith(PREFIX):
        return secret.encode()
    try:
        return b64decode(secret.removeprefix(PREFIX), validate=True)
    except NotBase64:
        raise DeliveryError(
            f"expected base64 after {PREFIX} in the webhook's secret, found something else"
        ) from None
