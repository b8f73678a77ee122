// Numbers as people read them; amounts arrive as text and become floats only here.

const locale = "en-US";
const whole = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
const compact = new Intl.NumberFormat(locale, { notation: "compact", maximumSignificantDigits: 3 });
const three = new Intl.NumberFormat(locale, { maximumSignificantDigits: 3 });
const cents = new Intl.NumberFormat(locale, { minimumFractionDigits: 2, maximumFractionDigits: 2 });

export const UNKNOWN = "—";

function usd(value) {
  const sign = value < 0 ? "−" : "";
  const size = Math.abs(value);
  if (size === 0) return "$0";
  if (size >= 100000) return `${sign}$${compact.format(size)}`;
  if (size >= 10000) return `${sign}$${whole.format(size)}`;
  if (size >= 0.1) return `${sign}$${cents.format(size)}`;
  return `${sign}$${size < 1e-9 ? size.toExponential(2) : three.format(size).slice(0, 14)}`;
}

function counted(value) {
  const size = Math.abs(value);
  if (size >= 1e6) return compact.format(value);
  return size >= 100 || Number.isInteger(value) ? whole.format(value) : three.format(value);
}

function percent(value) {
  const size = Math.abs(value * 100);
  const digits = size === 0 || size >= 1000 ? 0 : size >= 0.1 ? 1 : 3;
  return `${value < 0 ? "−" : ""}${size.toFixed(digits)} %`;
}

function duration(milliseconds) {
  if (Math.abs(milliseconds) < 1000) return `${three.format(milliseconds)} ms`;
  const seconds = milliseconds / 1000;
  if (seconds < 120) return `${three.format(seconds)} s`;
  if (seconds < 7200) return `${three.format(seconds / 60)} min`;
  return seconds < 172800 ? `${three.format(seconds / 3600)} h` : `${three.format(seconds / 86400)} d`;
}

function bytes(value) {
  const units = ["B", "kB", "MB", "GB", "TB"];
  let at = 0;
  for (; Math.abs(value) >= 1000 && at < units.length - 1; at += 1) value /= 1000;
  return `${three.format(value)} ${units[at]}`;
}

const FORMATS = {
  usd,
  tokens: counted,
  count: counted,
  share: percent,
  ms: duration,
  seconds: (value) => (value === 0 ? "0 s" : duration(value * 1000)),
  bytes,
  per_second: (value) => `${three.format(value)}/s`,
};

/** Whether a column of this unit holds numbers. */
export const isNumber = (unit) => unit in FORMATS;

/** A cell as a float, for plotting and sorting only; null where unknown. */
export function number(value) {
  if (value === null || value === undefined || value === "") return null;
  const read = Number(value);
  return Number.isFinite(read) ? read : null;
}

/** A cell in words. */
export function show(value, unit) {
  if (value === null || value === undefined) return UNKNOWN;
  if (unit === "time") return moment(value);
  if (Array.isArray(value)) return value.join(", ");
  if (!isNumber(unit)) return typeof value === "object" ? JSON.stringify(value) : String(value);
  const read = number(value);
  return read === null ? String(value) : FORMATS[unit](read);
}

/** How to show the cells of one column: with the same number of decimals, so that they stand aligned. */
export function column(values, unit) {
  const sizes = values.map((value) => Math.abs(number(value) || 0));
  const most = Math.max(0, ...sizes);
  if (unit === "usd" && most > 0 && most < 100000) return dollars(most >= 10000 ? 0 : most >= 0.1 ? 2 : Math.min(12, 2 - Math.floor(Math.log10(most))));
  const integers = (unit === "tokens" || unit === "count") && most < 1e8 && sizes.every(Number.isInteger);
  return (value) => (integers && number(value) !== null ? whole.format(number(value)) : show(value, unit));
}

function dollars(digits) {
  const even = new Intl.NumberFormat(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits });
  return (value) => {
    const read = number(value);
    if (!read) return show(value, "usd");
    const size = even.format(Math.abs(read));
    if (Number(size.replaceAll(",", "")) === 0) return `${read < 0 ? "> −" : "< "}$${even.format(10 ** -digits)}`;
    return `${read < 0 ? "−" : ""}$${size}`;
  };
}

/** `2026-11-21 14:00` in UTC, seconds only where there are some. */
export function moment(text) {
  const at = new Date(/[zZ]|[+-]\d\d:\d\d$/.test(text) ? text : `${text}Z`);
  if (Number.isNaN(at.getTime())) return String(text);
  const [day, time] = at.toISOString().split("T");
  return `${day} ${time.endsWith("00.000Z") ? time.slice(0, 5) : time.slice(0, 8)}`;
}

/** A change from `before`: "+12 %", or null where there is nothing to compare. */
export function change(value, before) {
  const [now, then] = [number(value), number(before)];
  if (now === null || then === null || then === 0) return null;
  const share = now / then - 1;
  const size = Math.abs(share) >= 10 ? `${three.format(now / then)} ×` : percent(Math.abs(share));
  return { share, text: share === 0 ? "no change" : `${share > 0 ? "▲" : "▼"} ${size}` };
}
