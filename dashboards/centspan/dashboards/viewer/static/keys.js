// Single keys do what the controls do; Escape closes what is open.

import { $, make } from "./dom.js";

export const KEYS = [
  ["/", "Choose the first variable"],
  ["t", "Change the time range"],
  ["m", "Leave a mark"],
  ["r", "Refresh now"],
  ["d", "Dark or light"],
  ["k", "Only the board (kiosk)"],
  ["?", "These keys"],
  ["Esc", "Close what is open"],
];

const open = (selector) => {
  const details = $(selector);
  if (!details) return;
  details.open = true;
  $("input, button", details)?.focus();
};

/** Listen on the whole page, not while somebody types. */
export function listenForKeys(board) {
  const help = dialog();
  document.body.append(help);
  const doing = {
    "/": () => open(".variable"),
    t: () => open(".range"),
    m: () => open(".mark"),
    r: () => board.load(),
    d: () => $("#theme").click(),
    k: () => board.change({ kiosk: board.state.kiosk ? null : "" }),
    "?": () => help.showModal(),
  };
  document.addEventListener("help", () => help.showModal());
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") return closeAll(event);
    const typing = event.target.closest?.("input, select, textarea, dialog[open]");
    if (typing || event.ctrlKey || event.metaKey || event.altKey || !doing[event.key]) return;
    event.preventDefault();
    doing[event.key]();
  });
  document.addEventListener("click", ({ target }) => {
    for (const details of document.querySelectorAll("details.drop[open]")) {
      if (!details.contains(target)) details.open = false;
    }
  });
}

function closeAll({ target }) {
  for (const details of document.querySelectorAll("details.drop[open]")) {
    details.open = false;
    if (details.contains(target)) $("summary", details).focus();
  }
}

function dialog() {
  const rows = KEYS.map(([key, what]) => make("div", {}, make("dt", {}, make("kbd", {}, key)), make("dd", {}, what)));
  return make("dialog", { "aria-label": "Keys" }, make("h2", {}, "Keys"), make("dl", { class: "keys" }, rows),
    make("form", { method: "dialog" }, make("button", {}, "Close")));
}
