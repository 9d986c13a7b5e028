// The state of the view, kept in the URL's fragment, so that it can be shared and left by Back.

import { ROLES } from "./graph.js";

/**
 * @typedef {{node: string, compare: string, focus: string, depth: string, more: string,
 *   hidden: string, role: string, least: string, from: string, to: string, score: string,
 *   view: string, as: string, sort: string, theme: string, colour: string}} State
 *   `node` is open in the panel; `compare` is the paper that it is compared with; `more` are nodes
 *   whose neighbours were added; `view` is graph or papers; `as` is picture or table; `sort` is a
 *   column of the table, with a minus if the greatest comes first.
 */

/** @type {State} */
export const DEFAULTS = {
  node: "", compare: "", focus: "", depth: "1", more: "", hidden: "", role: "", least: "2",
  from: "", to: "", score: "0", view: "graph", as: "picture", sort: "-links", theme: "", colour: "type",
};
// Valid values; an address or a field that somebody typed may hold others.
const FORMS = {
  role: new RegExp(`^(${Object.keys(ROLES).join("|")})?$`), least: /^\d*$/, from: /^\d*$/, to: /^\d*$/, score: /^\d*\.?\d+$/,
  view: /^(graph|papers)$/, as: /^(picture|table)$/, sort: /^-?(name|type|year|links)$/, depth: /^[1-6]$/, theme: /^(light|dark)?$/, colour: /^(type|community)$/,
};
// Breadcrumbs shown for the nodes opened before.
const MOST_CRUMBS = 6;

/** @type {State} */
let state = { ...DEFAULTS };
/** @type {Set<(state: State) => void>} */
const watchers = new Set();

/** @param {string} fragment @param {State} defaults @returns {State} */
export function parseFragment(fragment, defaults) {
  const known = [...new URLSearchParams(fragment.replace(/^#/, ""))].filter(([name]) => Object.hasOwn(defaults, name));
  return { ...defaults, ...Object.fromEntries(known) };
}

/** @param {string} name @param {string} value */
function isValid(name, value) {
  return FORMS[name]?.test(value) !== false;
}

/** Read the address, with defaults in place of invalid values. @returns {State} */
function askedState() {
  const asked = Object.entries(parseFragment(location.hash, DEFAULTS));
  return Object.fromEntries(asked.map(([name, value]) => [name, isValid(name, value) ? value : DEFAULTS[name]]));
}

/** @param {State} wanted @param {State} defaults */
export function fragmentOf(wanted, defaults) {
  return new URLSearchParams(Object.entries(wanted).filter(([name, value]) => value !== defaults[name])).toString();
}

/** Write a list of ids, which may contain any character. @param {string[]} ids */
export function packIds(ids) {
  return ids.map(encodeURIComponent).join(",");
}

/** @param {string} text @returns {string[]} */
export function unpackIds(text) {
  return text.split(",").filter(Boolean).flatMap((part) => {
    try {
      return [decodeURIComponent(part)];
    } catch {
      return [];
    }
  });
}

/** Add a node to those opened before, without repeating it. @param {string[]} trail @param {string} node */
export function extendTrail(trail, node) {
  return node ? [...trail.filter((id) => id !== node), node].slice(-MOST_CRUMBS) : trail;
}

export function currentState() {
  return state;
}

/** The trail and number of steps of the entry shown last. @type {{trail: string[], steps: number}} */
let lastEntry = { trail: [], steps: 0 };

/** @returns {{trail: string[], steps: number}} */
export function visited() {
  return { trail: [], steps: 0, ...history.state };
}

/** Give the entry of an address that was put into an open page its place after those before it. @param {string} node */
function markEntry(node) {
  if (!history.state) history.replaceState({ trail: extendTrail(lastEntry.trail, node), steps: lastEntry.steps + 1 }, "");
  lastEntry = visited();
}

/** @param {(state: State) => void} watch */
export function watchState(watch) {
  watchers.add(watch);
}

function tell() {
  for (const watch of watchers) watch(state);
}

/** Change the view, as a step that Back undoes; invalid values change nothing. @param {Partial<State>} change */
export function setState(change) {
  const next = { ...state, ...Object.fromEntries(Object.entries(change).filter(([name, value]) => isValid(name, value))) };
  if (fragmentOf(next, DEFAULTS) === fragmentOf(state, DEFAULTS)) return;
  const { trail, steps } = visited();
  state = next;
  const entry = { trail: extendTrail(trail, change.node ?? ""), steps: steps + 1 };
  history.pushState(entry, "", `#${fragmentOf(state, DEFAULTS)}`);
  lastEntry = entry;
  tell();
}

/** Read the fragment, now and whenever it changes. @param {Partial<State>} defaults Those of this graph. */
export function startState(defaults) {
  Object.assign(DEFAULTS, defaults);
  state = askedState();
  history.replaceState({ ...visited(), trail: extendTrail(visited().trail, state.node) }, "");
  lastEntry = visited();
  window.addEventListener("popstate", () => {
    state = askedState();
    markEntry(state.node);
    tell();
  });
}
