// Figures over time, as lines, areas or bars.

import { layoutOf, plain } from "./charts.js";
import { colorOf, thresholdColor } from "./colors.js";
import { make } from "./dom.js";
import { UNKNOWN, isNumber, moment, number, show } from "./figures.js";

const DAY = 86400000;
const TICKS = [{ dtickrange: [null, DAY - 1], value: "%H:%M\n%b %-d" }, { dtickrange: [DAY, null], value: "%b %-d" }];

/** Traces, layout and legend of a trend. */
export function trend(panel) {
  const { definition, answer } = panel;
  const lines = definition.series ? bySeries(definition, answer) : byColumn(answer);
  const goals = definition.goal ? bySeries(definition, answer, definition.goal).filter(known) : [];
  const units = [...new Set(lines.map((line) => line.unit))].slice(0, 2);
  const times = [...new Set(answer.rows.map((row) => row[0]))].sort();
  const traces = [
    ...lines.map((line) => trace(definition, line, times, units, panel.hidden?.has(line.name), goals)),
    ...goals.filter(({ name }) => !panel.hidden?.has(name)).map((line) => aimed(line, times)),
  ];
  return {
    traces,
    layout: layout(panel, traces, units),
    legend: lines.length > 1 ? legend(panel, lines) : null,
    listen: (chart) => chart.on("plotly_relayout", (change) => zoomed(panel, change)),
  };
}

function bySeries({ series, title, goal }, { columns, rows }, asked) {
  const name = columns.findIndex((column) => column.name === series);
  const figure = columns.findIndex((column, at) => at !== name && isNumber(column.unit) && (asked ? column.name === asked : column.name !== goal));
  if (name < 0 || figure < 0) throw new Error(`${title} has no column ${series} or no figure to draw`);
  const found = new Map();
  for (const row of rows) {
    const key = String(row[name]);
    if (!found.has(key)) found.set(key, { name: key, unit: columns[figure].unit, points: new Map() });
    found.get(key).points.set(row[0], row[figure]);
  }
  const size = (line) => [...line.points.values()].reduce((sum, value) => sum + (number(value) || 0), 0);
  return [...found.values()].sort((one, other) => (one.name === "other") - (other.name === "other") || size(other) - size(one));
}

function byColumn({ columns, rows }) {
  return columns
    .map((column, at) => ({ column, at }))
    .filter(({ column }) => isNumber(column.unit))
    .map(({ column, at }) => ({ name: column.label, unit: column.unit, points: new Map(rows.map((row) => [row[0], row[at]])) }));
}

function trace(definition, line, times, units, hidden, goals) {
  const aim = goals.find(({ name }) => name === line.name);
  const told = (time) => {
    const [is, should] = [line.points.get(time), aim?.points.get(time)].map((value) => show(value ?? null, line.unit));
    return should !== UNKNOWN ? `${is} (goal ${should})` : is;
  };
  const found = times.map((time) => number(line.points.get(time)));
  const values = definition.stacked ? found.map((value) => value ?? 0) : found;
  return {
    name: plain(line.name),
    x: times,
    y: values,
    customdata: times.map((time) => plain(told(time))),
    hovertemplate: "%{customdata}<extra>%{fullData.name}</extra>",
    visible: hidden ? "legendonly" : true,
    yaxis: units.indexOf(line.unit) === 1 ? "y2" : "y",
    ...drawn(definition, colorOf(line.name, definition.series), values),
  };
}

const known = ({ points }) => [...points.values()].some((value) => value !== null);

/** Where a line should be; the line itself tells how much that is. */
function aimed(line, times) {
  return {
    name: plain(`${line.name}: goal`),
    type: "scatter",
    mode: "lines",
    x: times,
    y: times.map((time) => number(line.points.get(time))),
    connectgaps: true,
    hoverinfo: "skip",
    visible: true,
    line: { color: colorOf("", ""), width: 1.2, dash: "dash" },
  };
}

/** Bars, or a line with points where it would not be seen without them. */
function drawn({ bars, stacked }, color, values) {
  if (bars) return { type: "bar", marker: { color } };
  const points = alone(values, values.length <= 40);
  return {
    type: "scatter",
    mode: points.some(Boolean) ? "lines+markers" : "lines",
    line: { color, width: stacked ? 1 : 1.6 },
    marker: { color, size: 4, opacity: points },
    ...(stacked ? { stackgroup: "all", fillcolor: `${color}66` } : {}),
  };
}

/** 1 for each point to be seen: those without neighbours, or all. */
function alone(values, all) {
  const known = (at) => values[at] !== null && values[at] !== undefined;
  return values.map((_, at) => (all || (!known(at - 1) && !known(at + 1)) ? 1 : 0));
}

function layout(panel, traces, units) {
  const { definition, answer, board } = panel;
  const base = layoutOf();
  const { colors, ...rest } = base;
  const shown = traces.filter((each) => each.visible === true);
  const axis = (at, extra) => ({ ...scale(shown.filter((each) => (each.yaxis === "y2") === (at === 1)), units[at], definition), fixedrange: true,
    gridcolor: colors.line, zerolinecolor: colors.line, color: colors.soft, ...extra });
  return {
    ...rest,
    margin: { ...rest.margin, b: 46, r: units.length > 1 ? 56 : 12 },
    barmode: definition.stacked ? "stack" : "group",
    bargap: 0.15,
    hovermode: "x unified",
    dragmode: "zoom",
    xaxis: { type: "date", range: [answer.from, answer.to], gridcolor: "rgba(0,0,0,0)", linecolor: colors.line, showline: true,
      ticks: "outside", tickcolor: colors.line, color: colors.soft, tickformatstops: TICKS, hoverformat: "%Y-%m-%d %H:%M UTC", nticks: 9 },
    yaxis: axis(0, {}),
    ...(units.length > 1 ? { yaxis2: axis(1, { overlaying: "y", side: "right", showgrid: false }) } : {}),
    shapes: [...marks(board.marks, answer, colors), ...limits(definition.thresholds)],
    annotations: flags(board.marks, answer, colors),
  };
}

function scale(traces, unit, { stacked, thresholds }) {
  const tops = stacked
    ? (traces[0]?.x || []).map((_, at) => traces.reduce((sum, each) => sum + (each.y[at] || 0), 0))
    : traces.flatMap((each) => each.y.filter((value) => value !== null));
  const top = Math.max(0, ...tops, ...thresholds.map((each) => each.value));
  const bottom = Math.min(0, ...tops);
  const ticks = steps(bottom, top);
  return { range: [ticks[0], ticks[ticks.length - 1]], tickvals: ticks, ticktext: ticks.map((value) => show(value, unit)) };
}

/** Four or five round values that span the range. */
function steps(bottom, top) {
  const rough = (top - bottom) / 4 || 1;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map((each) => each * power).find((each) => each >= rough * 0.999);
  const first = Math.floor(bottom / step);
  const last = Math.ceil((top / step) * 1.001);
  return Array.from({ length: Math.max(last - first, 1) + 1 }, (_, at) => (first + at) * step);
}

const within = (marks, { from, to }) => marks.filter(({ time }) => time >= from && time <= to).slice(0, 80);

function marks(all, answer, colors) {
  return within(all, answer).map(({ time }) => ({
    type: "line", x0: time, x1: time, yref: "paper", y0: 0, y1: 1, opacity: 0.55, line: { color: colors.soft, width: 1, dash: "dot" } }));
}

function flags(all, answer, colors) {
  return within(all, answer).map(({ time, title, text }) => ({
    x: time, yref: "paper", y: 1, yanchor: "bottom", text: "▾", showarrow: false, font: { color: colors.ink, size: 12 }, captureevents: true,
    hovertext: plain([moment(time), title, text].filter(Boolean).join(" · ")) }));
}

function limits(thresholds) {
  return thresholds.map(({ value, color }) => ({
    type: "line", xref: "paper", x0: 0, x1: 1, y0: value, y1: value, line: { color: thresholdColor(color), width: 1.2, dash: "dash" } }));
}

function legend(panel, lines) {
  panel.hidden ??= new Set();
  const turn = (name) => () => {
    if (!panel.hidden.delete(name)) panel.hidden.add(name);
    panel.redraw();
  };
  return make("ul", { class: "legend" }, lines.slice(0, 24).map((line) => {
    const dot = make("span", { class: "dot", "aria-hidden": "true" });
    dot.style.background = colorOf(line.name, panel.definition.series);
    return make("li", {}, make("button", { type: "button", "aria-pressed": String(!panel.hidden.has(line.name)), onclick: turn(line.name), title: line.name }, dot, line.name));
  }));
}

function zoomed(panel, change) {
  const [from, to] = [change["xaxis.range[0]"], change["xaxis.range[1]"]];
  if (!from || !to) return;
  const iso = (text) => new Date(`${text.replace(" ", "T").slice(0, 19)}Z`).toISOString().slice(0, 19) + "Z";
  panel.board.change({ from: iso(from), to: iso(to) });
}
