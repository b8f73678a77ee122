// Shares of a whole, with a legend that says the same in words and leads on.

import { linked } from "./address.js";
import { layoutOf, plain } from "./charts.js";
import { colorOf } from "./colors.js";
import { make } from "./dom.js";
import { column, number, show } from "./figures.js";
import { leading, named, unitOf } from "./plain.js";

/** Traces, layout and legend of a pie. */
export function pie(panel) {
  const { definition, answer, board } = panel;
  const unit = unitOf(answer, definition.column);
  const slices = answer.rows.map((row) => named(answer, row))
    .map((row) => ({ row, name: String(row[definition.name]), value: number(row[definition.column]) }))
    .filter(({ value }) => value > 0);
  const total = slices.reduce((sum, { value }) => sum + value, 0);
  const { colors, ...layout } = layoutOf();
  return {
    traces: [trace(slices, total, unit, colors, definition.name)],
    layout: { ...layout, margin: { l: 4, r: 4, t: 4, b: 4 }, annotations: [middle(total, unit, colors)] },
    legend: legend(slices, total, unit, definition, board),
    listen: (chart) => chart.on("plotly_click", ({ points }) => follow(slices[points[0].pointNumber], definition, board)),
  };
}

function trace(slices, total, unit, colors, dimension) {
  return {
    type: "pie",
    hole: 0.62,
    sort: false,
    direction: "clockwise",
    // Labels are numbers, as names that look alike to Plotly would become one slice.
    labels: slices.map((_, at) => `#${at}`),
    values: slices.map(({ value }) => value),
    textinfo: "none",
    customdata: slices.map(({ name, value }) => plain(`${name}: ${show(value, unit)}, ${show(value / total, "share")}`)),
    hovertemplate: "%{customdata}<extra></extra>",
    marker: { colors: slices.map(({ name }) => colorOf(name, dimension)), line: { color: colors.paper, width: 1.5 } },
  };
}

function middle(total, unit, colors) {
  return { text: show(total, unit), showarrow: false, x: 0.5, y: 0.5, font: { size: 17, color: colors.ink } };
}

function follow(slice, { link }, { state, data }) {
  const href = link && slice.name !== "other" ? linked(link, slice.row, state, data.boards) : null;
  if (href) location.assign(href);
}

function legend(slices, total, unit, definition, board) {
  const amount = column(slices.map((slice) => slice.value), unit);
  return make("ul", { class: "legend shares" }, slices.slice(0, 40).map(({ row, name, value }) => {
    const dot = make("span", { class: "dot", "aria-hidden": "true" });
    dot.style.background = colorOf(name, definition.name);
    return make("li", {}, dot, leading(name, definition.link, row, board, { class: "name", title: name }),
      make("span", { class: "value" }, amount(value)),
      make("span", { class: "value soft" }, show(value / total, "share")));
  }));
}
