// What changed in the range, in words: the same marks that stand in the charts.

import { make } from "./dom.js";
import { moment } from "./figures.js";

/** Fill `place` with the list of marks. */
export function showMarks(place, marks) {
  if (!marks.length) return place.replaceChildren();
  const open = place.querySelector("details")?.open;
  const rows = marks.slice(-200).reverse().map(({ time, title, text, tags }) =>
    make("tr", {}, make("td", { class: "time" }, moment(time)), make("td", {}, title), make("td", { class: "soft" }, text || ""), make("td", { class: "soft" }, (tags || "").replaceAll(",", ", "))));
  const head = ["When (UTC)", "What", "", "About"].map((name) => make(name ? "th" : "td", name ? { scope: "col" } : {}, name));
  return place.replaceChildren(make("details", { class: "changes", open },
    make("summary", {}, `${marks.length} ${marks.length === 1 ? "change" : "changes"} in this time`),
    make("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Changes" },
      make("table", {}, make("thead", {}, make("tr", {}, head)), make("tbody", {}, rows)))));
}
