"""E-mail over SMTP, as text and HTML; no name can add a header, and a group's mails stand in one thread."""

import logging
import re
import smtplib
import ssl
from email.message import EmailMessage
from email.policy import SMTP as LINES
from email.utils import format_datetime, formataddr, getaddresses, parseaddr
from hashlib import sha256
from ipaddress import ip_address
from typing import Final

from centspan.alerts.budgets.channel import SECURITY
from centspan.alerts.notify.channels.email_html import page
from centspan.alerts.notify.failure import DeliveryError
from centspan.alerts.notify.http import Http
from centspan.alerts.notify.notification import Notification
from centspan.alerts.notify.open_channel import OpenChannel
from centspan.alerts.notify.wording import contributors, facts, links, one_line, subject
from centspan.alerts.payload import Alert, utc

log = logging.getLogger(__name__)
PORTS: Final = {"starttls": 587, "tls": 465, "none": 25}
ADDRESS: Final = re.compile(r"[^@\s<>()\[\],:;\"]+@[^@\s<>()\[\],:;\"]+")
MOST_SUBJECT: Final = 200


def deliver(notification: Notification, channel: OpenChannel, http: Http) -> None:
    """Send one mail to all of `to`."""
    mail = message(notification, channel.setting("from"), channel.setting("to"))
    try:
        _send(mail, channel, http.seconds)
    except (OSError, smtplib.SMTPException) as error:
        said = f"{channel.setting('host')}: {_said(error)}"
        raise DeliveryError(said, final=_is_final(error)) from None


def message(notification: Notification, sender: str, to: str) -> EmailMessage:
    """The mail; raises DeliveryError for addresses that none can be sent from or to."""
    mail = EmailMessage(policy=LINES)
    domain = parseaddr(sender)[1].rpartition("@")[2]
    thread = sha256(notification.group_key.encode()).hexdigest()[:32]
    mail["From"], mail["To"] = _addresses("from", sender), _addresses("to", to)
    mail["Subject"] = one_line(subject(notification))[:MOST_SUBJECT]
    mail["Date"] = format_datetime(utc(notification.at))
    mail["Message-ID"] = f"<{notification.id}@{domain}>"
    mail["References"] = f"<{thread}@{domain}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content("\n\n".join(map(_text, notification.alerts)))
    mail.add_alternative(page(notification), subtype="html")
    return mail


def _addresses(name: str, said: str) -> str:
    parts = getaddresses([said])
    proper = parts and all(ADDRESS.fullmatch(address) for _, address in parts)
    if not proper or not said.isprintable():
        raise DeliveryError(f"expected addresses in {name}, found {said!r}; mend budgets.toml")
    return ", ".join(map(formataddr, parts))


def _text(alert: Alert) -> str:
    lines = [one_line(alert.headline), ""]
    lines += [f"{name}: {one_line(value)}" for name, value in facts(alert)]
    if top := contributors(alert):
        lines += ["", "Top contributors:", *(f"- {one_line(line)}" for line in top)]
    return "\n".join([*lines, "", *(f"{name}: {url}" for name, url in links(alert))])


def _send(mail: EmailMessage, channel: OpenChannel, seconds: float) -> None:
    security = channel.setting("security", SECURITY[0])
    host, user = channel.setting("host"), channel.setting("username")
    password = channel.setting("password") if user else ""
    if user and security == "none" and not _is_loopback(host):
        raise DeliveryError(
            f"expected security starttls or tls where a password goes to {host}, found none"
        )
    with _connected(host, _port(channel, security), security, seconds) as server:
        if security == "starttls":
            server.starttls(context=ssl.create_default_context())
        if user:
            server.login(user, password)
        for to, (code, text) in server.send_message(mail).items():
            log.warning("%s took the mail, but not for %s: %d %s", host, to, code, _line(text))


def _connected(host: str, port: int, security: str, seconds: float) -> smtplib.SMTP:
    if security == "tls":
        context = ssl.create_default_context()
        return smtplib.SMTP_SSL(host, port, timeout=seconds, context=context)
    return smtplib.SMTP(host, port, timeout=seconds)


def _port(channel: OpenChannel, security: str) -> int:
    if security not in PORTS:
        raise DeliveryError(f"expected security out of {', '.join(PORTS)}, found {security!r}")
    return int(channel.setting("port", str(PORTS[security])))


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _is_final(error: Exception) -> bool:
    """Whether the server refused this mail or these people for good."""
    match error:
        case smtplib.SMTPRecipientsRefused():
            return all(code >= 500 for code, _ in error.recipients.values())
        case smtplib.SMTPDataError() | smtplib.SMTPSenderRefused():
            return error.smtp_code >= 500
        case _:
            return False


def _said(error: Exception) -> str:
    match error:
        case smtplib.SMTPRecipientsRefused():
            return "; ".join(
                f"{to}: {code} {_line(text)}" for to, (code, text) in error.recipients.items()
            )
        case smtplib.SMTPResponseException():
            return f"{error.smtp_code} {_line(error.smtp_error)}"
        case TimeoutError():
            return "no answer in time"
        case OSError() if error.strerror:
            return str(error.strerror)
        case _:
            return one_line(str(error))


def _line(text: bytes | str) -> str:
    return one_line(text.decode("utf-8", "replace") if isinstance(text, bytes) else text)
