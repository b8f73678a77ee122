"""A new prompt makes answers longer and no better."""

from dataclasses import replace

from centspan.deploy.demo.backfill.calls import Calls
from centspan.deploy.demo.backfill.features import feature_number
from centspan.deploy.demo.backfill.money import rough_usd
from centspan.deploy.demo.backfill.stories.story import Scene, Told


class PromptRegression:
    """From a release on each request brings more examples, answers grow and get a little worse.

    A longer system prompt would be told by the same rule only if it did not become long enough for
    the provider to cache it, and calls cheaper by it.
    """

    name = "prompt_regression"
    homes = ("support-answer", "email-draft", "copilot-chat")

    def tell(self, calls: Calls, scene: Scene) -> Told:
        """Change every production call of the feature after the release."""
        at = scene.working_hour(0.3, 0.8)
        dearer, worse = scene.within(1.45, 1.9), scene.within(0.04, 0.1)
        added = int(scene.within(400, 900))
        rows = scene.own(calls) & (calls.started >= at)
        longer = _longer(calls.take(rows), added, dearer)
        changed = scene.marked(
            calls,
            rows,
            output=calls.output * longer,
            rest=calls.rest + added,
            shift=calls.shift - worse,
        )
        facts = {
            "at": at,
            "output_factor": longer,
            "added_prompt_tokens": added,
            "quality_change": -worse,
        }
        return Told(changed, facts, ((at, feature_number(scene.feature.name)),))


def _longer(calls: Calls, added: int, dearer: float) -> float:
    """How many times as long answers are where calls with `added` tokens of prompt cost `dearer` times as much."""
    usd = rough_usd(calls).sum()
    prompts = rough_usd(replace(calls, output=0 * calls.output)).sum()
    longer = rough_usd(replace(calls, rest=calls.rest + added)).sum() - usd
    return max(1.5, 1 + ((dearer - 1) * usd - longer) / (usd - prompts))
