"""A new prompt makes answers longer and no better."""

from centspan.deploy.demo.backfill.calls import Calls
from centspan.deploy.demo.backfill.features import feature_number
from centspan.deploy.demo.backfill.stories.story import Scene, Told


class PromptRegression:
    """From a release on, the prompt is longer, answers grow and get a little worse."""

    name = "prompt_regression"
    homes = ("support-answer", "email-draft", "copilot-chat")

    def tell(self, calls: Calls, scene: Scene) -> Told:
        """Change every production call of the feature after the release."""
        at = scene.working_hour(0.3, 0.8)
        longer, worse = scene.within(1.7, 2.6), scene.within(0.04, 0.1)
        added = int(scene.within(400, 900))
        rows = scene.own(calls) & (calls.started >= at)
        changed = scene.marked(
            calls,
            rows,
            output=calls.output * longer,
            system=calls.system + added,
            shift=calls.shift - worse,
        )
        facts = {
            "at": at,
            "output_factor": longer,
            "added_system_tokens": added,
            "quality_change": -worse,
        }
        return Told(changed, facts, ((at, feature_number(scene.feature.name)),))
