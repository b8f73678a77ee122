"""A dear model does work that a cheap one does as well."""

from centspan.deploy.demo.backfill.calls import Calls
from centspan.deploy.demo.backfill.models import LARGE, OPUS, model_number
from centspan.deploy.demo.backfill.stories.story import Scene, Told


class DearModel:
    """A share of a simple feature's calls goes to a top model; the work is as easy as before."""

    name = "dear_model_on_easy_work"
    homes = ("ticket-classify", "invoice-extract")

    def tell(self, calls: Calls, scene: Scene) -> Told:
        """Move the share, for the whole period."""
        share = scene.within(0.35, 0.7)
        model = (OPUS, LARGE)[int(scene.random.integers(2))]
        rows = scene.own(calls) & (scene.random.random(len(calls)) < share)
        facts = {
            "model": model.name,
            "share": share,
            "instead_of": [usual.name for usual, _ in scene.feature.models],
        }
        return Told(scene.marked(calls, rows, model=model_number(model)), facts)
