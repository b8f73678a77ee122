// Elements without HTML in strings: text is always text.

/** `make("a", {href, class: "x", onclick}, "text", child)`; null children are left out. */
export function make(tag, given = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(given)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name in { textContent: 1, value: 1, checked: 1, hidden: 1 }) element[name] = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return element;
}

export const $ = (selector, within = document) => within.querySelector(selector);

/** Text in which `…` is code. */
export const words = (text) =>
  text.split("`").map((part, at) => (at % 2 ? make("code", {}, part) : part));

/** Run `work` once calls to the result have ceased for `ms`. */
export function calmly(work, ms = 150) {
  let timer = 0;
  return (...given) => {
    clearTimeout(timer);
    timer = setTimeout(() => work(...given), ms);
  };
}
