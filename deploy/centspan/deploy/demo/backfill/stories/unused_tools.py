"""Dozens of tool definitions travel with every request and are never called."""

from centspan.deploy.demo.backfill.calls import Calls
from centspan.deploy.demo.backfill.stories.story import Scene, Told
from centspan.deploy.demo.backfill.tools import extra_characters


class UnusedTools:
    """An agent offers its model far more tools than it ever needs."""

    name = "unused_tools"
    homes = ("research-agent", "copilot-chat")

    def tell(self, calls: Calls, scene: Scene) -> Told:
        """Add the definitions to every production call."""
        count = int(scene.random.integers(18, 40))
        facts = {"tools": count, "characters": extra_characters(count)}
        return Told(scene.marked(calls, scene.own(calls), extra_tools=count), facts)
