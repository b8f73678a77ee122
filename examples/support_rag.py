"""A support service: finds help articles for a question and answers from them.

    export OPENAI_API_KEY=…            # or run: python -m centspan.deploy.demo.provider
    export OTEL_SERVICE_NAME=support-api
    python examples/support_rag.py --questions 20

What centspan adds is the import below and the words `label`, `task` and `section`.
"""

import argparse
import random
from concurrent.futures import ThreadPoolExecutor

from openai import OpenAI, OpenAIError

import centspan.auto  # noqa: F401 - every call below becomes a span with its cost
from centspan.instrumentation import label, section, task

ARTICLES = (
    "Refunds reach the card within five working days, or the bank account if paid by invoice.",
    "Delivery takes two to four working days. The tracking link works a few hours after dispatch.",
    "A password link is valid for one hour. After five wrong attempts an account is locked.",
    "Invoices can be downloaded under Settings, Billing. Their address can be changed until the 30th.",
    "The warranty covers parts and labour for two years. A replacement is sent before the old part.",
    "A plan can be changed at any time. Smaller plans take effect at the end of the period.",
    "The API takes sixty requests a minute. Above that it answers 429 and says when to come back.",
    "All data can be exported as CSV or JSON under Settings, Data. Large exports come by e-mail.",
)
QUESTIONS = (
    "When will my refund arrive?",
    "Where is my parcel, the tracking link does not work",
    "I cannot sign in any more, my account is locked",
    "How do I download last month's invoice?",
    "The display broke after a year, is that covered by the warranty?",
    "What happens if I change to a smaller plan today?",
    "Why do I get status 429 from your API?",
    "How can I export all my data?",
)
TENANTS = ("acme-retail", "blue-harbor", "cedar-health", "dune-travel")
RULES = "You answer questions of our customers. Use only the articles. Be brief and polite. " * 12


class Library:
    """The articles with their embeddings."""

    def __init__(self, client: OpenAI) -> None:
        self.client = client
        self.vectors = self.embed(*ARTICLES)

    def embed(self, *texts: str) -> list[list[float]]:
        with label(feature="support-search"):
            answer = self.client.embeddings.create(
                model="text-embedding-3-small", input=list(texts)
            )
        return [each.embedding for each in answer.data]

    def nearest(self, question: str, count: int = 3) -> list[str]:
        asked = self.embed(question)[0]
        closeness = [
            sum(a * b for a, b in zip(asked, vector, strict=True)) for vector in self.vectors
        ]
        ranked = sorted(range(len(ARTICLES)), key=closeness.__getitem__, reverse=True)
        return [ARTICLES[index] for index in ranked[:count]]


def answer(library: Library, question: str) -> str:
    """Stream an answer from the articles that fit."""
    articles = section("retrieved", "\n\n".join(library.nearest(question)))
    stream = library.client.chat.completions.create(
        model="gpt-6.1-sol",
        messages=[
            {"role": "system", "content": RULES},
            {"role": "user", "content": f"Articles:\n{articles}\n\nQuestion: {question}"},
        ],
        max_completion_tokens=300,
        stream=True,
        stream_options={"include_usage": True},
    )
    words = [chunk.choices[0].delta.content or "" for chunk in stream if chunk.choices]
    return "".join(words)


def serve(library: Library, question: str, tenant: str, user: str) -> bool:
    """Answer one customer; say whether an answer was found."""
    with (
        label(feature="support-answer", team="support", tenant=tenant, user=user, route="/answer"),
        label(prompt_version="support-v7"),
        task("support.answer") as work,
    ):
        try:
            text = answer(library, question)
        except OpenAIError as error:
            work.failed(type(error).__name__)
            return False
        if len(text) < 40:
            work.failed("too short to help")
            return False
        work.succeeded()
        return True


def main() -> None:
    """Answer a number of questions, four at a time."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--questions", type=int, default=20)
    count = parser.parse_args().questions
    library = Library(OpenAI())
    dice = random.Random(1)
    asked = [
        (library, dice.choice(QUESTIONS), dice.choice(TENANTS), f"user-{dice.randint(1, 40)}")
        for _ in range(count)
    ]
    with ThreadPoolExecutor(4) as pool:
        answered = sum(pool.map(lambda arguments: serve(*arguments), asked))
    print(f"support: {answered} of {count} questions answered")


if __name__ == "__main__":
    main()
