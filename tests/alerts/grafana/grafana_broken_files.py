"""Ways to break a file of rules, or what a rule is called and when it is judged."""

from grafana_rule_parts import another, first, group, rule


def unknown_key_of_the_file(d):
    d["rules"] = []


def another_version(d):
    d["apiVersion"] = 2


def version_as_text(d):
    d["apiVersion"] = "1"


def nothing_in_it(d):
    d["groups"] = []


def another_organisation(d):
    group(d)["orgId"] = 2


def group_without_a_folder(d):
    del group(d)["folder"]


def group_of_no_name(d):
    group(d)["name"] = " "


def groups_of_one_name(d):
    for each in d["groups"]:
        each["name"] = "every"


def nested_folder(d):
    group(d)["folder"] = "centspan/alerts"


def pace_off_the_beat(d):
    group(d)["interval"] = "65s"


def pace_in_words(d):
    group(d)["interval"] = "5 minutes"


def pace_as_a_number(d):
    group(d)["interval"] = 300


def pace_of_another_rule(d):
    group(d)["interval"] = "7m"


def a_rule_is_gone(d):
    group(d)["rules"].pop()


def a_rule_twice(d):
    group(d)["rules"].append(rule(d))


def uid_with_a_blank(d):
    rule(d)["uid"] = "centspan budget"


def uid_too_long(d):
    rule(d)["uid"] = "centspan-" + "x" * 32


def uid_of_another(d):
    another(d)["uid"] = rule(d)["uid"]


def no_uid(d):
    del rule(d)["uid"]


def no_title(d):
    rule(d)["title"] = ""


def title_too_long(d):
    rule(d)["title"] = "x" * 191


def title_of_another(d):
    another(d)["title"] = rule(d)["title"]


def condition_of_nothing(d):
    rule(d)["condition"] = "Z"


def condition_on_a_query(d):
    rule(d)["condition"] = "A"


def no_queries(d):
    rule(d)["data"] = rule(d)["data"][-1:]


def queries_of_one_name(d):
    rule(d)["data"][1]["refId"] = rule(d)["data"][1]["model"]["refId"] = "A"


def query_of_two_names(d):
    first(d)["model"]["refId"] = "Q"


def range_in_words(d):
    first(d)["relativeTimeRange"]["from"] = "1h"


def no_range(d):
    del first(d)["relativeTimeRange"]


def range_that_ends_before_it_begins(d):
    first(d)["relativeTimeRange"] = {"from": 0, "to": 3600}


def range_that_ends_in_the_past(d):
    first(d)["relativeTimeRange"] = {"from": 7200, "to": 3600}


def no_data_in_other_words(d):
    rule(d)["noDataState"] = "Ok"


def no_data_alerts(d):
    rule(d)["noDataState"] = "Alerting"


def errors_in_other_words(d):
    rule(d)["execErrState"] = "NoData"


def paused(d):
    rule(d)["isPaused"] = True


def paused_in_words(d):
    rule(d)["isPaused"] = "false"


def pending_in_words(d):
    rule(d)["for"] = "five minutes"


def pending_for_longer(d):
    rule(d)["for"] = "26h"


def kept_in_the_words_of_the_api(d):
    rule(d)["keep_firing_for"] = rule(d).pop("keepFiringFor")


def kept_for_longer(d):
    rule(d)["keepFiringFor"] = "3d"


def field_of_newer_versions(d):
    rule(d)["missing_series_evals_to_resolve"] = 1


def panel_without_a_board(d):
    rule(d)["panelId"] = 4


def recorded(d):
    rule(d)["record"] = {"metric": "x", "from": "A"}


MUTATIONS = (
    unknown_key_of_the_file,
    another_version,
    version_as_text,
    nothing_in_it,
    another_organisation,
    group_without_a_folder,
    group_of_no_name,
    groups_of_one_name,
    nested_folder,
    pace_off_the_beat,
    pace_in_words,
    pace_as_a_number,
    pace_of_another_rule,
    a_rule_is_gone,
    a_rule_twice,
    uid_with_a_blank,
    uid_too_long,
    uid_of_another,
    no_uid,
    no_title,
    title_too_long,
    title_of_another,
    condition_of_nothing,
    condition_on_a_query,
    no_queries,
    queries_of_one_name,
    query_of_two_names,
    range_in_words,
    no_range,
    range_that_ends_before_it_begins,
    range_that_ends_in_the_past,
    no_data_in_other_words,
    no_data_alerts,
    errors_in_other_words,
    paused,
    paused_in_words,
    pending_in_words,
    pending_for_longer,
    kept_in_the_words_of_the_api,
    kept_for_longer,
    field_of_newer_versions,
    panel_without_a_board,
    recorded,
)
