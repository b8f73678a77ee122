"""A channel as it is used: its secrets looked up as they are needed, and hidden from whatever is said."""

from urllib.parse import parse_qsl, unquote, urlsplit

from centspan.alerts.budgets.channel import KINDS, Channel, is_reference, resolved
from centspan.alerts.notify.failure import DeliveryError
from centspan.instrumentation.errors import CentspanError

SHORTEST = 4
"""Characters from which a part of an address is worth hiding."""


class OpenChannel:
    """One channel during one delivery."""

    def __init__(self, channel: Channel) -> None:
        self.name = channel.name
        self.kind = channel.kind
        self._settings = {**channel.settings, "url": channel.url}
        self._secret = KINDS[channel.kind].secret if channel.kind in KINDS else ()
        self._seen: set[str] = set()

    def setting(self, name: str, default: str = "") -> str:
        """A setting's value, looked up where it is a reference; raises DeliveryError where that fails."""
        value = self._settings.get(name, "")
        if not value:
            return default
        if name in self._secret and not is_reference(value):
            raise DeliveryError(
                f"expected the {name} of channel {self.name!r} as env:NAME or file:PATH, found it "
                "written out; a secret has no place in budgets.toml"
            )
        found = self._looked_up(value)
        self._remember(name, value, found)
        return found

    def hidden(self, text: str) -> str:
        """The text with *** in place of every secret that was looked up."""
        for secret in sorted(self._seen, key=len, reverse=True):
            text = text.replace(secret, "***")
        return text

    def _looked_up(self, value: str) -> str:
        try:
            return resolved(value)
        except CentspanError as error:
            raise DeliveryError(str(error)) from None

    def _remember(self, name: str, value: str, found: str) -> None:
        """Of an address user, password, path and query are secret, its host is not."""
        if "://" in found:
            parts = urlsplit(found)
            path = (parts.path, *parts.path.split("/")) if is_reference(value) else ()
            said = (value for _, value in parse_qsl(parts.query))
            secret = (parts.username or "", parts.password or "", parts.query, *said, *path)
        else:
            secret = (found,) if name in self._secret or is_reference(value) else ()
        spelt = {each for text in secret for each in (text, unquote(text))}
        self._seen |= {each for each in spelt if len(each) >= SHORTEST}
