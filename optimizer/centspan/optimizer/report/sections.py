"""The sections of a report."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from centspan.optimizer.alike import alike
from centspan.optimizer.optimize import Outcome
from centspan.optimizer.plan.joint import FeatureCost, Plan, Step
from centspan.optimizer.proposal import Proposal, words
from centspan.optimizer.report.markup import Html, between, joined, money, table, tag
from centspan.optimizer.report.models import Comparison, Judged
from centspan.optimizer.report.scatter import scatter
from centspan.optimizer.report.waterfall import bar, waterfall
from centspan.optimizer.study import Study

FOUND = {
    "replayed": "replayed on {calls:,} calls that were made",
    "experiment": "an estimate from {calls:,} calls: an experiment has to come first",
    "assumed": "assumed, from {calls:,} calls",
}


def sure(found: Outcome, plan: Plan, study: Study) -> Html:
    """What the figures rest on."""
    return _section(
        "How sure this is", tag("ul", *(tag("li", each) for each in _sure(found, plan, study)))
    )


def _sure(found: Outcome, plan: Plan, study: Study) -> Iterator[str]:
    yield (
        f"A saving is the cost of the calls as they were ({study.days:.1f} days, {plan.calls:,} calls, {plan.users:,} known users) "
        "less the cost of the same calls under the change, at the prices of their day and net of what the change costs. "
        "A month is 30 days at that pace."
    )
    if plan.interval:
        yield (
            "The interval is a 95 % one for the same kind of users drawn anew. It does not know of what one time had "
            "and another has not: a back-test (centspan optimize --backtest) shows that."
        )
        if plan.held_usd:
            yield (
                f"{money(plan.held_usd)} a month of the total are saved on calls of no known user, as of jobs. Nothing can be "
                "drawn anew there: the interval holds them as they are."
            )
    else:
        yield "There is no interval for the whole, as too few users are known: take the figures as those of this time alone."
    unsure = [each for each in found.proposals if each.evidence != "replayed"]
    if unsure:
        yield (
            f"{len(unsure)} of {len(found.proposals)} proposals are not replayed but need an experiment or are assumed. "
            "They are listed, and not part of the total."
        )
    yield "Changes overlap. The total is that of the same calls with all of them, never the sum of what each saves alone."


def together(plan: Plan) -> Html:
    """The waterfall, and what is not part of it."""
    left_out = [
        tag("li", f"{each.proposal.change} ({words(each.proposal.scope)}): {each.why}")
        for each in plan.left_out
    ]
    rest = [tag("p", "Not part of it:"), tag("ul", *left_out)] if left_out else []
    once = (tag("p", _once(step), class_="mind") for step in plan.steps if step.once)
    done = "; ".join(f"{each.change} ({words(each.scope)})" for each in plan.adopted)
    adopted = [tag("p", f"What is paid now is with what was adopted: {done}.")] if done else []
    return _section("All changes together", waterfall(plan), *adopted, *once, *rest)


def _once(step: Step) -> str:
    of = step.proposal
    return (
        f"{step.best_day_share:.0%} of what {of.lever} saves of {words(of.scope)} is of one day, {step.best_day}. "
        "Another month may have none like it."
    )


def features(plan: Plan) -> Html:
    """Cost before and after, by feature."""
    ordered = sorted(plan.features, key=lambda each: -each.before_usd)
    moved = [each for each in ordered if each.before_usd != each.after_usd]
    same = [each.before_usd for each in ordered if each.before_usd == each.after_usd]
    largest = max((each.before_usd for each in moved), default=None)
    rows = [_costs(words(_scope(each)), each.before_usd, each.after_usd, largest) for each in moved]
    if same:
        of_them = sum(same, Decimal(0))
        rows.append(_costs(f"{len(same)} others, as they are", of_them, of_them))
    rows.append(_costs("All", plan.baseline_usd, plan.baseline_usd - plan.saving_usd))
    head = ("Where", "Before", "After", "Saved", "After, and saved")
    listed = table("Cost of each feature, USD a month", head, rows, (1, 2, 3))
    return _section("Before and after", listed)


def _costs(
    where: str, before: Decimal, after: Decimal, largest: Decimal | None = None
) -> tuple[Html | str | int, ...]:
    share = f"{(before - after) / before:.1%}" if before else "–"
    drawn = bar(after, before - after, largest) if largest else ""
    return where, money(before), money(after), share, drawn


def models(comparisons: tuple[Comparison, ...]) -> Html:
    """Cost and quality of the models that were judged."""
    told = tag(
        "p",
        "Means of all verdicts on a model's answers; it costs what their tokens cost at its price, nothing read from a cache. "
        "Models on the dashed line are beaten by none: whatever costs less is worse. A ring is what answers now. Upright lines are 95 % intervals of the mean.",
    )
    return _section("Models that were judged", told, *(_comparison(each) for each in comparisons))


def _comparison(of: Comparison) -> Html:
    head = ("#", "Model", "Score", "Answers", "1,000 cost", "Beaten by")
    places = {each.model: number for number, each in enumerate(of.models, 1)}
    rows = (_model(places, each) for each in of.models)
    beside = table(f"Models of {of.feature}", head, rows, (2, 3, 4))
    return tag(
        "div", tag("h3", of.feature or "without a feature"), scatter(of), beside, class_="pair"
    )


def _model(places: Mapping[str, int], each: Judged) -> tuple[Html | str | int, ...]:
    name = f"{each.model} (now)" if each.in_use else each.model
    beaten = ", ".join(str(places[other]) for other in each.beaten_by) or "none"
    return (
        places[each.model],
        name,
        f"{each.score:.3f} ± {each.reach:.3f}",
        f"{each.answers:,}",
        money(each.usd),
        beaten,
    )


def proposals(found: Outcome) -> Html:
    """Every proposal with what it rests on."""
    if not found.proposals:
        return _section(
            "Proposals", tag("p", "No change would have cost less by enough to propose it.")
        )
    return _section("Proposals", *(_proposal(each) for each in found.proposals))


def _proposal(each: Proposal) -> Html:
    told = (
        ("lever", each.lever),
        ("interval", f"95 %: {between(each.interval, each.baseline_usd, each.users)} a month"),
        ("found", FOUND[each.evidence].format(calls=each.calls)),
        ("quality", each.quality),
        ("latency", each.latency),
        ("effort", each.effort),
        ("assumed", "; ".join(each.assumptions) or "nothing"),
        ("risks", "; ".join(each.risks) or "none known"),
        ("not with", ", ".join(each.excludes) or "–"),
        ("id", tag("code", each.id)),
    )
    saves = tag(
        "p",
        tag("strong", f"{money(each.saving_usd)} a month"),
        f" ({each.saved_share:.1%} of {money(each.baseline_usd)}) · {words(each.scope)}",
        class_="sum",
    )
    pairs = joined(part for name, value in told for part in (tag("dt", name), tag("dd", value)))
    change = each.change[:1].upper() + each.change[1:]
    return tag("article", tag("h3", change), saves, tag("dl", pairs), id=each.id)


def declined(found: Outcome) -> Html:
    """What was considered and is not proposed, and why."""
    if not found.declined:
        return _section("Not proposed", tag("p", "Nothing else was considered."))
    reasons = alike(found.declined)
    rows = (
        (each.lever, each.why, tag("span", "; ".join(map(words, each.scopes)), class_="places"))
        for each in reasons
    )
    listed = table("Considered, and why it is not proposed", ("Lever", "Why", "Where"), rows)
    opened = tag("summary", f"{len(reasons):,} reasons for {len(found.declined):,} places")
    return _section("Not proposed", tag("details", opened, listed))


def _scope(each: FeatureCost) -> dict[str, str]:
    said = {"environment": each.environment, "feature": each.feature}
    return {name: value for name, value in said.items() if value} or {
        "feature": "without a feature"
    }


def _section(title: str, *inside: Html) -> Html:
    return tag("section", tag("h2", title), *inside)
