// A name has one colour on the whole page, and red is left to thresholds.

const LIGHT = ["#2f6fb2", "#0e8a72", "#b8860b", "#7a55b8", "#c2622d", "#3a8fb7", "#5b8c2a", "#a04c87",
  "#6b6f9c", "#8a6d3b", "#1f9e9e", "#4a5fc1", "#94802e", "#9a5fb5", "#4f7d5c", "#b0697f"];
const DARK = ["#6ba6e6", "#3cc2a5", "#e0b341", "#b094ea", "#ee9a66", "#74c4e8", "#9ccb62", "#dd8ec5",
  "#a6abde", "#c9ab74", "#5fd3d3", "#8c9df2", "#cdbb63", "#cf9be6", "#8bbf9a", "#e3a3b5"];
const GREY = { light: "#8a93a3", dark: "#7f8a9c" };
const THRESHOLDS = {
  light: { green: "#1e7d43", yellow: "#8a6a00", orange: "#b3541e", red: "#c4262e" },
  dark: { green: "#5fc987", yellow: "#e3c04b", orange: "#f0a070", red: "#ff7b7b" },
};
const NOBODY = new Set(["other", "(none)", ""]);
const taken = new Map(); // by dimension, then by name

export const theme = () => document.documentElement.dataset.theme;

function slot(name, dimension) {
  if (!taken.has(dimension)) taken.set(dimension, new Map());
  const slots = taken.get(dimension);
  if (slots.has(name)) return slots.get(name);
  let hash = 2166136261;
  for (const letter of name) hash = Math.imul(hash ^ letter.codePointAt(0), 16777619);
  const used = new Set(slots.values());
  let at = (hash >>> 0) % LIGHT.length;
  for (let tries = 0; used.has(at) && tries < LIGHT.length; tries += 1) at = (at + 1) % LIGHT.length;
  slots.set(name, at);
  return at;
}

/** The colour of `name` among those of its dimension, by hash; the next free one where it is taken. */
export function colorOf(name, dimension) {
  if (NOBODY.has(name)) return GREY[theme()];
  return (theme() === "dark" ? DARK : LIGHT)[slot(name, dimension)];
}

export const thresholdColor = (color) => THRESHOLDS[theme()][color];

/** The last threshold that `value` has reached, or null. */
export function reached(value, thresholds) {
  return [...thresholds].sort((a, b) => a.value - b.value).filter((each) => value >= each.value).pop() || null;
}
