"""What mail servers are handed, at a local one."""

import ssl
import subprocess
from email import message_from_bytes, policy

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from centspan.alerts.notify.failure import DeliveryError
from centspan.alerts.notify.sending import send


class Kept:
    """Keeps every mail; answers as it is told to."""

    def __init__(self):
        self.mails, self.envelopes, self.said = [], [], "250 OK"

    async def handle_DATA(self, server, session, envelope):
        self.mails.append(message_from_bytes(envelope.content, policy=policy.default))
        self.envelopes.append(envelope)
        return self.said


@pytest.fixture
def mail_server():
    """Starts a mail server with the options given; returns what it keeps, and its port."""
    started = []

    def start(**options):
        kept = Kept()
        controller = _AnyPort(kept, hostname="127.0.0.1", port=0, **options)
        controller.start()
        started.append(controller)
        return kept, str(controller.server.sockets[0].getsockname()[1])

    yield start
    for each in started:
        each.stop()


class _AnyPort(Controller):
    def _trigger_server(self):
        """The base class would connect to port 0."""
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@pytest.fixture
def mail(channel):
    """Makes an e-mail channel."""

    def make(port, **settings):
        plain = {
            "host": "127.0.0.1",
            "port": port,
            "from": "centspan <alerts@example.com>",
            "to": "ada@example.com, ops@example.com",
            "security": "none",
        }
        return channel("email", **plain | settings)

    return make


def test_a_mail_says_everything_as_text_and_html(mail_server, mail, http, notification):
    """A mail goes to everyone of `to`, says the whole alert as text and as HTML, and answers no robots."""
    kept, port = mail_server()
    send(notification(), mail(port), http)
    (got,), (envelope,) = kept.mails, kept.envelopes
    assert envelope.rcpt_tos == ["ada@example.com", "ops@example.com"]
    assert got["Subject"] == "[firing] Spend on chat far above its usual level"
    assert got["Auto-Submitted"] == "auto-generated"
    for kind in ("plain", "html"):
        body = got.get_body((kind,)).get_content()
        for part in ("$412.50 in the last hour", "tenant acme: $300.00", "chat-month: 80 %"):
            assert part in body
    assert 'href="https://docs.example/runbooks/feature_spike.md"' in body


def test_no_name_can_add_a_header_or_markup(mail_server, mail, http, notification, alert):
    """Names with line breaks and markup add no header, no recipient and no element."""
    evil = "chat\r\nBcc: eve@evil.example\r\n\r\n<script>alert(1)</script>\u2028X: y"
    kept, port = mail_server()
    told = alert(title=evil, headline=evil, owner=evil, scope={"feature": evil}, trace_ids=(evil,))
    send(notification(told), mail(port), http)
    (got,), (envelope,) = kept.mails, kept.envelopes
    assert (got["Bcc"], got["X"]) == (None, None)
    assert envelope.rcpt_tos == ["ada@example.com", "ops@example.com"]
    assert "<script>" not in got.get_body(("html",)).get_content()
    assert "\nBcc" not in got.get_body(("plain",)).get_content()


def test_mails_of_a_group_stand_in_one_thread_and_a_repeat_is_the_same_mail(
    mail_server, mail, http, notification
):
    """Mails of one group refer to the same thread; one sent twice has the same Message-ID."""
    kept, port = mail_server()
    for each in (notification(), notification(), notification(id="77aa")):
        send(each, mail(port), http)
    first, again, next_one = kept.mails
    assert first["Message-ID"] == again["Message-ID"] != next_one["Message-ID"]
    assert len({each["References"] for each in kept.mails}) == 1


def test_addresses_that_are_none_are_refused(mail, http, notification):
    """Addresses with line breaks, or none at all, send nothing and say what to mend."""
    for odd in ("ada@example.com\r\nBcc: eve@evil.example", "ada@[", ""):
        with pytest.raises(DeliveryError, match="expected addresses in to, found"):
            send(notification(), mail("1", to=odd), http)


def test_a_server_without_encryption_gets_no_mail_unless_it_may(
    mail_server, mail, http, notification
):
    """Unless `security` is none, a server that does not encrypt is handed nothing."""
    kept, port = mail_server()
    with pytest.raises(DeliveryError, match="STARTTLS"):
        send(notification(), mail(port, security="starttls"), http)
    with pytest.raises(DeliveryError, match=r"127\.0\.0\.1: "):
        send(notification(), mail(port, security="tls"), http)
    with pytest.raises(DeliveryError, match=r"where a password goes to mail\.example"):
        send(notification(), mail(port, host="mail.example", username="ada"), http)
    assert kept.mails == []


def test_a_password_goes_over_an_encrypted_connection(
    mail_server, channel, mail, http, notification, monkeypatch, tmp_path
):
    """With STARTTLS the server's certificate is checked, and the password from the environment logs in."""
    seen = []

    def authenticate(server, session, envelope, mechanism, data):
        seen.append((session.ssl is not None, data.login, data.password))
        return AuthResult(success=True)

    certificate = _certificate(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    kept, port = mail_server(
        tls_context=context, require_starttls=True, authenticator=authenticate, auth_required=True
    )
    monkeypatch.setenv("TEST_PASSWORD", "pa55word")
    safe = mail(port, security="starttls", username="ada", password="env:TEST_PASSWORD")
    with pytest.raises(DeliveryError, match="certificate verify failed"):
        send(notification(), safe, http)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    send(notification(), safe, http)
    assert (seen, len(kept.mails)) == ([(True, b"ada", b"pa55word")], 1)


def _certificate(folder):
    """A certificate for 127.0.0.1 and its key, in one file."""
    pem, key = folder / "cert.pem", folder / "key.pem"
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"),
            *("-nodes", "-days", "2", "-subj", "/CN=127.0.0.1", "-keyout", str(key)),
            *("-addext", "subjectAltName=IP:127.0.0.1", "-out", str(pem)),
        ],
        check=True,
        capture_output=True,
    )
    pem.write_text(pem.read_text() + key.read_text())
    return pem


def test_what_a_mail_server_refuses_for_good_is_final(mail_server, mail, http, notification):
    """A mail refused with a 5xx is not tried again, one refused with a 4xx is."""
    kept, port = mail_server()
    for said, final in (("554 no such thing", True), ("451 come back", False)):
        kept.said = said
        with pytest.raises(DeliveryError, match=said) as error:
            send(notification(), mail(port), http)
        assert error.value.final == final


def test_a_mail_server_that_is_away_is_tried_again(mail, nowhere, http, notification):
    """A mail server that does not answer is an error to try again after."""
    with pytest.raises(DeliveryError, match="refused") as error:
        send(notification(), mail(nowhere.rpartition(":")[2]), http)
    assert not error.value.final
