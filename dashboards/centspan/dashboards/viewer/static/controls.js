// Variables, time range, refresh: all write the address.

import { ask } from "./address.js";
import { make } from "./dom.js";
import { themeSwitch } from "./header.js";
import { picker } from "./picker.js";

const RANGES = [
  ["Last hour", "now-1h", "now"], ["Last 6 hours", "now-6h", "now"], ["Last 24 hours", "now-24h", "now"],
  ["Last 7 days", "now-7d", "now"], ["Last 30 days", "now-30d", "now"], ["Last 90 days", "now-90d", "now"],
  ["Today", "now/d", "now"], ["Yesterday", "now-1d/d", "now/d"], ["This month", "now/M", "now"],
];
const REFRESHES = [["off", "Off"], ["30s", "30 s"], ["1m", "1 min"], ["5m", "5 min"], ["15m", "15 min"]];

/** The bar of controls, and how it follows the address. */
export function controls(board) {
  const variables = board.data.variables.map((variable) => picker(variable, board));
  const range = rangePicker(board);
  const refresh = refreshPicker(board);
  const help = make("button", { type: "button", title: "Keys (?)", "aria-label": "Keys", onclick: () => document.dispatchEvent(new Event("help")) }, "?");
  const now = make("button", { type: "button", title: "Refresh (r)", onclick: () => board.load() }, "Refresh");
  return {
    element: make("div", { class: "controls", role: "group", "aria-label": "Controls" }, variables.map((each) => each.element),
      make("span", { class: "spring" }), marker(board), range.element, refresh.element, now, themeSwitch(board.redraw), help),
    renew: () => [...variables, range, refresh].forEach((each) => each.renew()),
  };
}

function rangePicker(board) {
  const label = make("span", {});
  const [from, to] = ["From", "To"].map((name) => make("input", { type: "text", "aria-label": name, size: "22", spellcheck: "false", autocomplete: "off" }));
  const details = make("details", { class: "drop range" });
  const choose = (since, until) => {
    details.open = false;
    board.change({ from: since, to: until });
  };
  const submit = (event) => {
    event.preventDefault();
    choose(from.value.trim(), to.value.trim());
  };
  details.append(
    make("summary", { title: "Time range (t)" }, label),
    make("div", { class: "sheet" },
      make("div", { class: "presets" }, RANGES.map(([text, since, until]) => make("button", { type: "button", onclick: () => choose(since, until) }, text))),
      make("form", { class: "absolute", onsubmit: submit }, make("label", {}, "From", from), make("label", {}, "To", to),
        make("p", { class: "soft" }, "now-12h, now/d, 2026-11-01T00:00Z; times are UTC"), make("button", { type: "submit" }, "Apply"))));
  const renew = () => {
    const { from: since, to: until } = board.state;
    label.textContent = RANGES.find(([, a, b]) => a === since && b === until)?.[0] || `${since} to ${until}`;
    [from.value, to.value] = [since, until];
  };
  renew();
  return { element: details, renew };
}

function refreshPicker(board) {
  const select = make("select", { "aria-label": "Refresh every", title: "Refresh every", onchange: () => board.change({ refresh: select.value }) },
    REFRESHES.map(([value, text]) => make("option", { value }, text)));
  const renew = () => { select.value = REFRESHES.some(([value]) => value === board.state.refresh) ? board.state.refresh : "off"; };
  renew();
  return { element: select, renew };
}

/** A form that leaves a mark on the time line, of the feature and environment that the board is limited to. */
function marker(board) {
  const text = make("input", { type: "text", "aria-label": "What happened", placeholder: "What happened", maxlength: "500" });
  const said = make("p", { class: "soft", role: "status" }, "Stands in every chart at this moment.");
  const details = make("details", { class: "drop mark" });
  const submit = async (event) => {
    event.preventDefault();
    const one = (name) => (board.state.chosen[name]?.length === 1 ? { [name]: board.state.chosen[name][0] } : {});
    try {
      await ask("/api/marks", { method: "POST", body: JSON.stringify({ text: text.value, ...one("feature"), ...one("environment") }) });
      text.value = "";
      details.open = false;
      board.load();
    } catch (failure) {
      said.textContent = failure.message;
    }
  };
  details.append(make("summary", { title: "Leave a mark (m)" }, "Mark"),
    make("form", { class: "sheet", onsubmit: submit }, text, make("button", { type: "submit" }, "Leave a mark"), said));
  return details;
}
