"""Notifications in the store: sent once, tried again, given up, superseded, and read after a restart."""

import socket
import threading
import time
from dataclasses import replace
from datetime import timedelta

import pytest

from centspan.alerts.notify import outbox
from centspan.alerts.notify.deliver import deliver_due, enqueue
from centspan.alerts.notify.http import Http
from centspan.collector.query import load


@pytest.fixture
def ops(channel, receiver):
    """One channel, a webhook at the stand-in."""
    return {"ops": channel("webhook", receiver.url)}


@pytest.fixture
def dribbling():
    """The URL of a server that answers with one byte each tenth of a second, until the test is over."""
    over = threading.Event()

    def serve(server):
        asked, _ = server.accept()
        with asked:
            asked.recv(65536)
            asked.sendall(b"HTTP/1.1 200 OK\r\nX: ")
            while not over.wait(0.1):
                asked.sendall(b"x")

    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=serve, args=(server,))
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}"
        over.set()
        thread.join()


def listed(client, clock, *states):
    start = clock.at - timedelta(days=30)
    return load("alert_deliveries").rows(client, start=start, states=list(states or "*"), limit=100)


def test_nothing_is_sent_where_nothing_is_due(client, ops, http, clock, receiver):
    """Without alerts nothing is stored or sent."""
    assert enqueue(client, [], ops, clock()) == ()
    assert deliver_due(client, ops, http, clock) == ()
    assert (listed(client, clock), receiver.asked) == ([], [])


def test_a_notification_is_stored_before_it_is_sent_and_sent_once(
    client, ops, http, clock, receiver, alert
):
    """A notification stands in the store before it is sent, and is sent once however often one asks."""
    enqueue(client, [alert()], ops, clock())
    assert ([each["status"] for each in listed(client, clock)], receiver.asked) == (["waiting"], [])
    for _ in range(3):
        deliver_due(client, ops, http, clock)
    assert [each.json["reason"] for each in receiver.asked] == ["new"]
    (kept,) = listed(client, clock)
    assert (kept["status"], kept["attempts"], kept["error"]) == ("delivered", 1, "")
    assert kept["headline"] == alert().headline


def test_a_receiver_down_for_ten_minutes_gets_it_once(client, ops, http, clock, receiver, alert):
    """A receiver that is down for ten minutes, asked every five seconds, then gets one notification."""
    enqueue(client, [alert()], ops, clock())
    receiver.status = 503
    for second in range(0, 600, 5):
        deliver_due(client, ops, http, clock)
        if second % 60 == 0:
            enqueue(client, [alert()], ops, clock())
        clock.turn(seconds=5)
    tries = len(receiver.asked)
    assert 8 <= tries <= 12
    receiver.status = 200
    for _ in range(40):
        deliver_due(client, ops, http, clock)
        clock.turn(seconds=10)
    assert len(receiver.asked) == tries + 1
    assert {each.json["id"] for each in receiver.asked} == {receiver.asked[0].json["id"]}


def test_a_crash_between_sending_and_marking_repeats_under_the_same_id(
    client, ops, http, clock, receiver, alert, monkeypatch
):
    """A crash after sending and before marking sends once more, with the same id and dedup keys."""
    enqueue(client, [alert()], ops, clock())
    with monkeypatch.context() as crash:
        crash.setattr(outbox, "mark", lambda *_: (_ for _ in ()).throw(SystemExit("killed")))
        with pytest.raises(SystemExit):
            deliver_due(client, ops, http, clock)
    deliver_due(client, ops, http, clock)
    first, again = receiver.asked
    assert first.headers["webhook-id"] == again.headers["webhook-id"]
    assert first.body == again.body


def test_what_was_told_survives_a_restart(client, ops, http, clock, alert):
    """Nothing is kept in memory: what a group was told, and that it is over, comes from the store."""
    assert [each.reason for each in enqueue(client, [alert()], ops, clock())] == ["new"]
    assert enqueue(client, [alert()], ops, clock.turn(hours=3)) == ()
    assert [each.reason for each in enqueue(client, [], ops, clock.turn(minutes=1))] == ["resolved"]
    assert enqueue(client, [], ops, clock.turn(hours=9)) == ()


def test_a_newer_notification_takes_the_place_of_one_that_still_waits(
    client, ops, http, clock, receiver, alert
):
    """While a receiver is down its group's newest notification takes the older one's place, which is kept."""
    receiver.status = 500
    enqueue(client, [alert()], ops, clock())
    deliver_due(client, ops, http, clock)
    enqueue(client, [alert(), alert(feature="search")], ops, clock.turn(minutes=6))
    receiver.status, receiver.asked[:] = 200, []
    deliver_due(client, ops, http, clock)
    assert [(each.json["reason"], len(each.json["alerts"])) for each in receiver.asked] == [
        ("changed", 2)
    ]
    assert [each["status"] for each in listed(client, clock)] == ["delivered", "superseded"]


def test_what_a_receiver_refuses_for_good_is_kept_and_shown(
    client, ops, http, clock, receiver, alert
):
    """A notification that a receiver calls wrong is not tried again, and is kept with what it said."""
    receiver.status, receiver.said = 400, b"no such field"
    enqueue(client, [alert()], ops, clock())
    for _ in range(3):
        deliver_due(client, ops, http, clock)
        clock.turn(minutes=1)
    (kept,) = listed(client, clock, "failed")
    assert len(receiver.asked) == 1
    assert kept["error"].endswith("answered 400 Bad Request: no such field")


def test_a_notification_nobody_takes_is_given_up_after_a_day(
    client, channel, nowhere, http, clock, alert
):
    """After 24 hours without a receiver a notification counts as failed, and says why."""
    dead = {"ops": channel("webhook", nowhere)}
    enqueue(client, [alert()], dead, clock())
    deliver_due(client, dead, http, clock)
    clock.turn(hours=24)
    deliver_due(client, dead, http, clock)
    (kept,) = listed(client, clock)
    assert (kept["status"], kept["attempts"]) == ("failed", 2)
    assert kept["error"].endswith(": Connection refused")


def test_a_channel_nobody_has_defined_is_an_error_to_be_seen(client, ops, http, clock, alert):
    """An alert for a channel that budgets.toml lacks waits with a message that names the channel."""
    enqueue(client, [alert(channel="pager")], ops, clock())
    deliver_due(client, ops, http, clock)
    (kept,) = listed(client, clock)
    assert kept["status"] == "waiting"
    assert kept["error"].startswith("expected channel 'pager' in budgets.toml, found ops")


def test_a_dead_channel_does_not_keep_others_waiting(
    client, ops, channel, nowhere, http, clock, receiver, alert
):
    """Where one channel is dead it is asked once a round, and all others get what is theirs."""
    both = ops | {"dead": replace(channel("webhook", nowhere), name="dead")}
    groups = [alert(channel=name, group_key=f"g{n}") for n in range(4) for name in both]
    enqueue(client, groups, both, clock())
    done = deliver_due(client, both, http, clock)
    assert len(receiver.asked) == 4
    assert sorted(each.channel for each in done) == ["dead", *["ops"] * 4]


def test_a_receiver_that_dribbles_is_left_in_time(
    client, ops, channel, clock, receiver, alert, dribbling
):
    """A receiver that sends its answer byte by byte for ever delays nobody beyond the limit, and is tried again."""
    both = ops | {"slow": replace(channel("webhook", dribbling), name="slow")}
    enqueue(client, [alert(channel=name) for name in both], both, clock())
    begun = time.monotonic()
    deliver_due(client, both, Http(seconds=0.3), clock)
    assert time.monotonic() - begun < 20  # it would never end
    states = {each["channel"]: (each["status"], each["error"]) for each in listed(client, clock)}
    assert states == {"ops": ("delivered", ""), "slow": ("waiting", "no whole answer in time")}


def test_an_alert_that_cannot_be_written_does_not_stop_the_others(
    client, ops, http, clock, receiver, alert
):
    """A stored notification that this release cannot read fails alone; the others arrive."""
    enqueue(client, [alert(group_key="a"), alert(group_key="b")], ops, clock())
    odd = outbox.waiting(client)[0]
    outbox.mark(client, [replace(odd, version=9, document='{"version":2}')])
    for _ in range(2):
        deliver_due(client, ops, http, clock)
        clock.turn(seconds=2)
    assert len(receiver.asked) == 1
    assert "cannot be read by this release" in listed(client, clock, "failed")[0]["error"]
    again = enqueue(
        client, [alert(group_key="a"), alert(group_key="b")], ops, clock.turn(minutes=9)
    )
    assert [each.reason for each in again] == ["new"]
