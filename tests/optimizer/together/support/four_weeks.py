"""Calls of four weeks for levers that read texts, compare weeks, or host a model."""

import json
from datetime import timedelta
from pathlib import Path

from case_files import NOON
from relations import FAMILIES, SHIFT, related

from centspan.optimizer.tuning import tuned

DAYS = timedelta(days=26)
LEVERS = ("cache_semantic", "compress", "sample", "self_host")
TEXTS = {
    "How do I reset my password?": "reset",
    "How can I reset my password, please?": "reset",
    "Where do I reset my password?": "reset",
    "Which plan has 24 seats?": "plans",
    "May I not cancel my booking?": "booking",
}
TABLE = "[1,                                        2,3333333333333333333333333333333333]"
TOLD_TWICE = "The warehouse in Oslo ships orders within two working days."
RULES = " ".join(f"Rule {number} holds today and on every other day." for number in range(120))
HOSTING = """
[self_hosting]
gpus = 1
usd_per_gpu_hour = {an_hour}
requests_per_hour = 50
operations_usd_per_month = {operations}

[[fine_tuning]]
name = "a small model"
set_up_usd = {set_up}
usd_per_million_input = {input}
usd_per_million_output = {output}
"""
LABEL = ("evaluated_at", "name", "label", "request_fingerprint", "fingerprint_key_id")
VERDICT = ("evaluated_at", "name", "item_id", "feature", "evaluator", "score", "row_identity")
ITEMS = 150


def labels():
    """Which answer is the right one to each text."""
    for at in (NOON - SHIFT, NOON):
        for number, label in enumerate(TEXTS.values(), 1):
            yield at, "answer", label, number, 1


def verdicts():
    """What both judges of each family say of the same answers: the small one is unsure of each fifth, and of another feature wrong."""
    number = 0
    for at in (NOON - SHIFT, NOON):
        for family in FAMILIES:
            for feature in ("judge", "old judge", "unrelated"):
                for item in range(ITEMS):
                    name = f"{family}-{feature}-{at.day}-{item}"
                    for judge, score in scores(item, feature).items():
                        number += 1
                        evaluator = f"{family}{judge}"
                        yield (
                            at - timedelta(days=1),
                            "score",
                            name,
                            feature,
                            evaluator,
                            score,
                            number,
                        )


def scores(item, feature):
    """Of one answer, by the dear judge and the small one."""
    right = item % 5 > 0
    return {"": right, "-small": (not right) if feature == "unrelated" else 0.9 if right else 0.55}


EVALUATIONS = ((LABEL, list(labels())), (VERDICT, list(verdicts())))


def said(*texts):
    """Messages of a prompt, by turns of a user and a model."""
    roles = ("user", "assistant") * len(texts)
    told = [{"role": role, "content": text} for role, text in zip(roles, texts, strict=False)]
    return {"gen_ai.input.messages": json.dumps(told)}


def notes():
    """Prompts with a table that has blanks and a paragraph that was said before; one user's are not kept."""
    for user in range(5):
        text = said(TOLD_TWICE, "Understood.", f"{TOLD_TWICE}\n\n{TABLE}") if user else {}
        yield {
            **text,
            "feature": "notes",
            "tenant": "ab"[user % 2],
            "user": f"n{user}",
            "input": 60 + 10 * user,
            "from": f"-{620 - user}h",
            "to": "0h",
            "every": "18h",
        }


def asked():
    """Questions that come again in other words."""
    for user in range(6):
        for number, text in enumerate(TEXTS):
            yield {
                **said(text),
                "feature": "help",
                "tenant": "ab"[user % 2],
                "user": f"h{user}",
                "input": 500 + 100 * user,
                "centspan.fingerprint.request": f"{number + 1:016x}",
                "centspan.fingerprint.key_id": "00000001",
                "from": f"-{620 - 7 * user - 2 * number}h",
                "to": "0h",
                "every": "40h",
            }


def cached():
    """Prompts that the provider's cache reads but for their end, an hour of each Wednesday."""
    for user in range(4):
        yield {
            **said(f"Number {{i}}\n\n{TABLE}"),
            "gen_ai.system_instructions": json.dumps([{"type": "text", "content": RULES}]),
            "feature": "manual",
            "user": f"m{user}",
            "input": 30,
            "output": 20,
            "cache_read": 1400,
            "from": f"-{37440 - user}m",
            "to": "0h",
            "every": "4m",
            "hours": [9, 10],
            "days": [3],
        }


def judged():
    """Verdicts of a small judge, and since some days of a dear one besides."""
    for user in range(4):
        judge = {
            "feature": "judge",
            "user": f"j{user}",
            "purpose": "eval",
            "input": 900 + 50 * user,
        }
        begins = 26 * 1440 - user
        small = {"model": "study-base-small", "from": f"-{begins}m", "to": "0h", "every": "8h"}
        yield {**judge, **small}
        yield {**judge, "from": f"-{10 * 1440 - user}m", "to": "0h", "every": "2h"}


def judged_at_length():
    """Verdicts of the same judges on longer prompts, where the small one's are longer still."""
    for call in judged():
        yield {**call, "input": call["input"] * (9 if call.get("model") else 3)}


def embedded():
    """Texts of which each is embedded over and over."""
    for user in range(4):
        yield {
            "feature": "index",
            "user": f"i{user}",
            "operation": "embeddings",
            "output": 0,
            "input": 300 + 10 * user,
            "centspan.fingerprint.request": f"{user % 2 + 160:016x}",
            "from": f"-{500 - user}h",
            "to": "0h",
            "every": f"{40 + user}h",
        }


ENVIRONMENTS = related(
    [*notes(), *asked(), *cached(), *embedded(), *judged()],
    [*notes(), *asked(), *cached(), *embedded(), *judged_at_length()],
)


def hosting(folder: Path, times: int) -> Path:
    """A finance file that says what hosting a model costs, `times` as much."""
    usd = {"an_hour": 0.0001, "operations": 0.01, "set_up": 0.2, "input": 0.25, "output": 1}
    file = folder / f"hosting_{times}.toml"
    file.write_text(HOSTING.format(**{name: each * times for name, each in usd.items()}))
    return file


def levers(finance: Path, lookup_usd: float = 0.02, only=LEVERS):
    """The levers, with thresholds for so few calls; looking a text up costs so many USD a million tokens."""
    thresholds = (
        *("compress.most_prompts=30", "cache_semantic.most_requests=200"),
        *("cache_semantic.false_hits=0.2", f"self_host.finance={finance}"),
        f"cache_semantic.embedding_usd_per_million={lookup_usd}",
    )
    return tuned(thresholds, only)
