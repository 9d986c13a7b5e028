// What the reader looks at: kept in the URL's fragment, so that a view can be shared.

const DEFAULTS = {
  node: "", focus: "", hidden: "", role: "", least: "2", view: "graph", theme: "light", colour: "type",
};
let state = { ...DEFAULTS, ...readFragment() };
/** @type {string[]} */
const visited = [];
/** @type {Array<() => void>} */
const watchers = [];

function readFragment() {
  const found = {};
  for (const [name, value] of new URLSearchParams(location.hash.slice(1))) {
    if (name in DEFAULTS) found[name] = value;
  }
  return found;
}

function fragment() {
  const changed = Object.entries(state).filter(([name, value]) => value !== DEFAULTS[name]);
  return new URLSearchParams(changed).toString();
}

/**
 * Change what is looked at and redraw.
 * @param {Partial<typeof DEFAULTS>} change
 */
function setState(change) {
  if ("node" in change && state.node && change.node !== state.node) visited.push(state.node);
  state = { ...state, ...change };
  history.replaceState(null, "", `#${fragment()}`);
  for (const watch of watchers) watch();
}

function goBack() {
  const node = visited.pop();
  if (node === undefined) return;
  state = { ...state, node };
  history.replaceState(null, "", `#${fragment()}`);
  for (const watch of watchers) watch();
}

window.addEventListener("hashchange", () => {
  state = { ...DEFAULTS, ...readFragment() };
  for (const watch of watchers) watch();
});

function hiddenKinds() {
  return new Set(state.hidden.split(",").filter(Boolean));
}

function leastPapers() {
  return Math.max(1, Number.parseInt(state.least, 10) || 1);
}

/** Say whether the filters let an entity be seen. @param {string} id */
function entityPasses(id) {
  const entity = entities.get(id);
  if (!entity || hiddenKinds().has(entity.type) || entity.papers < leastPapers()) return false;
  return !state.role || linksOf.get(id).some((link) => link.role === state.role);
}

/** Say whether a link is one that the role filter lets through. @param {Link} link */
function linkPasses(link) {
  return !state.role || link.role === state.role;
}

/** Return the nodes that the filters and the focus leave. @returns {Set<string>} */
function shownNodes() {
  const shown = new Set([...entities.keys()].filter(entityPasses));
  if (!hiddenKinds().has("paper")) for (const id of papers.keys()) shown.add(id);
  const focus = state.focus;
  if (!focus || !kindOf(focus)) return shown;
  const near = new Set([focus]);
  for (const link of linksOf.get(focus) ?? []) {
    near.add(link.paper);
    near.add(link.entity);
  }
  return near;
}
