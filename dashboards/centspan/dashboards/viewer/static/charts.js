// Lines, bars over time and pies, by Plotly; it is large and comes after the figures.

import { make } from "./dom.js";
import { pie } from "./pie.js";
import { trend } from "./trend.js";

const CONFIG = { displayModeBar: false, responsive: true, doubleClick: false, showTips: false };
const DRAWN = { trend, pie };
let coming = null;
let seen = null;
const waiting = new WeakMap();

export const hasChart = (kind) => kind in DRAWN;

/** The library, fetched once. */
export function loadCharts() {
  coming ??= new Promise((done, failed) => {
    const script = make("script", { src: JSON.parse(document.getElementById("data").textContent).plotly });
    script.addEventListener("load", () => done(globalThis.Plotly));
    script.addEventListener("error", () => failed(new Error("the chart library did not load; the table has the figures")));
    document.head.append(script);
  });
  return coming;
}

/** Draw a panel's chart once somebody sees it; a later call takes the place of one that still waits. */
export function draw(panel) {
  const target = panel.element;
  seen ??= new IntersectionObserver((entries) => {
    for (const entry of entries) if (entry.isIntersecting) waiting.get(entry.target)?.begin();
  }, { rootMargin: "400px" });
  waiting.get(target)?.done();
  return new Promise((done) => {
    const begin = () => {
      seen.unobserve(target);
      waiting.delete(target);
      drawNow(panel).then(done);
    };
    waiting.set(target, { begin, done });
    seen.unobserve(target);
    seen.observe(target);
    if (target.getBoundingClientRect().top > innerHeight + 400) done();
  });
}

async function drawNow(panel) {
  try {
    const plotly = await loadCharts();
    if (panel.asTable || !panel.answer) return;
    const { traces, layout, legend, listen } = DRAWN[panel.definition.kind](panel);
    let chart = panel.body.querySelector(".chart");
    if (!chart) {
      chart = make("div", { class: "chart", role: "img" });
      panel.body.replaceChildren(chart);
    }
    chart.setAttribute("aria-label", `${panel.definition.title}, a chart; its figures are in the table view`);
    panel.body.querySelector(".legend")?.remove();
    if (legend) panel.body.append(legend);
    await plotly.react(chart, traces, layout, CONFIG);
    chart.removeAllListeners?.();
    listen?.(chart, plotly);
  } catch (failure) {
    panel.failed(failure.message);
  }
}

/** The chart with its title and range as a PNG, on the clipboard where there is one, else as a file. */
export async function copyPicture(panel) {
  const plotly = await loadCharts();
  const chart = panel.body.querySelector(".chart");
  if (!chart) return;
  const style = getComputedStyle(document.documentElement);
  const [title, subtitle] = panel.caption();
  const layout = {
    ...chart.layout,
    title: { text: plain(title), subtitle: { text: plain(subtitle) }, x: 0.02, xanchor: "left" },
    margin: { ...chart.layout.margin, t: 70 },
    showlegend: true,
    paper_bgcolor: style.getPropertyValue("--paper").trim(),
  };
  const picture = { data: chart.data, layout };
  const url = await plotly.toImage(picture, { format: "png", width: 1000, height: 460, scale: 2 });
  // Not by fetch(): the page's policy lets nothing be fetched from data:.
  const bytes = Uint8Array.from(atob(url.split(",")[1]), (letter) => letter.charCodeAt(0));
  await keep(new Blob([bytes], { type: "image/png" }), `${panel.board.data.uid}-${panel.n}.png`);
  document.getElementById("said").textContent = "The picture is on the clipboard, or among the downloads.";
}

async function keep(blob, name) {
  try {
    await navigator.clipboard.write([new ClipboardItem({ "image/png": blob })]);
  } catch {
    const link = make("a", { href: URL.createObjectURL(blob), download: name });
    link.click();
    URL.revokeObjectURL(link.href);
  }
}

/** Text for Plotly, which reads some HTML. */
export function plain(text) {
  return String(text).replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/** What all charts share. */
export function layoutOf() {
  const style = getComputedStyle(document.documentElement);
  const of = (name) => style.getPropertyValue(name).trim();
  return {
    autosize: true,
    paper_bgcolor: "rgba(0,0,0,0)",
    plot_bgcolor: "rgba(0,0,0,0)",
    showlegend: false,
    margin: { l: 56, r: 12, t: 10, b: 36 },
    font: { family: "system-ui, sans-serif", size: 12, color: of("--soft") },
    hoverlabel: { bgcolor: of("--paper"), bordercolor: of("--line"), font: { color: of("--ink"), size: 12 }, align: "left" },
    colors: { line: of("--line"), soft: of("--soft"), ink: of("--ink"), paper: of("--paper") },
  };
}
