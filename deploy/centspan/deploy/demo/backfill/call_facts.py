"""Calls in the client's own terms: what was asked, what was answered, how it went."""

from typing import Any

from centspan.deploy.demo.backfill.arrivals import SECOND
from centspan.deploy.demo.backfill.calls import ABANDONED, FINE, TIMED_OUT
from centspan.deploy.demo.backfill.consequences import ESTIMATED, SOURCES
from centspan.deploy.demo.backfill.endings import course, finish_reasons
from centspan.deploy.demo.backfill.features import FEATURES
from centspan.deploy.demo.backfill.fingerprints import Fingerprints
from centspan.deploy.demo.backfill.models import EMBEDDER, FLASH, MODELS
from centspan.deploy.demo.backfill.traffic import Traffic
from centspan.instrumentation.call_facts import Course, Request, Response
from centspan.instrumentation.fingerprint import Fingerprint
from centspan.instrumentation.usage import Usage

HOSTS = {
    "openai": "api.openai.com",
    "anthropic": "api.anthropic.com",
    "gcp.gemini": "generativelanguage.googleapis.com",
    "inhouse": "models.internal",
}
ANSWER_IDS = {"openai": "chatcmpl-", "anthropic": "msg_01", "gcp.gemini": "", "inhouse": "tag-"}
HTTPS = 443


class CallFacts:
    """The facts of any call of the traffic; `key_id` is that of the demo's fingerprints."""

    def __init__(self, traffic: Traffic, key_id: str) -> None:
        self._key_id = key_id
        self._prints: Fingerprints = traffic.prints
        self.calls = _lists(traffic.calls)
        self.follows = _lists(traffic.follows)

    def request(self, row: int) -> Request:
        """What was asked."""
        feature = FEATURES[self.calls["feature"][row]]
        model = MODELS[self.calls["model"][row]]
        return Request(
            provider=model.provider,
            operation="generate_content" if model is FLASH else feature.operation,
            model=model.name,
            host=HOSTS[model.provider],
            port=HTTPS,
            stream=self.calls["stream"][row],
            max_tokens=None if model is EMBEDDER else feature.max_tokens,
            temperature=feature.temperature,
            has_tools=self._prints.tools[row] != "",
            fingerprint=self._fingerprint(row),
        )

    def response(self, row: int, answer: str) -> Response | None:
        """What was answered; None where nothing of an answer was seen. `answer` makes its id."""
        ending = self.calls["ending"][row]
        broke_off = ending == TIMED_OUT and self.follows["source"][row] == ESTIMATED
        if ending not in (FINE, ABANDONED) and not broke_off:
            return None
        model = MODELS[self.calls["model"][row]]
        whole = ending == FINE and model is not EMBEDDER
        return Response(
            usage=self._usage(row),
            model=model.name,
            id="" if model is EMBEDDER else ANSWER_IDS[model.provider] + answer,
            finish_reasons=finish_reasons(model.provider, self.calls["called"][row])
            if whole
            else (),
            service_tier="" if self.calls["standard"][row] else self._tier(row),
            http_status=200,
        )

    def course(self, row: int) -> Course:
        """How it went."""
        streams = self.calls["stream"][row]
        first_chunk = self.follows["first_token"][row] / SECOND if streams else None
        provider = MODELS[self.calls["model"][row]].provider
        return course(self.calls["ending"][row], provider, self.calls["attempts"][row], first_chunk)

    def _tier(self, row: int) -> str:
        return FEATURES[self.calls["feature"][row]].tier

    def _usage(self, row: int) -> Usage:
        column = self.follows
        return Usage(
            uncached_input=column["uncached"][row],
            cache_read=column["read"][row],
            cache_write_5m=column["written"][row],
            output=column["output"][row],
            reasoning=column["reasoning"][row],
            source=SOURCES[column["source"][row]],
        )

    def _fingerprint(self, row: int) -> Fingerprint:
        """A call that failed has called no tool."""
        prints, tools = self._prints, self._prints.tools[row]
        return Fingerprint(
            request=prints.request[row],
            system=prints.system[row],
            prefixes=prints.prefixes[row],
            tools=tools if self.calls["ending"][row] == FINE else tools.replace(":1", ":0"),
            sections=prints.sections[row],
            key_id=self._key_id,
            characters=self._lost_characters(row),
        )

    def _lost_characters(self, row: int) -> int:
        """What a prompt that timed out held; of others the provider says it in tokens."""
        if self.calls["ending"][row] != TIMED_OUT:
            return 0
        sections = filter(None, self._prints.sections[row].split(","))
        return sum(int(section.rpartition(":")[2]) for section in sections)


def _lists(columns: Any) -> dict[str, list[Any]]:
    """Columns as plain Python values."""
    return {name: getattr(columns, name).tolist() for name in columns.__slots__}
