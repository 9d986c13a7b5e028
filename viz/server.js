// Requests to the server that sent the page: their paths, and the messages when they fail.

import { MOST_ADDED } from "./selection.js";
import { unpackIds } from "./state.js";

const LONGEST_WAIT = 20000;
// Maximum number of expansions that an address may ask for: each is a request.
const MOST_EXPANDED = 40;
// Ids in one request, so that they fit into its URL.
const IDS_TOGETHER = 100;

/** Why a request failed, in words for the reader. */
export class ServerTrouble extends Error {}

/** @param {string} path @returns {Promise<object>} */
export async function ask(path) {
  let answer;
  try {
    answer = await fetch(path, { headers: { Accept: "application/json" }, signal: AbortSignal.timeout(LONGEST_WAIT) });
  } catch (error) {
    throw new ServerTrouble(error.name === "TimeoutError" ? "The server takes too long to answer." : "The server does not answer.");
  }
  if (!answer.ok) throw new ServerTrouble(`The server could not answer (${answer.status}).`);
  try {
    return await answer.json();
  } catch {
    throw new ServerTrouble("The server broke off its answer.");
  }
}

/** @param {string} name @param {Array<[string, string | number]>} values */
export function requestPath(name, values) {
  return `api/${name}?${new URLSearchParams(values)}`;
}

/** @param {string[]} ids @returns {string[]} */
export function nodesPaths(ids) {
  const paths = [];
  for (let start = 0; start < ids.length; start += IDS_TOGETHER) paths.push(requestPath("nodes", ids.slice(start, start + IDS_TOGETHER).map((id) => ["id", id])));
  return paths;
}

/** List the nodes that a view names. @param {import("./state.js").State} state @returns {string[]} */
export function namedIn({ node, compare, focus, more }) {
  return [...new Set([node, compare, focus, ...unpackIds(more).slice(0, MOST_EXPANDED)])].filter(Boolean);
}

/**
 * List the requests whose answers a view is drawn from.
 * @param {import("./state.js").State} state
 * @param {number} most Maximum number of nodes drawn.
 * @returns {Array<[string, string]>} The node that each is about, and its path.
 */
export function pathsFor(state, most) {
  const only = state.view === "papers" ? [["only", "papers"]] : [];
  const around = (id, depth, limit) => [id, requestPath("neighbourhood", [["id", id], ["depth", depth], ["limit", limit], ...only])];
  const depth = Math.max(1, Math.min(6, Number.parseInt(state.depth, 10) || 1));
  return [
    ...(state.node ? [[state.node, requestPath("details", [["id", state.node]])]] : []),
    ...(state.focus ? [around(state.focus, depth, most)] : []),
    ...unpackIds(state.more).slice(0, MOST_EXPANDED).map((id) => around(id, 1, MOST_ADDED)),
  ];
}
