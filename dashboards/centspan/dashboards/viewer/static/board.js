// A board: its frame at once, then every panel by itself, figures before charts.

import * as address from "./address.js";
import { loadCharts } from "./charts.js";
import { controls } from "./controls.js";
import { $, calmly, make } from "./dom.js";
import { header } from "./header.js";
import { listenForKeys } from "./keys.js";
import { Panel } from "./panel.js";
import { showMarks } from "./marks.js";

const data = JSON.parse($("#data").textContent);
const api = `/api/boards/${data.uid}`;
const board = { data, api, state: address.read(data), marks: [], blank: false };
const panels = data.rows.flatMap((row) => row.panels.map((definition) => new Panel(definition, board)));
let underWay = new AbortController();
let timer = 0;

function rows() {
  const byNumber = new Map(panels.map((panel) => [panel.n, panel]));
  return data.rows.map((row) =>
    make("section", { class: "row", "aria-label": row.title },
      make("h2", {}, row.title),
      make("div", { class: "grid" }, row.panels.map(({ n }) => byNumber.get(n).element))));
}

/** Ask once for all panels of one answer. */
async function answer(group, signal) {
  group.forEach((panel) => panel.busy());
  try {
    const path = `${api}/panels/${group[0].definition.asks}?${address.query(board.state)}`;
    const given = await address.ask(path, { signal });
    top.range(given);
    await Promise.all(group.map((panel) => panel.show(given)));
  } catch (failure) {
    if (!signal.aborted) group.forEach((panel) => panel.failed(failure.message));
  }
}

async function annotate(signal) {
  if (!data.annotations) return;
  try {
    const path = `${api}/annotations?${address.query(board.state)}`;
    board.marks = (await address.ask(path, { signal })).annotations;
  } catch {
    board.marks = []; // panels say themselves what the store does not answer
  }
  if (signal.aborted) return;
  showMarks($("#marks"), board.marks);
  panels.forEach((panel) => panel.annotated());
}

function groups() {
  const found = new Map();
  for (const panel of panels) found.set(panel.definition.asks, [...(found.get(panel.definition.asks) || []), panel]);
  const rank = (group) => (group.some((panel) => panel.definition.kind === "stat") ? 0 : 1);
  return [...found.values()].sort((one, other) => rank(one) - rank(other));
}

async function load() {
  underWay.abort();
  const { signal } = (underWay = new AbortController());
  const asking = groups().map((group) => answer(group, signal));
  const figures = asking.slice(0, groups().filter((group) => group[0].definition.kind === "stat").length);
  Promise.allSettled(figures).then(loadCharts).catch(() => null); // panels tell why it failed
  await Promise.allSettled([...asking, top.trust(signal), annotate(signal)]);
  if (signal.aborted) return;
  $("#said").textContent = "The board is up to date.";
  document.body.dataset.loaded = String(Number(document.body.dataset.loaded || 0) + 1);
  again();
}

/** The next refresh, where the range moves on and somebody looks. */
function again() {
  clearTimeout(timer);
  const found = /^(\d+)([smh])$/.exec(board.state.refresh);
  if (!found || !board.state.to.includes("now")) return;
  timer = setTimeout(() => (document.hidden ? again() : load()), found[1] * { s: 1, m: 60, h: 3600 }[found[2]] * 1000);
}

function renew() {
  board.state = address.read(data);
  document.body.classList.toggle("kiosk", board.state.kiosk);
  bar.renew();
  top.renew();
  load();
}

/** Change the address, then all that hangs on it. */
board.change = (changes) => {
  address.change(changes);
  calmly(renew, 0)();
};
board.load = load;
board.judge = (blank) => {
  if (blank === board.blank) return;
  board.blank = blank;
  panels.forEach((panel) => panel.judged());
};
board.redraw = () => panels.forEach((panel) => panel.redraw());

const bar = controls(board);
const top = header(board, bar.element);
document.body.append(
  make("a", { class: "skip", href: "#panels" }, "Skip to the panels"),
  top.element,
  make("main", { id: "panels", tabindex: "-1" }, rows(), make("div", { id: "marks" })),
  make("p", { id: "said", class: "unseen", role: "status" }),
);
document.body.classList.toggle("kiosk", board.state.kiosk);
listenForKeys(board);
addEventListener("popstate", renew);
load();
