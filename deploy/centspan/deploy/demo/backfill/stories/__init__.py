"""The stories of the demo, in the order in which they are told."""

from centspan.deploy.demo.backfill.stories.batchable_job import BatchableJob
from centspan.deploy.demo.backfill.stories.dear_model import DearModel
from centspan.deploy.demo.backfill.stories.duplicate_questions import DuplicateQuestions
from centspan.deploy.demo.backfill.stories.eval_sprawl import EvalSprawl
from centspan.deploy.demo.backfill.stories.prompt_regression import PromptRegression
from centspan.deploy.demo.backfill.stories.repeated_prompt import RepeatedPrompt
from centspan.deploy.demo.backfill.stories.retry_storm import RetryStorm
from centspan.deploy.demo.backfill.stories.story import Story
from centspan.deploy.demo.backfill.stories.tenant_spike import TenantSpike
from centspan.deploy.demo.backfill.stories.unused_tools import UnusedTools

STORIES: tuple[Story, ...] = (
    PromptRegression(),
    DearModel(),
    RepeatedPrompt(),
    DuplicateQuestions(),
    UnusedTools(),
    BatchableJob(),
    RetryStorm(),
    TenantSpike(),
    EvalSprawl(),
)
"""Those that change calls come first: calls that others add are not changed by them."""
