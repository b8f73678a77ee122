// Kinds that need no chart library: a figure, and bars that are a list.

import { linked } from "./address.js";
import { colorOf, reached, thresholdColor } from "./colors.js";
import { make } from "./dom.js";
import { UNKNOWN, change, column, number, show } from "./figures.js";

/** A row of an answer by column names. */
export const named = (answer, row) => Object.fromEntries(answer.columns.map(({ name }, at) => [name, row[at]]));

export const unitOf = (answer, column) => answer.columns.find(({ name }) => name === column)?.unit || "text";

/** Text that leads on where there is somewhere to go; sums of others lead nowhere, nor does what has no name. */
export function leading(text, link, row, board, given = {}) {
  const href = link && text !== "" && text !== "other" ? linked(link, row, board.state, board.data.boards) : null;
  return href ? make("a", { href, ...given }, text) : make("span", given, text);
}

/** One figure, and how far it moved. */
export function stat(definition, answer) {
  const row = named(answer, answer.rows[0]);
  const value = row[definition.column];
  const shown = make("p", { class: "figure" }, show(value, unitOf(answer, definition.column)));
  const at = reached(number(value), definition.thresholds);
  if (at) shown.style.color = thresholdColor(at.color);
  return [shown, definition.before ? moved(definition, answer, row) : null].filter(Boolean);
}

function moved(definition, answer, row) {
  const before = row[definition.before];
  const found = change(row[definition.column], before);
  const was = show(before, unitOf(answer, definition.before));
  if (!found) return make("p", { class: "moved" }, was === UNKNOWN ? "nothing before" : `before ${was}`);
  const worse = found.share > 0 === definition.up_is_bad;
  const steady = Math.abs(found.share) < 0.005;
  return make("p", { class: "moved" },
    make("span", { class: steady ? "" : worse ? "worse" : "better" }, found.text), ` from ${was}`);
}

/** Bars as a list: a name, a length, a figure; what is below zero goes left of a line at zero. */
export function bars(definition, answer, board) {
  const unit = unitOf(answer, definition.column);
  const rows = answer.rows.map((row) => named(answer, row)).filter((row) => number(row[definition.column]) !== null);
  const values = rows.map((row) => number(row[definition.column]));
  const [low, high] = [Math.min(...values, 0), Math.max(...values, 0)];
  const part = (value) => (high > low ? (100 * value) / (high - low) : 0);
  const amount = column(rows.map((row) => row[definition.column]), unit);
  const list = make("ol", { class: low < 0 ? "bars signed" : "bars" }, rows.slice(0, 100).map((row) => {
    const name = String(row[definition.name]);
    const value = number(row[definition.column]);
    const at = reached(value, definition.thresholds);
    const length = make("span", { class: "length" });
    length.style.width = `${part(Math.abs(value))}%`;
    length.style.marginLeft = `${part(Math.min(value, 0) - low)}%`;
    length.style.background = at ? thresholdColor(at.color) : colorOf(name, definition.name);
    return make("li", {},
      leading(name, definition.link, row, board, { class: "name", title: name }),
      make("span", { class: "track", "aria-hidden": "true" }, length),
      make("span", { class: "value" }, amount(row[definition.column])));
  }));
  list.style.setProperty("--zero", `${part(-low)}%`);
  return list;
}
