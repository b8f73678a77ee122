// What a screenshot must tell: which board, which time, limited to what, how far to trust it.

import { ask, boardAddress, query } from "./address.js";
import { $, make } from "./dom.js";

const minute = (text) => text.slice(0, 16).replace("T", " ");

/** The head of a board; `bar` are its controls. */
export function header(board, bar) {
  const { data } = board;
  const range = make("p", { class: "when" }, "\u00a0");
  const limits = make("p", { class: "limits" });
  const trust = make("p", { class: "trust", "aria-live": "off" }, "\u00a0");
  const links = make("ul", {});
  const renew = () => {
    links.replaceChildren(...boardLinks(board));
    limits.textContent = limited(board);
  };
  renew();
  return {
    element: make("header", { class: "top" },
      make("nav", { "aria-label": "Boards" }, make("a", { href: "/", class: "home" }, "centspan"), links),
      make("div", { class: "head" }, make("div", {}, make("h1", {}, data.title), make("p", { class: "soft what" }, data.description)), make("div", { class: "at" }, range, limits)),
      bar,
      trust),
    range: ({ from, to }) => { range.textContent = `${minute(from)} – ${minute(to)} UTC`; },
    trust: (signal) => showTrust(board, trust, signal),
    renew,
  };
}

function boardLinks({ data, state }) {
  return Object.entries(data.boards).map(([uid, { title, variables }]) => {
    const chosen = Object.fromEntries(variables.map((name) => [name, state.chosen[name] || []]));
    const here = uid === data.uid;
    return make("li", {}, make("a", { href: boardAddress(uid, { ...state, chosen }), "aria-current": here ? "page" : null }, title));
  });
}

function limited({ data, state }) {
  return data.variables
    .filter(({ name }) => state.chosen[name].length)
    .map(({ name, label }) => `${label}: ${state.chosen[name].join(", ")}`)
    .join(" · ");
}

async function showTrust(board, place, signal) {
  try {
    const { words, doubtful, blank } = await ask(`${board.api}/trust?${query(board.state)}`, { signal });
    const parts = words.map((text, at) => make("span", { class: doubtful[at] ? "doubtful" : "" }, text));
    place.replaceChildren(make("a", { href: "/numbers#data-trust" }, "Data trust"), ...parts);
    board.judge(blank);
  } catch (failure) {
    if (!signal.aborted) place.replaceChildren(`Data trust: ${failure.message}`);
  }
}

/** The switch between light and dark, kept in this browser. */
export function themeSwitch(changed) {
  const root = document.documentElement;
  const turn = () => {
    root.dataset.theme = root.dataset.theme === "dark" ? "light" : "dark";
    try { localStorage.setItem("centspan-theme", root.dataset.theme); } catch { /* storage may be forbidden */ }
    $("#theme").setAttribute("aria-pressed", String(root.dataset.theme === "dark"));
    changed();
  };
  return make("button", { type: "button", id: "theme", "aria-pressed": String(root.dataset.theme === "dark"), onclick: turn, title: "Dark theme (d)" }, "Dark");
}
