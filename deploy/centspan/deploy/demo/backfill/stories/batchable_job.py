"""A nightly job that nobody waits for pays the full price."""

from centspan.deploy.demo.backfill.calls import Calls
from centspan.deploy.demo.backfill.stories.story import Scene, Told


class BatchableJob:
    """The nightly summaries run at the standard price instead of their cheaper tier."""

    name = "batchable_job"
    homes = ("nightly-summary",)

    def tell(self, calls: Calls, scene: Scene) -> Told:
        """Serve them all at the standard tier."""
        rows = scene.own(calls)
        facts = {"calls": int(rows.sum()), "cheaper_tier": scene.feature.tier}
        return Told(scene.marked(calls, rows, standard=True), facts)
