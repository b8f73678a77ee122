// One trace: its spans as a tree, each with tokens, three amounts, and whether it counts.

import { ask } from "./address.js";
import { listenForKeys } from "./keys.js";
import { themeSwitch } from "./header.js";
import { $, make } from "./dom.js";
import { isNumber, number, show } from "./figures.js";
import { tree } from "./tree.js";

const data = JSON.parse($("#data").textContent);
const place = make("div", { "aria-busy": "true" }, make("p", { class: "soft" }, "Looking for its spans …"));
const summed = make("p", { class: "trust" }, "\u00a0");

document.body.append(
  make("a", { class: "skip", href: "#panels" }, "Skip to the spans"),
  make("header", { class: "top" },
    make("nav", { "aria-label": "Boards" }, make("a", { href: "/", class: "home" }, "centspan"),
      make("ul", {}, Object.entries(data.boards).map(([uid, { title }]) => make("li", {}, make("a", { href: `/boards/${uid}` }, title))))),
    make("div", { class: "head" }, make("div", {}, make("h1", {}, "Trace"), make("p", { class: "soft what" }, data.trace))),
    make("div", { class: "controls" }, make("span", { class: "spring" }), themeSwitch(() => {})),
    summed),
  make("main", { id: "panels", tabindex: "-1" }, make("article", { class: "panel trace" }, place)),
  make("p", { id: "said", class: "unseen", role: "status" }),
);
listenForKeys({ load: load, change: () => {}, state: {} });
load();

async function load() {
  try {
    const answer = await ask(`/api/traces/${data.trace}`);
    place.replaceChildren(tree(answer));
    summed.textContent = total(answer);
  } catch (failure) {
    place.replaceChildren(make("p", { class: "notice", role: "alert" }, failure.message));
  }
  place.removeAttribute("aria-busy");
  document.body.dataset.loaded = "1";
}

/** Sums over what counts, in words. */
function total({ columns, rows }) {
  const at = (name) => columns.findIndex((column) => column.name === name);
  const counts = rows.filter((row) => Number(row[at("counted")]) === 1);
  const money = columns.map((column, place) => ({ column, place })).filter(({ column }) => column.unit === "usd" && isNumber(column.unit));
  const sums = money.map(({ column, place }) => {
    const known = counts.map((row) => number(row[place])).filter((value) => value !== null);
    return `${column.label} ${known.length ? show(known.reduce((sum, value) => sum + value, 0), "usd") : "unknown"}`;
  });
  return [`${rows.length} spans, ${counts.length} calls that count`, ...sums].join(" · ");
}
