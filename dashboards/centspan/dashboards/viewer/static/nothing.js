// What stands where there is nothing to show: what to do about it.

import { make, words } from "./dom.js";
import { UNKNOWN } from "./figures.js";

const NOT_YET = "Nothing has arrived yet: `centspan doctor` says why.";

/** A figure has little room: what is missing, then the commands; the whole is told when one points at it. */
export function nothing({ kind, empty }, { blank }) {
  if (kind !== "stat") return [make("p", { class: "empty" }, words(blank ? NOT_YET : empty))];
  return [make("p", { class: "figure soft" }, UNKNOWN), make("p", { class: "empty", title: empty.replaceAll("`", "") }, words(brief(empty)))];
}

/** The first part of a text, and the commands of the rest: "No call: run `x`, then wait." is "No call: `x`". */
function brief(text) {
  const found = /^([^`]*?[^`.:])([.:]) (.*)$/.exec(text);
  const commands = found ? found[3].match(/`[^`]+`/g) : null;
  return commands ? `${found[1]}: ${commands.join(", ")}` : text;
}
