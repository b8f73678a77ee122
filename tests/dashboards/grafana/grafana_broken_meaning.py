"""Ways in which a board stays well-formed and says something else than its definition."""

from grafana_parts import Nothing, choice, first, links, of_kind, relink, rewrite, target

from centspan.collector.answers import columns
from centspan.dashboards.grafana.checks.finding import asking


def other_sum(board):
    rewrite(board, "sum(", "max(")


def table_misspelt(board):
    rewrite(board, "FROM spend_rollup", "FROM spend_rolup")


def limited_by_another_variable(board):
    rewrite(board, "[${feature:singlequote}]", "[${model:singlequote}]")


def dollar_of_a_variable_lost(board):
    rewrite(board, "[${model:singlequote}]", "[{model:singlequote}]")


def end_before_start(board):
    panel = first(p for p in asking(board) if "$__toTime" in target(p)["rawSql"])
    sql = target(panel)["rawSql"].replace("$__toTime", "@")
    target(panel)["rawSql"] = sql.replace("$__fromTime", "$__toTime").replace("@", "$__fromTime")


def rows_left_out(board):
    target(asking(board)[-1])["rawSql"] += "\nLIMIT 1"


def two_statements(board):
    target(asking(board)[-1])["rawSql"] += ";\nSELECT 1"


def question_of_another_panel(board):
    one, other = of_kind(board, "stat"), of_kind(board, "table")
    target(one)["rawSql"] = target(other)["rawSql"]


def annotation_lost(board):
    board["annotations"]["list"].remove(annotation(board))


def annotation_of_another_table(board):
    annotation(board)["target"]["rawSql"] = annotation(board)["target"]["rawSql"].replace(
        "FROM ", "FROM no_", 1
    )


def annotation(board):
    return first(each for each in board["annotations"]["list"] if "target" in each)


def values_of_another_table(board):
    values_asked(choice(board), choice(board)["definition"].replace("FROM spend", "FROM no_spend"))


def values_of_another_variable(board):
    choices = [each for each in board["templating"]["list"] if each["type"] == "query"]
    one, other = choices[0], choices[-1]
    if one["definition"] == other["definition"]:
        raise Nothing
    values_asked(one, other["definition"])


def values_asked(variable, sql):
    if variable["definition"] == sql:
        raise Nothing
    variable["definition"] = variable["query"]["rawSql"] = sql


def text_chosen_from_the_start(board):
    text = first(each for each in board["templating"]["list"] if each["type"] == "textbox")
    text |= {"query": "abc", "current": {"text": "abc", "value": "abc"}}


def variable_lost(board):
    board["templating"]["list"].remove(choice(board))


def judged(board):
    """The steps of a panel with thresholds."""
    all_steps = (p["fieldConfig"]["defaults"]["thresholds"]["steps"] for p in asking(board))
    return first(steps for steps in all_steps if len(steps) > 1)


def threshold_moved(board):
    judged(board)[-1]["value"] *= 100


def threshold_of_another_colour(board):
    judged(board)[-1]["color"] = "green"


def thresholds_lost(board):
    del judged(board)[1:]


def coloured_below_its_thresholds(board):
    judged(board)[0]["color"] = "red"


def rise_called_good(board):
    options = of_kind(board, "stat")["options"]
    modes = ("inverted", "standard")
    options["percentChangeColorMode"] = modes[options["percentChangeColorMode"] == "inverted"]


def other_figure(board):
    panel = of_kind(board, "stat")
    named = panel["options"]["reduceOptions"]["fields"].strip("/^$")
    other = first(name for name in columns(target(panel)["rawSql"]) if name != named)
    panel["options"]["reduceOptions"]["fields"] = f"/^{other}$/"


def titles_swapped(board):
    one, other = asking(board)[:2]
    one["title"], other["title"] = other["title"], one["title"]


def last_day_not_told(board):
    panel = first(p for p in asking(board) if p["title"].endswith(" (last 24 h)"))
    panel["title"] = panel["title"].removesuffix(" (last 24 h)")


def panel_lost(board):
    board["panels"].remove(asking(board)[-1])


def stacked_as_shares(board):
    custom = of_kind(board, "timeseries")["fieldConfig"]["defaults"]["custom"]
    custom["stacking"]["mode"] = "percent"


def bars_from_the_smallest(board):
    del of_kind(board, "bargauge")["fieldConfig"]["defaults"]["min"]


def bars_without_what_is_below_zero(board):
    of_kind(board, "barchart")["type"] = "bargauge"


def refreshed_each_second(board):
    board["refresh"] = "1s"


def another_range(board):
    board["time"]["from"] = "now-5m"


def lines_of_the_grid_bare(board):
    asking(board)[-1]["gridPos"]["y"] += 40


def panel_too_low(board):
    asking(board)[-1]["gridPos"]["h"] = 1


def link_to_another_board(board):
    url = first(links(board))["url"]
    there = url.split("?")[0]
    relink(board, there, f"/d/centspan-{'efficiency' if 'feature' in there else 'feature'}")


def link_forgets_a_variable(board):
    relink(board, "&${environment:queryparam}", "")


MEANING = (
    other_sum,
    table_misspelt,
    limited_by_another_variable,
    dollar_of_a_variable_lost,
    end_before_start,
    rows_left_out,
    two_statements,
    question_of_another_panel,
    annotation_lost,
    annotation_of_another_table,
    values_of_another_table,
    values_of_another_variable,
    text_chosen_from_the_start,
    variable_lost,
    threshold_moved,
    threshold_of_another_colour,
    thresholds_lost,
    coloured_below_its_thresholds,
    rise_called_good,
    other_figure,
    titles_swapped,
    last_day_not_told,
    panel_lost,
    stacked_as_shares,
    bars_from_the_smallest,
    bars_without_what_is_below_zero,
    refreshed_each_second,
    another_range,
    lines_of_the_grid_bare,
    panel_too_low,
    link_to_another_board,
    link_forgets_a_variable,
)
