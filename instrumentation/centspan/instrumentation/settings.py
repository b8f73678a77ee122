"""Every environment variable of the client, once; read when used, so a late dotenv counts."""

import os
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Setting:
    """One environment variable; an empty value counts as unset."""

    name: str
    default: str
    meaning: str

    def text(self) -> str:
        """The value, or the default, without surrounding blanks."""
        return os.environ.get(self.name, "").strip() or self.default

    def flag(self) -> bool:
        """True for 1, true, yes, on; anything else is false."""
        return self.text().lower() in ("1", "true", "yes", "on")

    def number(self) -> float:
        """The value as a number; the default where it is none."""
        try:
            return float(self.text())
        except ValueError:
            return float(self.default)

    def names(self) -> tuple[str, ...]:
        """The value as comma-separated names, lower case."""
        return tuple(name for part in self.text().split(",") if (name := part.strip().lower()))


DISABLED: Final = Setting("CENTSPAN_DISABLED", "false", "`true` turns `import centspan.auto` off.")
EXCLUDE: Final = Setting(
    "CENTSPAN_EXCLUDE", "", "SDK modules to leave alone, comma-separated: `groq,botocore`."
)
KEEP_ALL: Final = Setting(
    "CENTSPAN_KEEP_ALL",
    "true",
    "`false` lets the app's sampler drop LLM calls; those it keeps then carry their weight.",
)
EXIT_TIMEOUT: Final = Setting(
    "CENTSPAN_EXIT_TIMEOUT", "2", "Seconds that sending the last spans may delay the app's exit."
)
CAPTURE_CONTENT: Final = Setting(
    "CENTSPAN_CAPTURE_CONTENT",
    "false",
    "`true` keeps the text of prompts and answers in spans, and exceptions' messages and stack traces.",
)
FINGERPRINT_KEY: Final = Setting(
    "CENTSPAN_FINGERPRINT_KEY",
    "",
    "Secret that keys the fingerprints; give all replicas of a service the same one.",
)
FINGERPRINT_KEY_FILE: Final = Setting(
    "CENTSPAN_FINGERPRINT_KEY_FILE",
    "",
    "File that holds the key; where neither is set, a random key is kept in "
    "`$XDG_STATE_HOME/centspan/fingerprint.key`.",
)
STREAM_USAGE_HOSTS: Final = Setting(
    "CENTSPAN_STREAM_USAGE_HOSTS",
    "",
    "More hosts (`host` or `host:port`, comma-separated) that take `stream_options`.",
)
FEATURE: Final = Setting("CENTSPAN_FEATURE", "", "Default label: the feature that spends.")
ROUTE: Final = Setting("CENTSPAN_ROUTE", "", "Default label: the route inside the feature.")
TEAM: Final = Setting("CENTSPAN_TEAM", "", "Default label: the team that answers for the spend.")
TENANT: Final = Setting("CENTSPAN_TENANT", "", "Default label: the customer's customer.")
USER: Final = Setting("CENTSPAN_USER", "", "Default label: the end user.")
PROMPT_VERSION: Final = Setting("CENTSPAN_PROMPT_VERSION", "", "Default label: prompt version.")
PURPOSE: Final = Setting("CENTSPAN_PURPOSE", "", "Default label: `production`, `eval`, `test`, …")

LABELS: Final = (FEATURE, ROUTE, TEAM, TENANT, USER, PROMPT_VERSION, PURPOSE)
SETTINGS: Final = (
    DISABLED,
    EXCLUDE,
    KEEP_ALL,
    EXIT_TIMEOUT,
    CAPTURE_CONTENT,
    FINGERPRINT_KEY,
    FINGERPRINT_KEY_FILE,
    STREAM_USAGE_HOSTS,
    *LABELS,
)
