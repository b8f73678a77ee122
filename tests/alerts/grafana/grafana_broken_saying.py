"""Ways to break what an alert is called, what it says, and where it goes."""

from grafana_rule_parts import another, rule


def label_from_the_query(d):
    rule(d)["labels"]["feature_name"] = "{{ $labels.feature }}"


def label_from_the_environment(d):
    rule(d)["labels"]["managed_by"] = "$HOME"


def label_that_is_no_text(d):
    rule(d)["labels"]["rule"] = 7


def label_of_grafana(d):
    rule(d)["labels"]["alertname"] = "x"


def label_with_a_dash(d):
    rule(d)["labels"]["managed-by"] = "centspan"


def no_rule_label(d):
    del rule(d)["labels"]["rule"]


def label_of_another_rule(d):
    rule(d)["labels"]["rule"] = another(d)["labels"]["rule"]


def not_ours(d):
    del rule(d)["labels"]["managed_by"]


def severity_of_others(d):
    for group in d["groups"]:
        for each in group["rules"]:
            if "severity" in each["labels"]:
                each["labels"]["severity"] = "critical"
                return
    raise AssertionError("no rule has a severity of its own")


def no_summary(d):
    del rule(d)["annotations"]["summary"]


def empty_description(d):
    rule(d)["annotations"]["description"] = ""


def summary_from_the_environment(d):
    rule(d)["annotations"]["summary"] += " ${HOME}"


def summary_with_escaped_dollars(d):
    text = rule(d)["annotations"]["summary"]
    rule(d)["annotations"]["summary"] = text.replace("$labels", "$$labels")


def summary_of_a_number_that_is_not_there(d):
    rule(d)["annotations"]["summary"] += " {{ $values.Z.Value }}"


def summary_of_the_condition(d):
    rule(d)["annotations"]["summary"] += f" {{{{ $values.{rule(d)['condition']}.Value }}}}"


def summary_of_a_label_that_is_not_there(d):
    rule(d)["annotations"]["summary"] += " {{ $labels.planet }}"


def summary_with_an_unknown_function(d):
    rule(d)["annotations"]["summary"] += " {{ dollars $values.B.Value }}"


def summary_that_is_not_closed(d):
    rule(d)["annotations"]["summary"] += " {{ $labels.environment }"


def summary_with_an_if_without_end(d):
    rule(d)["annotations"]["summary"] += " {{ if eq $values.B.Value 1.0 }}one"


def no_board(d):
    del rule(d)["annotations"]["board_url"]


def board_of_another_grafana(d):
    rule(d)["annotations"]["board_url"] = (
        "https://grafana.example.com/d/centspan-feature?from=now-7d"
    )


def runbook_without_an_address(d):
    rule(d)["annotations"]["runbook_url"] = "/runbooks/x"


def runbook_of_another_rule(d):
    rule(d)["annotations"]["runbook_url"] = "http://127.0.0.1:8088/runbooks/nobodys"


def annotation_for_a_panel(d):
    rule(d)["annotations"]["__panelId__"] = "4"


def goes_to_nobody(d):
    rule(d)["notification_settings"] = {"receiver": ""}


def goes_to_somebody_unknown(d):
    d["contactPoints"] = [{"orgId": 1, "name": "x", "receivers": []}]
    rule(d)["notification_settings"] = {
        "receiver": "y",
        "group_by": ["alertname", "grafana_folder"],
    }


def groups_twice_by_one(d):
    by = ["alertname", "grafana_folder", "alertname"]
    rule(d)["notification_settings"] = {"receiver": "x", "group_by": by}


def waits_in_words(d):
    by = ["alertname", "grafana_folder"]
    rule(d)["notification_settings"] = {"receiver": "x", "group_by": by, "group_wait": "soon"}


def receiver_without_an_address(d):
    receiver = {"uid": "x", "type": "webhook", "settings": {"httpMethod": "POST"}}
    d["contactPoints"] = [{"orgId": 1, "name": "x", "receivers": [receiver]}]


def receiver_of_an_unknown_kind(d):
    receiver = {"uid": "x", "type": "pigeon", "settings": {"url": "http://x"}}
    d["contactPoints"] = [{"orgId": 1, "name": "x", "receivers": [receiver]}]


def rule_kept_and_deleted(d):
    d["deleteRules"] = [{"orgId": 1, "uid": rule(d)["uid"]}]


MUTATIONS = (
    label_from_the_query,
    label_from_the_environment,
    label_that_is_no_text,
    label_of_grafana,
    label_with_a_dash,
    no_rule_label,
    label_of_another_rule,
    not_ours,
    severity_of_others,
    no_summary,
    empty_description,
    summary_from_the_environment,
    summary_with_escaped_dollars,
    summary_of_a_number_that_is_not_there,
    summary_of_the_condition,
    summary_of_a_label_that_is_not_there,
    summary_with_an_unknown_function,
    summary_that_is_not_closed,
    summary_with_an_if_without_end,
    no_board,
    board_of_another_grafana,
    runbook_without_an_address,
    runbook_of_another_rule,
    annotation_for_a_panel,
    goes_to_nobody,
    goes_to_somebody_unknown,
    groups_twice_by_one,
    waits_in_words,
    receiver_without_an_address,
    receiver_of_an_unknown_kind,
    rule_kept_and_deleted,
)
