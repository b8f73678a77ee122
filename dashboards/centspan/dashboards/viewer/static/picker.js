// One variable: a list with a search, of which the server sends at most a hundred values.

import { ask, query } from "./address.js";
import { $, calmly, make } from "./dom.js";

/** The control of `variable`, and how it follows the address. */
export function picker(variable, board) {
  return variable.many ? listed(variable, board) : typed(variable, board);
}

function typed({ name, label }, board) {
  const input = make("input", { type: "text", class: "variable", placeholder: label, "aria-label": label, spellcheck: "false", autocomplete: "off" });
  input.addEventListener("change", () => board.change({ [name]: input.value.trim() || null }));
  const renew = () => { input.value = board.state.chosen[name][0] || ""; };
  renew();
  return { element: input, renew };
}

function listed(variable, board) {
  const { name, label } = variable;
  const text = make("span", { class: "chosen" });
  const search = make("input", { type: "search", "aria-label": `Search ${label}`, placeholder: "Search", spellcheck: "false", autocomplete: "off" });
  const list = make("div", { class: "values", role: "group", "aria-label": label });
  const count = make("p", { class: "soft", role: "status" });
  const any = make("button", { type: "button", onclick: () => choose([]) }, "Any");
  const details = make("details", { class: "drop variable", "data-variable": name },
    make("summary", { title: label }, make("span", { class: "soft" }, `${label} `), text),
    make("div", { class: "sheet" }, search, list, count, any));
  const choose = (values) => board.change({ [name]: values.length ? values : null });
  const fill = () => offer(variable, board, search.value, { list, count, choose });
  details.addEventListener("toggle", () => {
    if (!details.open) return;
    fill();
    search.focus();
  });
  search.addEventListener("input", calmly(fill));
  search.addEventListener("keydown", (event) => {
    if (event.key === "Enter") $("input", list)?.click();
  });
  const renew = () => {
    const chosen = board.state.chosen[name];
    text.textContent = chosen.length > 2 ? `${chosen.length} chosen` : chosen.join(", ") || "any";
    details.classList.toggle("limits", chosen.length > 0);
  };
  renew();
  return { element: details, renew };
}

async function offer({ name }, board, search, { list, count, choose }) {
  const { state, api } = board;
  const others = { ...state, chosen: { ...state.chosen, [name]: [] } };
  try {
    const found = await ask(`${api}/variables/${name}?${query(others, { search })}`);
    const chosen = state.chosen[name];
    const offered = [...new Set([...(search ? [] : chosen), ...found.values])];
    list.replaceChildren(...offered.map((value) => option(value, board, name, choose)));
    count.textContent = found.count > found.values.length ? `${found.values.length} of ${found.count}: search for the others` : `${found.count} found`;
  } catch (failure) {
    count.textContent = failure.message;
  }
}

function option(value, board, name, choose) {
  const turn = () => {
    const rest = board.state.chosen[name].filter((each) => each !== value);
    choose(box.checked ? [...rest, value] : rest);
  };
  const box = make("input", { type: "checkbox", checked: board.state.chosen[name].includes(value), onchange: turn });
  return make("label", {}, box, make("span", {}, value || "(empty)"));
}
