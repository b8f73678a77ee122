"""An alert that says what alerts look like, and that nothing is wrong: for `centspan alerts send-test`."""

from datetime import datetime, timedelta
from decimal import Decimal

from centspan.alerts.notify.notification import Notification, identity
from centspan.alerts.payload import Alert, Contributor, Split, dedup_key

RULE = "send_test"
SCOPE = {"environment": "test", "feature": "send-test"}


def sample(channel: str, at: datetime) -> Notification:
    """A notification for that channel, of one invented alert."""
    key = dedup_key(RULE, SCOPE)
    return Notification(
        id=identity(channel, key, at),
        channel=channel,
        group_key=key,
        reason="test",
        at=at,
        alerts=(_alert(channel, key, at),),
    )


def _alert(channel: str, key: str, at: datetime) -> Alert:
    return Alert(
        rule=RULE,
        title="centspan can reach this channel",
        severity="ticket",
        state="firing",
        dedup_key=key,
        group_key=key,
        scope=SCOPE,
        started_at=at - timedelta(minutes=10),
        at=at,
        headline="This is a test, nothing is wrong: send-test spent $42.00 in an hour, expected $12.50",
        owner="whoever ran centspan alerts send-test",
        channel=channel,
        observed_usd=Decimal("42.00"),
        expected_usd=Decimal("12.50"),
        contributors=(_contributor(),),
        split=Split(price_usd=Decimal(0), volume_usd=Decimal("27.10"), mix_usd=Decimal("2.40")),
        unpriced_share=Decimal(0),
        fresh_until=at,
    )


def _contributor() -> Contributor:
    return Contributor(
        dimension="tenant",
        value="an example",
        usd=Decimal("30.00"),
        before_usd=Decimal("2.00"),
        change_usd=Decimal("28.00"),
        change_share=Decimal("0.95"),
        calls=1200,
    )
