"""Hands one notification to its channel, whatever kind that is."""

import logging

from centspan.alerts.budgets.channel import Channel
from centspan.alerts.notify.channels import kind_of
from centspan.alerts.notify.failure import DeliveryError
from centspan.alerts.notify.http import Http
from centspan.alerts.notify.notification import Notification
from centspan.alerts.notify.open_channel import OpenChannel

log = logging.getLogger(__name__)


def send(notification: Notification, channel: Channel, http: Http) -> None:
    """Deliver it; raises DeliveryError, whose message holds none of the channel's secrets."""
    opened = OpenChannel(channel)
    try:
        kind_of(channel.kind).deliver(notification, opened, http)
    except DeliveryError as error:
        raise _hidden(error, opened) from None
    except Exception as error:  # noqa: BLE001 - one odd alert must not keep the others from being sent
        place = _place(error)
        log.error("%s could not be told: %s at %s", channel.name, type(error).__name__, place)
        raise DeliveryError(
            f"this release could not write it for {channel.kind}: {type(error).__name__} at {place}"
        ) from None


def _hidden(error: DeliveryError, opened: OpenChannel) -> DeliveryError:
    said = opened.hidden(str(error))
    return DeliveryError(said, final=error.final, after_seconds=error.after_seconds)


def _place(error: Exception) -> str:
    """Where it was raised; an unforeseen error's own words may hold a secret."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    return (
        f"{trace.tb_frame.f_code.co_filename.rpartition('/')[2]}:{trace.tb_lineno}"
        if trace
        else "?"
    )
