"""Ways in which a whole board breaks: uids, variables, links, time."""

from grafana_parts import choice, relink, rewrite

from centspan.dashboards.grafana.checks.finding import asking


def uid_with_a_space(board):
    board["uid"] = "centspan overview"


def uid_too_long(board):
    board["uid"] = "centspan-" + "x" * 40


def variable_renamed(board):
    choice(board)["name"] += "s"


def variable_not_defined(board):
    rewrite(board, "SELECT", "SELECT ${nobody:singlequote} AS nobody,")


def variable_without_a_format(board):
    rewrite(board, ":singlequote}", "}")


def variable_in_another_format(board):
    rewrite(board, ":singlequote}", ":csv}")


def variable_that_nobody_uses(board):
    board["templating"]["list"].append({**choice(board), "name": "nobody"})


def variable_without_all(board):
    choice(board)["includeAll"] = False


def all_without_quotes(board):
    choice(board)["allValue"] = "*"


def all_as_grafana_makes_it(board):
    del choice(board)["allValue"]


def variable_of_one_value(board):
    choice(board)["multi"] = False


def variable_not_asked_again(board):
    choice(board)["refresh"] = 0


def no_variable_for_the_data_source(board):
    board["templating"]["list"].pop(0)


def link_to_no_board(board):
    relink(board, "/d/centspan-", "/d/cents-")


def link_sets_no_variable(board):
    relink(board, "var-", "var-no")


def link_takes_no_column(board):
    relink(board, "${__data.fields.", "${__data.fields.no_")


def link_not_encoded(board):
    relink(board, ":percentencode}", "}")


def link_without_the_range(board):
    relink(board, "${__url_time_range}&", "")


def link_to_numbers_lost(board):
    asking(board)[0]["links"] = []


def link_to_no_number(board):
    asking(board)[0]["links"][0]["url"] += "1"


def dropdown_without_variables(board):
    board["links"][0]["includeVars"] = False


def newer_schema(board):
    board["schemaVersion"] = 43


def time_zone_of_the_browser(board):
    board["timezone"] = "browser"


def crosshairs_apart(board):
    board["graphTooltip"] = 0


def refresh_as_a_truth(board):
    board["refresh"] = False


def time_lost(board):
    del board["time"]


def title_lost(board):
    board["title"] = ""


def variable_hidden(board):
    choice(board)["hide"] = 2


def variable_defined_otherwise(board):
    choice(board)["definition"] = "SELECT 1"


BOARDS = (
    uid_with_a_space,
    uid_too_long,
    variable_renamed,
    variable_not_defined,
    variable_without_a_format,
    variable_in_another_format,
    variable_that_nobody_uses,
    variable_without_all,
    all_without_quotes,
    all_as_grafana_makes_it,
    variable_of_one_value,
    variable_not_asked_again,
    no_variable_for_the_data_source,
    link_to_no_board,
    link_sets_no_variable,
    link_takes_no_column,
    link_not_encoded,
    link_without_the_range,
    link_to_numbers_lost,
    link_to_no_number,
    dropdown_without_variables,
    newer_schema,
    time_zone_of_the_browser,
    crosshairs_apart,
    refresh_as_a_truth,
    time_lost,
    title_lost,
    variable_hidden,
    variable_defined_otherwise,
)
