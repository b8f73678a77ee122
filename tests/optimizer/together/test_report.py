"""The page that is sent on."""

import base64
import hashlib
import re
from dataclasses import replace
from decimal import Decimal
from html.parser import HTMLParser

import pytest
from viewer_browser import OF_COLOURS, chromium, needed, prepare_axe, serious

from centspan.optimizer.optimize import Outcome, optimize
from centspan.optimizer.plan.chosen import NOTHING, best
from centspan.optimizer.plan.joint import together
from centspan.optimizer.report.markup import money
from centspan.optimizer.report.models import Comparison, Judged
from centspan.optimizer.report.page import page
from centspan.optimizer.report.scatter import ticks

MODELS = (
    Comparison(
        "chat",
        (
            Judged("small", 0.8, 0.02, 40, Decimal("0.5"), False, ()),
            Judged("large", 0.95, 0.01, 400, Decimal(5), True, ()),
            Judged("old", 0.7, 0.05, 30, Decimal(6), False, ("small", "large")),
        ),
    ),
)


class Words(HTMLParser):
    """What people read of a page, and every attribute in it."""

    def __init__(self, text):
        super().__init__()
        self.words, self.attributes, self.tags, self.open = [], [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.open += [] if tag == "meta" else [tag]
        self.attributes += attrs

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.words += [data] if data.strip() and self.open[-1] != "style" else []


@pytest.fixture(scope="module")
def told(shifted, levers):
    """What is proposed, and together."""
    found = optimize(shifted, levers, Decimal(0))
    return found, together(shifted, best(found.proposals, levers), levers)


@pytest.fixture(scope="module")
def text(told, shifted):
    """The page."""
    return page(*told, MODELS, shifted)


def test_it_needs_nothing_beside_itself(text):
    """The page has no script and no address, and its policy lets in its own style alone."""
    said = Words(text)
    assert not {"script", "link", "img", "iframe", "form"} & {*said.tags}
    assert all(value.startswith("#") for name, value in said.attributes if name in ("href", "src"))
    assert "style" not in {name for name, _ in said.attributes}
    assert "url(" not in text
    assert "http://" not in text
    assert "https://" not in text
    style = re.search("<style>(.*?)</style>", text, re.DOTALL)[1]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"default-src 'none'; style-src 'sha256-{digest}'" in text


def test_it_tells_the_joint_total_and_every_proposal(text, told):
    """The title is the joint saving, each step stands with what it saves alone and here, each proposal with what it assumes."""
    found, plan = told
    words = " ".join(Words(text).words)
    assert f"{money(plan.saving_usd)} of {money(plan.baseline_usd)} a month could be saved" in words
    assert f"{money(plan.low_usd)} to {money(plan.high_usd)}" in words
    for step in plan.steps:
        assert f"{money(step.proposal.saving_usd)} {money(-step.saving_usd)}" in words
    for each in found.proposals:
        assert each.id in words
        assert all(said in words for said in (*each.assumptions, *each.risks, each.quality))
    for each in found.declined:
        assert each.why in words


def test_what_others_named_is_no_markup(told, shifted):
    """A feature, a reason or a model that is called like markup is shown as it is called."""
    found, plan = told
    evil = "<script>alert(1)</script>"
    first, *rest = found.proposals
    named = Outcome(
        (replace(first, scope={"feature": evil}, change=evil), *rest),
        (replace(found.declined[0], why=evil, scope={"feature": evil}),),
    )
    shown = page(named, plan, (replace(MODELS[0], feature=evil),), shifted)
    assert evil not in shown
    assert Words(shown).words.count(evil) >= 4


def test_nothing_to_save_is_a_page_too(told, shifted, levers):
    """Where nothing is proposed the page says so, and still why not."""
    found = Outcome((), told[0].declined)
    shown = " ".join(Words(page(found, together(shifted, NOTHING, levers), (), shifted)).words)
    assert "nothing was found to save" in shown
    assert found.declined[0].why in shown


def test_the_same_calls_make_the_same_page(told, text, shifted):
    """Made twice, the page is the same byte by byte: it says when the calls were, not when it was made."""
    assert page(*told, MODELS, shifted) == text


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [(0, 5.5, [0, 2, 4]), (0.61, 0.99, [0.7, 0.8, 0.9]), (0, 0.0007, [0, 0.0002, 0.0004, 0.0006])],
)
def test_axes_have_round_numbers(low, high, expected):
    """A chart's axis has a few round numbers within its range."""
    assert ticks(low, high) == pytest.approx(expected)


@needed
def test_nothing_serious_for_axe_and_no_complaint(text, tmp_path):
    """In Chromium the page complains of nothing, is no wider than a phone, and axe-core finds nothing serious in either theme."""
    file, complaints = tmp_path / "report.html", []
    file.write_text(text, "utf-8")
    with chromium() as browser:
        for scheme, rules in (("light", None), ("dark", OF_COLOURS)):
            opened = browser.new_context(
                color_scheme=scheme, viewport={"width": 400, "height": 900}
            )
            shown = opened.new_page()
            shown.on("console", lambda message: complaints.append(message.text))
            shown.goto(file.as_uri())
            assert shown.evaluate("document.documentElement.scrollWidth") <= 400
            prepare_axe(shown)
            assert serious(shown, *([rules] if rules else [])) == []
    assert complaints == []
