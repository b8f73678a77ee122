"""Ways in which how panels look breaks: places, kinds, options, colours, texts."""

from grafana_parts import first, of_kind, overrides

from centspan.dashboards.grafana.checks.finding import asking


def panel_id_doubled(board):
    one, other = asking(board)[:2]
    one["id"] = other["id"]


def panel_title_doubled(board):
    one, other = asking(board)[:2]
    one["title"] = other["title"]


def panel_too_wide(board):
    asking(board)[-1]["gridPos"]["w"] = 30


def panel_too_far_right(board):
    asking(board)[-1]["gridPos"]["x"] = 20
    asking(board)[-1]["gridPos"]["w"] = 6


def panel_over_another(board):
    one, other = asking(board)[:2]
    one["gridPos"] = dict(other["gridPos"])


def panel_of_no_height(board):
    asking(board)[0]["gridPos"]["h"] = 0


def panel_of_no_kind(board):
    asking(board)[0]["type"] = "statt"


def panel_of_another_kind(board):
    of_kind(board, "stat", "table")["type"] = "timeseries"


def thresholds_fall(board):
    steps = [
        {"color": "text", "value": None},
        {"color": "red", "value": 2},
        {"color": "orange", "value": 1},
    ]
    asking(board)[0]["fieldConfig"]["defaults"]["thresholds"]["steps"] = steps


def thresholds_without_a_base(board):
    steps = [{"color": "red", "value": 2}]
    asking(board)[0]["fieldConfig"]["defaults"]["thresholds"]["steps"] = steps


def threshold_of_no_colour(board):
    asking(board)[0]["fieldConfig"]["defaults"]["thresholds"]["steps"][0]["color"] = "reed"


def red_without_a_threshold(board):
    color = {"mode": "fixed", "fixedColor": "red"}
    asking(board)[0]["fieldConfig"]["defaults"]["color"] = color


def colours_by_place(board):
    color = {"mode": "palette-classic"}
    of_kind(board, "timeseries", "piechart", "bargauge")["fieldConfig"]["defaults"]["color"] = color


def description_lost(board):
    asking(board)[-1]["description"] = ""


def text_without_data_lost(board):
    del asking(board)[-1]["fieldConfig"]["defaults"]["noValue"]


def option_misspelt(board):
    options = asking(board)[0]["options"]
    options[next(iter(options)) + "x"] = True


def option_of_no_kind(board):
    of_kind(board, "stat")["options"]["colorMode"] = "colour"


def drawn_in_no_style(board):
    of_kind(board, "timeseries")["fieldConfig"]["defaults"]["custom"]["drawStyle"] = "lines"


def property_of_an_override_misspelt(board):
    first(overrides(board))["properties"].append({"id": "custom.widht", "value": 3})


def row_closed(board):
    first(panel for panel in board["panels"] if panel["type"] == "row")["collapsed"] = True


def mean_of_a_figure(board):
    of_kind(board, "stat", "piechart", "bargauge")["options"]["reduceOptions"]["calcs"] = ["mean"]


def rows_for_a_figure(board):
    of_kind(board, "stat", "piechart", "bargauge")["options"]["reduceOptions"]["values"] = True


def rows_not_made_fields(board):
    of_kind(board, "piechart", "bargauge")["transformations"].pop()


PANELS = (
    panel_id_doubled,
    panel_title_doubled,
    panel_too_wide,
    panel_too_far_right,
    panel_over_another,
    panel_of_no_height,
    panel_of_no_kind,
    panel_of_another_kind,
    thresholds_fall,
    thresholds_without_a_base,
    threshold_of_no_colour,
    red_without_a_threshold,
    colours_by_place,
    description_lost,
    text_without_data_lost,
    option_misspelt,
    option_of_no_kind,
    drawn_in_no_style,
    property_of_an_override_misspelt,
    row_closed,
    mean_of_a_figure,
    rows_for_a_figure,
    rows_not_made_fields,
)
