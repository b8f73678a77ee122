"""When a group is told of, and when it is not."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from centspan.alerts.notify.grouping import Pace, notifications
from centspan.alerts.notify.passing import passed_on
from centspan.alerts.payload import Alert

GROUP = ("ops", "feature_spike:production")
MINUTE = timedelta(minutes=1)


def decided(alerts, at, last=None, **options):
    """What is told at `at`, given what was told last."""
    return notifications(alerts, {GROUP: last} if last else {}, at, **options)


def first(alerts, at):
    (made,) = decided(alerts, at)
    return made


def test_nothing_is_told_of_pending_silenced_or_channelless_alerts(alert, clock):
    """An alert that is pending, silenced or without a channel is told to nobody, nor is one over untold."""
    quiet = (
        alert(state="pending"),
        alert(silenced_by="ada", feature="a"),
        alert(channel="", feature="b"),
        alert(state="resolved", resolved_at=clock.at, feature="c"),
    )
    assert decided(quiet, clock.at) == ()


def test_nothing_new_is_nothing_told(alert, clock):
    """A group that fires on unchanged is not told of again before the repeat interval."""
    told = first([alert()], clock.at)
    for minutes in (1, 5, 60, 239):
        assert decided([alert()], clock.at + minutes * MINUTE, told) == ()


def test_alerts_of_one_group_are_told_together_gravest_first(alert, clock):
    """Alerts of one group and channel make one notification, the gravest and oldest first."""
    later = alert(feature="later", started_at=clock.at)
    ticket = alert(feature="ticket", severity="ticket")
    told = first([ticket, later, alert()], clock.at)
    assert told.reason == "new"
    assert [each.scope["feature"] for each in told.alerts] == ["chat", "later", "ticket"]


def test_a_new_member_waits_for_the_group_interval(alert, clock):
    """What joins a group that was told of is told five minutes later, with all that fires."""
    told, both = first([alert()], clock.at), [alert(), alert(feature="search")]
    assert decided(both, clock.at + 4.9 * MINUTE, told) == ()
    (made,) = decided(both, clock.at + 5 * MINUTE, told)
    assert (made.reason, len(made.firing)) == ("changed", 2)


def test_what_grows_graver_is_told_again(alert, clock):
    """A ticket that has become a page is told as news; a page that became a ticket is not."""
    ticket, page = alert(severity="ticket"), alert()
    (made,) = decided([page], clock.at + 5 * MINUTE, first([ticket], clock.at))
    assert made.reason == "changed"
    assert decided([ticket], clock.at + 5 * MINUTE, first([page], clock.at)) == ()


def test_a_group_still_firing_is_repeated_every_four_hours(alert, clock):
    """A group that fires on is told of again after four hours, unless someone has acknowledged it."""
    told, later = first([alert()], clock.at), clock.at + 240 * MINUTE
    assert [each.reason for each in decided([alert()], later, told)] == ["repeat"]
    acked = first([alert(acked_by="ada")], clock.at)
    assert decided([alert(acked_by="ada")], later, acked) == ()


def test_a_receiver_that_groups_by_itself_is_kept_up_to_date(alert, clock):
    """A receiver that groups by itself gets each alert alone, and again though it is acknowledged or silenced."""
    both = [alert(), alert(feature="search")]
    made = decided(both, clock.at, grouping={"ops"})
    assert [each.group_key for each in made] == [each.dedup_key for each in both]
    quiet = alert(acked_by="ada", silenced_by="ada")
    last = {
        ("ops", made[0].group_key): decided([alert(acked_by="ada")], clock.at, grouping={"ops"})[0]
    }
    (again,) = notifications([quiet], last, clock.at + 240 * MINUTE, grouping={"ops"})
    assert again.reason == "repeat"


def test_an_acknowledgement_is_passed_on_at_once_and_once(alert, clock):
    """That somebody has acknowledged a group is told at once, and not a second time."""
    told, acked = first([alert()], clock.at), alert(acked_by="ada")
    (made,) = decided([acked], clock.at + MINUTE, told)
    assert made.reason == "acknowledged"
    assert decided([acked], clock.at + 2 * MINUTE, made) == ()


def test_the_end_of_a_group_is_told_once(alert, clock):
    """When all of a group is over that is told once, whether its alerts say so or are no longer there."""
    both = (alert(), alert(feature="search"))
    told, later = first(both, clock.at), clock.at + 30 * MINUTE
    over = [alert(state="resolved", resolved_at=clock.at + 9 * MINUTE)]
    assert decided([*over, both[1]], later, told) == ()
    (made,) = decided(over, later, told)
    assert (made.reason, made.state) == ("resolved", "resolved")
    assert {each.resolved_at for each in made.alerts} == {clock.at + 9 * MINUTE, later}
    assert decided(over, later + 30 * MINUTE, made) == ()


def test_an_alert_silenced_after_it_was_told_still_ends(alert, clock):
    """An alert silenced after it was told of is not repeated, and its end is told."""
    told, silenced = first([alert()], clock.at), alert(silenced_by="ada")
    assert decided([silenced], clock.at + 300 * MINUTE, told) == ()
    (made,) = decided([], clock.at + 301 * MINUTE, told)
    assert made.reason == "resolved"


def test_what_is_passed_on_ends_nothing_else_and_is_not_told_twice(alert, clock):
    """Alerts passed on from elsewhere end only what they name, and what was told by another is not told again."""
    told = first([alert(), alert(feature="search")], clock.at)
    assert passed_on([], {GROUP: told}, clock.at) == ()
    assert passed_on([alert(silenced_by="ada", feature="new")], {GROUP: told}, clock.at) == ()
    assert passed_on([alert()], {GROUP: told}, clock.at + 239 * MINUTE) == ()
    over = alert(state="resolved", resolved_at=clock.at)
    (some,) = passed_on([over], {GROUP: told}, clock.at + MINUTE)
    assert (some.reason, len(some.firing)) == ("changed", 1)
    assert passed_on([over], {GROUP: some}, clock.at + 2 * MINUTE) == ()
    last = alert(feature="search", state="resolved", resolved_at=clock.at)
    (ended,) = passed_on([last], {GROUP: some}, clock.at + 3 * MINUTE)
    assert ended.reason == "resolved"
    assert [each.reason for each in passed_on([alert()], {GROUP: ended}, clock.at)] == ["new"]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.frozensets(st.sampled_from("abcd")), min_size=1, max_size=40))
def test_whatever_fires_a_group_is_told_once_a_period_and_never_left_open(minutes):
    """Whatever fires each minute, a group hears at most once in five minutes, and at last that all is over."""
    begin = datetime(2026, 11, 20, tzinfo=UTC)
    told, last = [], {}
    for minute, firing in enumerate([*minutes, *[frozenset()] * 6]):
        at = begin + minute * MINUTE
        alerts = [
            Alert(
                rule="r",
                title=key,
                severity="page",
                state="firing",
                dedup_key=key,
                group_key=GROUP[1],
                scope={},
                started_at=at,
                at=at,
                headline=key,
                channel="ops",
            )
            for key in firing
        ]
        made = notifications(alerts, last, at)
        told += made
        last = {GROUP: made[0]} if made else last
    gaps = [b.at - a.at for a, b in pairwise(told)]
    assert all(gap >= 5 * MINUTE for gap in gaps)
    assert [each.state for each in told[-1:]] in ([], ["resolved"])
    assert bool(told) == any(minutes)


def test_nobody_is_reminded_of_rules_that_are_told_once(alert, clock):
    """A rule that is told once is not repeated while it fires on, by us or by Grafana; its end is told."""
    told, later = first([alert()], clock.at), clock.at + 300 * MINUTE
    once = Pace(once=frozenset({"feature_spike"}))
    assert decided([alert()], later, told, pace=once) == ()
    assert passed_on([alert()], {GROUP: told}, later, pace=once) == ()
    assert [each.reason for each in decided([], later, told, pace=once)] == ["resolved"]
