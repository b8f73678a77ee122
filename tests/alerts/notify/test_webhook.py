"""What a generic webhook gets, and how it knows that it comes from us."""

import hmac
import time
from base64 import b64decode, b64encode
from hashlib import sha256

import pytest

from centspan.alerts.notify.failure import DeliveryError
from centspan.alerts.notify.sending import send

KEY = b"a key of some bytes"


def test_an_unsigned_webhook_carries_no_signature(channel, receiver, http, notification):
    """Without a secret there is no signature; the body is the documented JSON."""
    send(notification(), channel("webhook", f"{receiver.url}/hook?team=a"), http)
    (asked,) = receiver.asked
    assert (asked.path, asked.headers["Content-Type"]) == ("/hook?team=a", "application/json")
    assert asked.headers["webhook-signature"] is None
    assert asked.json == notification().as_json()


@pytest.mark.parametrize("secret", ["a key of some bytes", f"whsec_{b64encode(KEY).decode()}"])
def test_a_signed_webhook_can_be_verified(channel, receiver, http, notification, secret):
    """With a secret, id, time and body are signed with HMAC-SHA256 as standardwebhooks.com says."""
    send(notification(), channel("webhook", receiver.url, {"secret": secret}), http)
    (asked,) = receiver.asked
    said_at = asked.headers["webhook-timestamp"]
    signed = f"{asked.headers['webhook-id']}.{said_at}.".encode() + asked.body
    version, _, signature = asked.headers["webhook-signature"].partition(",")
    assert version == "v1"
    assert b64decode(signature) == hmac.digest(KEY, signed, sha256)
    assert abs(time.time() - int(said_at)) < 60


def test_redirects_are_not_followed(channel, receiver, http, notification):
    """A redirect is an error and is not followed, so that what is meant for one host goes to no other."""
    receiver.status, receiver.headers = 307, {"Location": f"{receiver.url}/elsewhere"}
    with pytest.raises(DeliveryError, match="answered 307"):
        send(notification(), channel("webhook", f"{receiver.url}/hook"), http)
    assert [each.path for each in receiver.asked] == ["/hook"]


@pytest.mark.parametrize(
    "url",
    ["file:///etc/passwd", "ftp://127.0.0.1/x", "http:///x", "http://a b/", "http://a/\nX: 1", "x"],
)
def test_only_web_addresses_are_asked(channel, http, notification, url):
    """An address that is not http(s) to a host is refused, and the message does not show it."""
    with pytest.raises(DeliveryError, match="expected an address that begins with http") as error:
        send(notification(), channel("webhook", url), http)
    assert url == "x" or url not in str(error.value)


def test_user_and_password_of_an_address_go_into_a_header(channel, receiver, http, notification):
    """User and password written into an address are sent as basic authentication, decoded."""
    url = receiver.url.replace("//", "//ada:p%40ss@")
    send(notification(), channel("webhook", url), http)
    assert receiver.asked[0].headers["Authorization"] == "Basic YWRhOnBAc3M="


def test_a_receiver_that_does_not_answer_is_left_in_time(channel, http, notification):
    """A receiver that takes a connection and never answers is left after the limit of time."""
    import socket

    with socket.create_server(("127.0.0.1", 0)) as mute:
        url = f"http://127.0.0.1:{mute.getsockname()[1]}"
        begun = time.monotonic()
        with pytest.raises(DeliveryError, match="no answer in time"):
            send(notification(), channel("webhook", url), type(http)(seconds=0.3))
        assert time.monotonic() - begun < 20  # it would never end


@pytest.mark.parametrize(
    ("status", "final", "wait"),
    [
        (400, True, 0),
        (413, True, 0),
        (401, False, 0),
        (404, False, 0),
        (429, False, 90),
        (500, False, 0),
    ],
)
def test_refusals_tell_whether_to_try_again(
    channel, receiver, http, notification, status, final, wait
):
    """What a person or time may mend is tried again, no sooner than the receiver asks; the rest is not."""
    receiver.status, receiver.headers = status, {"Retry-After": str(wait)} if wait else {}
    with pytest.raises(DeliveryError) as error:
        send(notification(), channel("webhook", receiver.url), http)
    assert (error.value.final, error.value.after_seconds) == (final, wait)
