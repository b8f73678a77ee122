"""Evaluations grow, week by week, into a bill of their own."""

import numpy as np

from centspan.deploy.demo.backfill.arrivals import DAY, HOUR
from centspan.deploy.demo.backfill.calls import Calls
from centspan.deploy.demo.backfill.models import OPUS, model_number
from centspan.deploy.demo.backfill.stories.story import Scene, Told


class EvalSprawl:
    """From a day on, every day more answers are judged, by the dearest model there is."""

    name = "eval_sprawl"
    homes = ("quality-judge",)

    def tell(self, calls: Calls, scene: Scene) -> Told:
        """Add judgements that grow linearly until the end."""
        start = scene.moment(0.2, 0.5) // DAY * DAY
        growth = scene.within(4, 8)
        usual = scene.own(calls).sum() / scene.when.days
        days = (scene.when.end - start) / DAY
        count = max(40, round(usual * growth * days / 2))
        extra = scene.more(count, start, scene.when.end - HOUR)
        share = np.sqrt(scene.random.random(count))  # a density that grows linearly
        span = scene.when.end - HOUR - start
        started = start + (share * span).astype(np.int64)
        every = np.ones(count, np.bool_)
        extra = scene.marked(extra, every, started=started, model=model_number(OPUS))
        facts = {
            "start": start,
            "calls": count,
            "judge": OPUS.name,
            "last_day_times_usual": growth + 1,
        }
        return Told(calls.also(extra), facts)
