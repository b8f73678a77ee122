// One panel: title, what it means, chart or table, CSV, picture.

import { query } from "./address.js";
import { copyPicture, draw, hasChart } from "./charts.js";
import { make, words } from "./dom.js";
import { isNumber, moment } from "./figures.js";
import { nothing } from "./nothing.js";
import { bars, stat } from "./plain.js";
import { table } from "./table.js";

const STEPS = { 3600: "hour", 10800: "3 h", 21600: "6 h", 43200: "12 h", 86400: "day", 604800: "week" };

export class Panel {
  constructor(definition, board) {
    Object.assign(this, { definition, board, n: definition.n, answer: null, kept: {}, asTable: definition.kind === "table" });
    this.body = make("div", { class: `body as-${definition.kind}` });
    this.step = make("span", { class: "step" });
    const only = definition.only ? make("span", { class: "only" }, definition.only) : null;
    const id = `panel-${definition.n}`;
    this.element = make("article", { class: `panel of-${definition.kind}`, id, "aria-labelledby": `${id}-title` },
      make("header", {}, make("h3", { id: `${id}-title`, title: definition.title }, definition.title), only, this.step, this.tools()),
      this.body);
    this.element.style.setProperty("--columns", definition.width);
    this.element.style.setProperty("--height", definition.height);
  }

  tools() {
    const { title, description, number, sentence, kind, empty } = this.definition;
    const about = make("details", { class: "drop about" },
      make("summary", { "aria-label": `About ${title}`, title: "What this is" }, "?"),
      make("div", { class: "sheet" },
        make("p", {}, words(description)),
        make("p", { class: "soft" }, sentence),
        make("p", { class: "soft" }, "Where there is nothing: ", words(empty)),
        make("a", { href: `/numbers#${number}` }, "How this number is made")));
    this.switch = make("button", { type: "button", "aria-pressed": "false", onclick: () => this.turn() }, "Table");
    const csv = make("a", { download: true, href: "#" }, "CSV");
    csv.addEventListener("click", () => {
      csv.href = `${this.board.api}/panels/${this.n}.csv?${query(this.board.state)}`;
    });
    const copy = make("button", { type: "button", onclick: () => copyPicture(this) }, "Copy image");
    const more = make("details", { class: "drop more" },
      make("summary", { "aria-label": `Options of ${title}`, title: "Table, CSV, image" }, "⋯"),
      make("div", { class: "sheet menu" }, kind === "table" ? null : this.switch, csv, hasChart(kind) ? copy : null));
    return make("div", { class: "tools" }, about, more);
  }

  /** The other of chart and table. */
  turn() {
    this.asTable = !this.asTable;
    this.switch.setAttribute("aria-pressed", String(this.asTable));
    this.redraw();
  }

  busy() {
    this.element.setAttribute("aria-busy", "true");
  }

  failed(reason) {
    this.element.removeAttribute("aria-busy");
    this.answer = null;
    this.body.replaceChildren(make("p", { class: "notice", role: "alert" }, reason));
  }

  async show(answer) {
    this.answer = answer;
    this.element.removeAttribute("aria-busy");
    const stepped = this.definition.kind === "trend";
    this.step.textContent = stepped ? `by ${STEPS[answer.grain] || `${answer.grain} s`}` : "";
    await this.redraw();
  }

  /** It turned out whether the store has any call at all. */
  judged() {
    if (this.answer && this.isEmpty()) this.redraw();
  }

  /** Marks have come or gone. */
  annotated() {
    if (this.answer && this.definition.kind === "trend" && !this.asTable) this.redraw();
  }

  async redraw() {
    if (!this.answer) return;
    const { kind } = this.definition;
    if (this.isEmpty()) this.body.replaceChildren(...nothing(this.definition, this.board));
    else if (this.asTable) this.showTable();
    else if (kind === "stat") this.body.replaceChildren(...stat(this.definition, this.answer));
    else if (kind === "bars") this.body.replaceChildren(bars(this.definition, this.answer, this.board));
    else await draw(this);
  }

  /** As a table, scrolled to where it was. */
  showTable() {
    const at = this.body.querySelector(".scroll")?.scrollTop || 0;
    const shown = table(this);
    this.body.replaceChildren(shown);
    shown.scrollTop = at;
  }

  isEmpty() {
    const { columns, rows } = this.answer;
    const wanted = this.definition.column;
    const figures = columns.map((column, at) => [column, at])
      .filter(([column]) => (wanted ? column.name === wanted : isNumber(column.unit)));
    if (!rows.length || this.definition.kind === "table") return !rows.length;
    return figures.every(([, at]) => rows.every((row) => row[at] === null));
  }

  /** What a picture of this panel says above it. */
  caption() {
    const { state, data } = this.board;
    const limits = Object.entries(state.chosen).filter(([, values]) => values.length)
      .map(([name, values]) => `${name}: ${values.join(", ")}`);
    const range = `${moment(this.answer.from)} to ${moment(this.answer.to)} UTC`;
    const only = this.definition.only ? [this.definition.only] : [];
    return [`${data.title}: ${this.definition.title}`, [range, ...only, ...limits].join(" · ")];
  }
}
