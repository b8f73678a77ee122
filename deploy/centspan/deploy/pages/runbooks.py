"""`/runbooks/<rule>`: alerts/runbooks/<rule>.md as a page, where alerts lead."""

from functools import cache
from html import escape
from typing import Final

from centspan.alerts.rules import RULES, rule
from centspan.deploy.pages.written import MARKDOWN, page, written
from centspan.instrumentation.errors import CentspanError

PATH: Final = "/runbooks"


@cache
def html(id_: str) -> str:
    """The page of a rule's runbook; raises CentspanError where there is no such rule."""
    return page(rule(id_).title, MARKDOWN.render(_text(id_)))


def index(notice: str = "") -> str:
    """Every runbook by its rule's title, in the order of rules, under a notice."""
    rows = (
        f'<tr><th scope="row"><a href="{PATH}/{each.id}">{escape(each.title)}</a></th></tr>'
        for each in RULES
    )
    said = f'<p class="empty">{escape(notice)}</p>' if notice else ""
    table = f'<table class="plain">{"".join(rows)}</table>'
    return page("Runbooks", f"<h1>Runbooks</h1>{said}{table}")


def _text(id_: str) -> str:
    try:
        return (written("runbooks", "alerts") / f"{id_}.md").read_text("utf-8")
    except OSError as error:
        raise CentspanError(f"expected a runbook of rule {id_}, found: {error.strerror}") from None
