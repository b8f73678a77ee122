// Any answer as a table: sorted by a click on a column, no more rows at once than one reads.

import { reached, thresholdColor } from "./colors.js";
import { make } from "./dom.js";
import { UNKNOWN, column as aligned, isNumber, number } from "./figures.js";
import { leading, named } from "./plain.js";

const AT_ONCE = 100;
const SIGNS = { usd: " $", share: " %", tokens: " tokens", count: " count" };

/** The whole answer; cells lead on where the panel says so. `kept` is how its reader sorted it before. */
export function table({ definition, answer, board, kept }) {
  const view = Object.assign(kept, { most: AT_ONCE, by: null, down: false, ...kept, definition, answer, board, rows: answer.rows });
  if (view.by !== null) order(view);
  view.shown = answer.columns.map(({ unit }, at) => aligned(answer.rows.map((row) => row[at]), unit));
  const frame = make("div", { class: definition.width === 24 ? "scroll wide" : "scroll", tabindex: "0", role: "region", "aria-label": `${definition.title}, table` });
  const drawn = () => frame.replaceChildren(whole(view, drawn));
  drawn();
  return frame;
}

function whole(view, drawn) {
  const left = view.rows.length - view.most;
  const more = left > 0
    ? make("button", { type: "button", class: "further", onclick: () => { view.most += 5 * AT_ONCE; drawn(); } }, `${left} more rows`)
    : view.answer.more ? make("p", { class: "soft" }, "Further rows were left out: narrow the range or the variables.") : null;
  return make("div", {}, make("table", {}, head(view, drawn), body(view)), more);
}

function head(view, drawn) {
  return make("thead", {}, make("tr", {}, view.answer.columns.map((column, at) => {
    const sorted = view.by === at ? (view.down ? "descending" : "ascending") : null;
    const click = () => { sort(view, at); drawn(); };
    const arrow = sorted ? (view.down ? " ↓" : " ↑") : "";
    return make("th", { scope: "col", class: column.unit, "aria-sort": sorted },
      make("button", { type: "button", onclick: click, title: column.name }, titled(column, view.answer.columns) + arrow));
  })));
}

/** Its label, with its unit where another column is called the same. */
function titled({ label, unit }, columns) {
  return columns.filter((each) => each.label === label).length > 1 ? label + (SIGNS[unit] || "") : label;
}

function sort(view, at) {
  view.down = view.by === at ? !view.down : isNumber(view.answer.columns[at].unit);
  view.by = at;
  order(view);
}

/** Put its rows in the order chosen; what is unknown comes last. */
function order(view) {
  const { by, down, answer } = view;
  const figures = isNumber(answer.columns[by].unit);
  const key = figures ? (row) => number(row[by]) : (row) => row[by];
  view.rows = [...answer.rows].sort((one, other) => {
    const [a, b] = [key(one), key(other)];
    if (a === null || b === null) return (a === null) - (b === null);
    return (down ? -1 : 1) * (figures ? a - b : String(a).localeCompare(String(b)));
  });
}

function body(view) {
  return make("tbody", {}, view.rows.slice(0, view.most).map((row) =>
    make("tr", {}, row.map((value, at) => cell(view, row, at)))));
}

function cell(view, row, place) {
  const { definition, board, answer } = view;
  const [value, column] = [row[place], answer.columns[place]];
  const text = view.shown[place](value);
  const own = definition.link && definition.name === column.name ? definition.link : null;
  const link = text === UNKNOWN ? null : definition.links[column.name] || own;
  const exact = isNumber(column.unit) && value !== null ? String(value) : null;
  const made = make("td", { class: column.unit, title: exact },
    link ? leading(text, link, named(answer, row), board) : text);
  const limits = Array.isArray(definition.thresholds) ? [] : definition.thresholds[column.name] || [];
  const at = value === null ? null : reached(number(value), limits);
  if (at) made.style.color = thresholdColor(at.color);
  return made;
}
