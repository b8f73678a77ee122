// The address is the state: range, variables, refresh. Whoever gets it sees the same.

const OWN = ["from", "to", "refresh", "theme", "kiosk"];

/** What the page's address says, for the board `data` describes. */
export function read(data) {
  const params = new URLSearchParams(location.search);
  return {
    from: params.get("from") || `now-${data.since}`,
    to: params.get("to") || "now",
    refresh: params.get("refresh") ?? data.refresh,
    kiosk: params.has("kiosk"),
    chosen: Object.fromEntries(data.variables.map(({ name }) => [name, params.getAll(name)])),
  };
}

/** The query that asks the API for `state`; `extra` is added. */
export function query(state, extra = {}) {
  const params = new URLSearchParams({ from: state.from, to: state.to, ...extra });
  for (const [name, values] of Object.entries(state.chosen)) {
    for (const value of values) params.append(name, value);
  }
  return params.toString();
}

/** Where a link leads: range and the variables that the other board has, then its own. */
export function linked(link, row, state, boards) {
  if (link.board.startsWith("/")) {
    return link.board.replace(/\{(\w+)\}/g, (_, column) => encodeURIComponent(row[column] ?? ""));
  }
  const target = boards[link.board];
  if (!target) return null;
  const chosen = Object.fromEntries(target.variables.map((name) => [name, state.chosen[name] || []]));
  for (const [name, column] of Object.entries(link.variables)) {
    if (row[column] === null || row[column] === undefined) return null;
    chosen[name] = [String(row[column])];
  }
  return boardAddress(link.board, { ...state, chosen });
}

/** The address of a board in `state`, with what this address says of theme and kiosk. */
export function boardAddress(uid, state) {
  const here = new URLSearchParams(location.search);
  const kept = OWN.slice(2).filter((name) => here.has(name));
  return `/boards/${uid}?${query(state, Object.fromEntries(kept.map((name) => [name, here.get(name)])))}`;
}

/** Put `changes` into the address without leaving the page. */
export function change(changes) {
  const params = new URLSearchParams(location.search);
  for (const [name, value] of Object.entries(changes)) {
    params.delete(name);
    if (value === null) continue;
    for (const each of [value].flat()) params.append(name, each);
  }
  history.pushState(null, "", `${location.pathname}?${params}`);
}

/** Ask the API; an Error carries what it said. */
export async function ask(path, options = {}) {
  const reply = await fetch(path, { headers: { Accept: "application/json" }, ...options });
  const body = await reply.json().catch(() => ({ error: `${reply.status} ${reply.statusText}` }));
  if (!reply.ok) throw new Error(body.error || `${reply.status} ${reply.statusText}`);
  return body;
}
