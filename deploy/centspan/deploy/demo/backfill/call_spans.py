"""Calls as the client's spans: names, times and attributes."""

from datetime import UTC, datetime
from typing import Any

from centspan.deploy.demo.backfill.arrivals import SECOND
from centspan.deploy.demo.backfill.calls import FINE, NONE
from centspan.deploy.demo.backfill.cast import FEATURES, FLASH, MODELS
from centspan.deploy.demo.backfill.consequences import SOURCES
from centspan.deploy.demo.backfill.endings import FAILURES, ending
from centspan.deploy.demo.backfill.evaluations import evaluations
from centspan.deploy.demo.backfill.identities import identities, task_names
from centspan.deploy.demo.backfill.labels import Source, labels, source
from centspan.deploy.demo.backfill.otlp import Event, Saying
from centspan.deploy.demo.backfill.traffic import Traffic
from centspan.instrumentation import attributes as names
from centspan.instrumentation import pricing
from centspan.instrumentation.enrichment import usage_attributes
from centspan.instrumentation.usage import Usage

HOSTS = {
    "openai": "api.openai.com",
    "anthropic": "api.anthropic.com",
    "gcp.gemini": "generativelanguage.googleapis.com",
    "inhouse": "models.internal",
}
ANSWER_IDS = {"openai": "chatcmpl-", "anthropic": "msg_01", "gcp.gemini": "", "inhouse": "tag-"}


class CallSpans:
    """Says any call of the traffic as a span; `key_id` is that of the demo's fingerprints."""

    def __init__(self, traffic: Traffic, key_id: str) -> None:
        calls, follows = traffic.calls, traffic.follows
        self._key_id = key_id
        self._prints = traffic.prints
        self._ids = identities(traffic.seed, calls)
        self._judged = evaluations(calls, follows, traffic.prints.request).of
        self._tasks = task_names(traffic.seed, calls.task)
        self._calls: dict[str, list[Any]] = {
            name: getattr(calls, name).tolist() for name in calls.__slots__
        }
        self._follows: dict[str, list[Any]] = {
            name: getattr(follows, name).tolist() for name in follows.__slots__
        }

    def source(self, row: int) -> Source:
        """The process that made the call."""
        return source(self._calls["feature"][row], self._calls["environment"][row])

    def say(self, row: int) -> Saying:
        """The span of a call."""
        started = self._calls["started"][row]
        ends = started + self._follows["duration"][row]
        attributes = self._attributes(row)
        model = attributes[names.REQUEST_MODEL]
        return Saying(
            name=f"{attributes[names.OPERATION]} {model}",
            client=True,
            trace=self._ids.trace[row],
            span=self._ids.span[row],
            parent=self._ids.root[row],
            started=started,
            ended=ends,
            attributes=attributes,
            failed=self._calls["ending"][row] in FAILURES,
            events=tuple(
                Event(names.EVALUATION_EVENT, ends, judged) for judged in self._judged.get(row, ())
            ),
        )

    def labels(self, row: int) -> dict[str, Any]:
        """The labels in effect where the call was made."""
        column = self._calls
        return labels(
            column["feature"][row],
            column["tenant"][row],
            column["user"][row],
            column["route"][row],
            self._follows["version"][row],
        )

    def _attributes(self, row: int) -> dict[str, Any]:
        usage = self._usage(row)
        model = MODELS[self._calls["model"][row]]
        moment = datetime.fromtimestamp(self._calls["started"][row] // SECOND, UTC)
        return {
            **self._asked(row),
            **self._answered(row, usage),
            **usage_attributes(usage),
            **pricing.cost_attributes(model.provider, model.name, usage, moment),
            **self.labels(row),
            **self._belonging(row),
            **self._fingerprint(row),
        }

    def _asked(self, row: int) -> dict[str, Any]:
        column = self._calls
        feature, model = FEATURES[column["feature"][row]], MODELS[column["model"][row]]
        writes = feature.operation != "embeddings"
        found = {
            names.OPERATION: "generate_content" if model is FLASH else feature.operation,
            names.PROVIDER: model.provider,
            names.REQUEST_MODEL: model.name,
            names.SERVER_ADDRESS: HOSTS[model.provider],
            names.SERVER_PORT: 443,
            names.REQUEST_STREAM: True if column["stream"][row] else None,
            names.REQUEST_MAX_TOKENS: feature.max_tokens if writes else None,
            names.REQUEST_TEMPERATURE: feature.temperature,
            names.HAS_TOOLS: True if self._prints.tools[row] else None,
            names.SERVICE_TIER: None if column["standard"][row] else feature.tier or None,
        }
        return {name: value for name, value in found.items() if value is not None}

    def _answered(self, row: int, usage: Usage) -> dict[str, Any]:
        column, how = self._calls, self._calls["ending"][row]
        model = MODELS[column["model"][row]]
        found = ending(how, model.provider, column["attempts"][row], column["called"][row])
        if how not in FAILURES:
            found[names.RESPONSE_MODEL] = model.name
            found[names.RESPONSE_ID] = ANSWER_IDS[model.provider] + self._ids.answer[row]
        if how not in FAILURES and column["stream"][row]:
            found[names.TIME_TO_FIRST_CHUNK] = self._follows["first_token"][row] / SECOND
        if usage.source == "provider":
            found |= _reported(usage)
        return found

    def _usage(self, row: int) -> Usage:
        column = self._follows
        return Usage(
            uncached_input=column["uncached"][row],
            cache_read=column["read"][row],
            cache_write_5m=column["written"][row],
            output=column["output"][row],
            reasoning=column["reasoning"][row],
            source=SOURCES[column["source"][row]],  # type: ignore[arg-type] - a tuple of literals
        )

    def _belonging(self, row: int) -> dict[str, Any]:
        column = self._calls
        feature = FEATURES[column["feature"][row]]
        found: dict[str, Any] = {names.ROOT_KIND: feature.root_kind}
        if column["task"][row] != NONE:
            found |= {names.TASK_ID: self._tasks[row], names.TASK_NAME: feature.task}
        elif column["chain"][row] != column["content"][row]:
            found[names.SESSION_ID] = f"chat-{self._ids.trace[row].hex()[:12]}"
        return found

    def _fingerprint(self, row: int) -> dict[str, Any]:
        prints = self._prints
        found = {
            names.FINGERPRINT_KEY_ID: self._key_id,
            names.REQUEST_FINGERPRINT: prints.request[row],
            names.SYSTEM_FINGERPRINT: prints.system[row],
            names.PREFIX_CHAIN: prints.prefixes[row],
            names.TOOL_HASHES: self._tools(row),
            names.SECTION_CHARS: prints.sections[row],
        }
        return {name: value for name, value in found.items() if value}

    def _tools(self, row: int) -> str:
        """A call that failed has called nothing."""
        tools = self._prints.tools[row]
        return tools if self._calls["ending"][row] == FINE else tools.replace(":1", ":0")


def _reported(usage: Usage) -> dict[str, Any]:
    """The counts in the standard's spelling: totals that include their parts."""
    found = {
        names.USAGE_INPUT: usage.total_input,
        names.USAGE_OUTPUT: usage.total_output,
        names.USAGE_CACHE_READ: usage.cache_read or None,
        names.USAGE_CACHE_WRITE: usage.cache_write_5m or None,
        names.USAGE_REASONING: usage.reasoning or None,
    }
    return {name: value for name, value in found.items() if value is not None}
