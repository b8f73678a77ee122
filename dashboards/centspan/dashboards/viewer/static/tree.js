// Spans in the order of their tree, children under their parents by start.

import { make } from "./dom.js";
import { column as aligned, isNumber, show } from "./figures.js";
import { named } from "./plain.js";

const HIDDEN = new Set(["span_id", "parent_span_id", "name", "counted", "not_counted_because", "trace_id", "is_call"]);
const RANKS = ["time", "ms", "tokens", "usd"];

/** A table whose first column is the tree. What is the same for all spans stands above it, what nobody has nowhere. */
export function tree(answer) {
  const spans = ordered(answer.rows.map((row) => named(answer, row)));
  const filled = answer.columns.filter(({ name, unit }) => !HIDDEN.has(name) && spans.some(({ span }) => !nothing(span[name], unit)));
  const shared = filled.filter(({ name, unit }) => unit === "text" && same(spans, name));
  const rank = ({ unit }) => (RANKS.includes(unit) ? RANKS.indexOf(unit) : RANKS.length);
  const columns = filled.filter((column) => !shared.includes(column)).sort((one, other) => rank(one) - rank(other));
  const shown = columns.map(({ name, unit }) => aligned(spans.map(({ span }) => span[name]), unit));
  const head = ["Span", "Counts", ...columns.map(({ label }) => label)];
  const units = ["text", "text", ...columns.map(({ unit }) => unit)];
  const table = make("table", { class: "tree" },
    make("thead", {}, make("tr", {}, head.map((text, at) => make("th", { scope: "col", class: units[at] }, text)))),
    make("tbody", {}, spans.map((each) => line(each, columns, shown))));
  return make("div", {}, facts(shared, spans),
    make("div", { class: "scroll wide", tabindex: "0", role: "region", "aria-label": "Spans" }, table));
}

function same(spans, name) {
  const values = new Set(spans.map(({ span }) => span[name]).filter((value) => value !== null && value !== ""));
  return values.size === 1;
}

function facts(shared, spans) {
  const value = (name) => spans.map(({ span }) => span[name]).find((each) => each !== null && each !== "");
  return make("dl", { class: "facts" }, shared.map(({ name, label }) => make("div", {}, make("dt", {}, label), make("dd", {}, String(value(name))))));
}

const nothing = (value, unit) => value === null || value === undefined || value === "" || (unit === "tokens" && Number(value) === 0);

function line({ span, depth }, columns, shown) {
  const name = make("th", { scope: "row", class: "span" }, show(span.name || span.model || span.span_id, "text"));
  name.style.paddingInlineStart = `${0.5 + Math.min(depth, 24) * 1.1}rem`;
  const cells = columns.map(({ name: column, unit }, at) =>
    make("td", { class: unit, title: isNumber(unit) && span[column] !== null ? String(span[column]) : null }, nothing(span[column], unit) ? "" : shown[at](span[column])));
  return make("tr", { class: Number(span.counted) === 1 ? "counted" : "" }, name, make("td", {}, counts(span)), cells);
}

function counts({ counted, not_counted_because: reason }) {
  if (counted === null || counted === undefined) return make("span", { class: "soft" }, "no call");
  return Number(counted) === 1 ? "yes" : make("span", { class: "doubtful" }, `no: ${(reason || "unknown").replaceAll("_", " ")}`);
}

/** Depth first; a span whose parent is not stored stands at the top. */
function ordered(spans) {
  const known = new Set(spans.map((span) => span.span_id));
  const below = grouped(spans, known);
  const found = [];
  const seen = new Set();
  const stack = [...(below.get("") || [])].reverse().map((span) => ({ span, depth: 0 }));
  while (stack.length) {
    const { span, depth } = stack.pop();
    if (seen.has(span.span_id)) continue;
    seen.add(span.span_id);
    found.push({ span, depth });
    for (const child of [...(below.get(span.span_id) || [])].reverse()) stack.push({ span: child, depth: depth + 1 });
  }
  const rest = spans.filter((span) => !seen.has(span.span_id)).map((span) => ({ span, depth: 0 })); // in circles
  return [...found, ...rest];
}

const parent = (span, known) => (span.parent_span_id !== span.span_id && known.has(span.parent_span_id) ? span.parent_span_id : "");

function grouped(spans, known) {
  const groups = new Map();
  for (const span of spans) groups.set(parent(span, known), [...(groups.get(parent(span, known)) || []), span]);
  return groups;
}
