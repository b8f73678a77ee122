"""The same questions are asked, and paid for, over and over."""

import numpy as np

from centspan.deploy.demo.backfill.calls import Calls
from centspan.deploy.demo.backfill.demand import zipf_shares
from centspan.deploy.demo.backfill.mishaps import copy_requests
from centspan.deploy.demo.backfill.stories.story import Scene, Told

ZIPF = 0.9


class DuplicateQuestions:
    """A share of a feature's requests are byte for byte among a dozen or two favourites."""

    name = "duplicate_questions"
    homes = ("support-search", "code-suggest", "ticket-classify")

    def tell(self, calls: Calls, scene: Scene) -> Told:
        """Replace the share by the favourites, a popular one more often."""
        share, favourites = scene.within(0.3, 0.5), int(scene.random.integers(12, 25))
        own = np.flatnonzero(scene.own(calls) & (calls.chain == calls.content))
        count = min(len(own), max(30, round(share * len(own))))
        asked = np.sort(scene.random.choice(own, count, replace=False))
        pool = asked[scene.random.permutation(len(asked))[: min(favourites, len(asked) // 3)]]
        which = scene.random.choice(len(pool), len(asked), p=zipf_shares(len(pool), ZIPF))
        changed = copy_requests(calls, asked, pool[which])
        rows = np.zeros(len(calls), np.bool_)
        rows[asked] = True
        distinct = len(np.unique(changed.content[asked]))
        facts = {"share": len(asked) / len(own), "requests": len(asked), "distinct": distinct}
        return Told(scene.marked(changed, rows), facts)
