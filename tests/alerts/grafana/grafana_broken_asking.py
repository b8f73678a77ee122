"""Ways to break what a rule asks, and what is made of the answer."""

from grafana_rule_parts import condition, first, rule, sql


def another_source(d):
    first(d)["datasourceUid"] = "prometheus"


def two_sources(d):
    first(d)["model"]["datasource"]["uid"] = "${datasource}"


def another_plugin(d):
    first(d)["model"]["datasource"]["type"] = "vertamedia-clickhouse-datasource"


def over_time(d):
    first(d)["model"]["format"] = 0


def format_of_old(d):
    first(d)["model"]["format"] = 256


def format_in_words(d):
    first(d)["model"]["format"] = "table"


def as_lines(d):
    first(d)["model"]["queryType"] = "timeseries"


def built_by_clicks(d):
    first(d)["model"]["editorType"] = "builder"


def of_no_version(d):
    first(d)["model"]["pluginVersion"] = "3.3.0"


def without_a_step(d):
    del first(d)["model"]["intervalMs"]


def asks_nothing(d):
    first(d)["model"]["rawSql"] = ""


def asks_of_the_whole_hour(d):
    first(d)["model"]["rawSql"] = first(d)["model"]["rawSql"].replace(
        "toTimeZone($__toTime, 'UTC')", "toStartOfHour(toTimeZone($__toTime, 'UTC') + 3599)"
    )


def asks_of_now(d):
    first(d)["model"]["rawSql"] = first(d)["model"]["rawSql"].replace(
        "toTimeZone($__toTime, 'UTC')", "now('UTC')"
    )


def macro_of_the_browser(d):
    sql(d, r"\)\s*ORDER BY far", ") WHERE $__conditionalAll(1, $team) ORDER BY far")


def variable_of_a_board(d):
    sql(d, r"\)\s*ORDER BY far", ") WHERE environment IN (${environment:singlequote}) ORDER BY far")


def step_of_the_range(d):
    sql(d, r"\)\s*ORDER BY far", ") WHERE $__timeInterval(now()) > 0 ORDER BY far")


def macro_without_its_dollar(d):
    sql(d, r"\$__toTime", "__toTime")


def macro_escaped(d):
    sql(d, r"\$__toTime", "$$__toTime")


def parameter_left(d):
    sql(d, r"toTimeZone\(\$__toTime, 'UTC'\)", "{end:DateTime('UTC')}")


def two_statements(d):
    sql(d, r"\Z", "; SELECT 1")


def parenthesis_open(d):
    sql(d, r"\Z", "\n)")


def second_number(d):
    sql(d, r"far AS value", "far AS value, far AS again")


def time_among_the_columns(d):
    sql(d, r"^SELECT ", "SELECT now() AS time, ")


def number_of_another_name(d):
    sql(d, r"far AS value", "far AS number")


def a_label_less(d):
    sql(d, r"environment, ", "")


def labels_of_another_query(d):
    sql(d, r"^SELECT \w+, ", "SELECT ", query=lambda d: rule(d)["data"][1])


def more_rows_than_are_evaluated(d):
    sql(d, r"LIMIT 500\s*$", "LIMIT 5000")


def nothing_where_there_is_nothing(d):
    sql(d, r"UNION ALL\s+SELECT '[^']*', (?:'', )*0\., -1\.", "")


def another_question(d):
    sql(d, r"LIMIT 500", "LIMIT 400")


def query_that_nobody_sees(d):
    rule(d)["data"].insert(1, {**rule(d)["data"][1], "refId": "Q"})


def another_limit(d):
    condition(d)["model"]["conditions"][0]["evaluator"]["params"] = [2]


def limit_in_words(d):
    condition(d)["model"]["conditions"][0]["evaluator"]["params"] = ["1"]


def no_limit(d):
    condition(d)["model"]["conditions"][0]["evaluator"]["params"] = []


def from_the_limit_on(d):
    condition(d)["model"]["conditions"][0]["evaluator"]["type"] = "gte"


def below_the_limit(d):
    condition(d)["model"]["conditions"][0]["evaluator"]["type"] = "lt"


def two_conditions(d):
    condition(d)["model"]["conditions"] *= 2


def no_condition(d):
    del condition(d)["model"]["conditions"]


def recovers_earlier(d):
    found = condition(d)["model"]["conditions"][0]
    found["unloadEvaluator"] = {"type": "lt", "params": [0.5]}


def classic(d):
    condition(d)["model"]["type"] = "classic_conditions"


def judges_itself(d):
    condition(d)["model"]["expression"] = condition(d)["refId"]


def judges_what_is_observed(d):
    condition(d)["model"]["expression"] = "B"


def judges_with_a_dollar(d):
    condition(d)["model"]["expression"] = "$A"


MUTATIONS = (
    another_source,
    two_sources,
    another_plugin,
    over_time,
    format_of_old,
    format_in_words,
    as_lines,
    built_by_clicks,
    of_no_version,
    without_a_step,
    asks_nothing,
    asks_of_the_whole_hour,
    asks_of_now,
    macro_of_the_browser,
    variable_of_a_board,
    step_of_the_range,
    macro_without_its_dollar,
    macro_escaped,
    parameter_left,
    two_statements,
    parenthesis_open,
    second_number,
    time_among_the_columns,
    number_of_another_name,
    a_label_less,
    labels_of_another_query,
    more_rows_than_are_evaluated,
    nothing_where_there_is_nothing,
    another_question,
    query_that_nobody_sees,
    another_limit,
    limit_in_words,
    no_limit,
    from_the_limit_on,
    below_the_limit,
    two_conditions,
    no_condition,
    recovers_earlier,
    classic,
    judges_itself,
    judges_what_is_observed,
    judges_with_a_dollar,
)
