"""Every kind of channel, in the order of docs/alerts.md."""

from dataclasses import dataclass
from typing import Final, Protocol

from centspan.alerts.notify.channels import alertmanager, email, pagerduty, slack, webhook
from centspan.alerts.notify.failure import DeliveryError
from centspan.alerts.notify.http import Http
from centspan.alerts.notify.notification import Notification
from centspan.alerts.notify.open_channel import OpenChannel


class Deliver(Protocol):
    """Hands a notification over; raises DeliveryError where it did not arrive."""

    def __call__(self, notification: Notification, channel: OpenChannel, http: Http) -> None: ...


@dataclass(frozen=True, slots=True)
class ChannelKind:
    """One kind; `groups_itself` where the receiver groups alerts and wants each on its own."""

    name: str
    deliver: Deliver
    groups_itself: bool = False


CHANNEL_KINDS: Final = (
    ChannelKind("slack", slack.deliver),
    ChannelKind("pagerduty", pagerduty.deliver),
    ChannelKind("email", email.deliver),
    ChannelKind("webhook", webhook.deliver),
    ChannelKind("alertmanager", alertmanager.deliver, groups_itself=True),
)


def kind_of(name: str) -> ChannelKind:
    """The kind of that name; raises DeliveryError naming those there are."""
    for kind in CHANNEL_KINDS:
        if kind.name == name:
            return kind
    known = ", ".join(kind.name for kind in CHANNEL_KINDS)
    raise DeliveryError(f"expected a kind of channel out of {known}, found {name!r}")
