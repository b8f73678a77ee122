"""What a payload says, and how it is read back."""

import json
from datetime import timedelta, timezone
from decimal import Decimal

from centspan.alerts.notify.notification import read
from centspan.alerts.payload import dedup_key


def test_a_payload_holds_every_field_with_exact_amounts_and_utc_times(alert):
    """A payload has every documented key, amounts as text with all their digits, times in UTC."""
    said = alert(at=alert().at.astimezone(timezone(timedelta(hours=5)))).as_json()
    assert json.loads(json.dumps(said)) == said
    assert said["observed_usd"] == "412.500000000000000001"
    assert (said["at"], said["started_at"]) == (
        "2026-11-20T14:05:00.000Z",
        "2026-11-20T13:45:00.000Z",
    )
    assert said["budget"] == {
        "id": "chat-month",
        "amount": "1200",
        "used": "960",
        "share": "0.8",
        "period": "month",
        "unit": "usd",
        "runs_out_at": "2026-11-22T14:05:00.000Z",
    }
    assert said["contributors"][0]["change_usd"] == "280"
    assert said["split"] == {"price_usd": "0", "volume_usd": "300.5", "mix_usd": "16"}
    assert [said["resolved_at"], said["observed"], said["acked_by"]] == [None, None, ""]


def test_a_payload_names_at_most_five_traces(alert):
    """However many traces are examples of an alert, its payload names five."""
    assert alert(trace_ids=tuple("abcdefg")).as_json()["trace_ids"] == list("abcde")


def test_a_stored_notification_reads_back_as_it_was(notification, alert):
    """A notification stored as text is, read back, the one that was stored."""
    whole = notification(alert(), alert(feature="größe 💸", observed_usd=Decimal("1E-18")))
    assert read(whole.text()) == whole


def test_a_dedup_key_depends_on_nothing_but_rule_scope_and_budget():
    """A dedup key is the same in whatever order a scope is written, and no value can forge another's."""
    assert dedup_key("spike", {"feature": "chat", "environment": "production", "team": ""}) == (
        "spike:environment=production,feature=chat"
    )
    assert dedup_key("spike", {"feature": "a,team=b"}) != dedup_key(
        "spike", {"feature": "a", "team": "b"}
    )
    assert dedup_key("used", {"feature": "ü"}, "chat") == "used:budget=chat,feature=%C3%BC"
    assert (
        dedup_key("used", {"feature": "ü", "budget": "chat"}) == "used:budget=chat,feature=%C3%BC"
    )
