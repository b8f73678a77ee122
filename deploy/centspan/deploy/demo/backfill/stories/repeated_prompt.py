"""A long system prompt is sent with every call and never cached, though it could be."""

import numpy as np

from centspan.deploy.demo.backfill.calls import Calls
from centspan.deploy.demo.backfill.models import MODELS
from centspan.deploy.demo.backfill.stories.story import Scene, Told


class RepeatedPrompt:
    """The prompt of a feature on Anthropic has grown by thousands of tokens and carries no mark."""

    name = "repeated_system_prompt"
    homes = ("support-answer", "ticket-classify")

    def tell(self, calls: Calls, scene: Scene) -> Told:
        """Lengthen the prompt of its Anthropic calls and leave the cache marks out."""
        added = int(scene.within(2500, 6000))
        has_to_be_asked = np.array([model.provider == "anthropic" for model in MODELS])
        rows = scene.own(calls) & has_to_be_asked[calls.model]
        changed = scene.marked(calls, rows, system=calls.system + added, marked=False)
        facts = {"system_tokens": scene.feature.system_tokens + added, "provider": "anthropic"}
        return Told(changed, facts)
