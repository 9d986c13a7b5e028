// Which papers and entities are in view, by filters, focus and what the reader has opened.

import { around, endsOf, kindOf, linkNumbers, pullOf, related, shortestPath, strongestLinks } from "./graph.js";
import { unpackIds } from "./state.js";

/**
 * @typedef {import("./graph.js").Graph} Graph
 * @typedef {import("./state.js").State} State
 * @typedef {{from: string, to: string, score: number}} Edge
 * @typedef {{nodes: string[], edges: Edge[], passing: number, total: number, path: string[]}} Selection
 *   `passing` are those that the filters let through, `path` the way between two compared papers.
 */

// Neighbours that one expansion adds; a hub has thousands.
const MOST_ADDED = 60;
// Papers nearest to a focus where papers are drawn alone.
const NEAREST = 12;

/**
 * Say for each node whether the filters let it through.
 * @param {Graph} graph
 * @param {State} state
 * @returns {{nodes: Uint8Array, link: (number: number) => boolean}}
 */
export function passingNodes(graph, state) {
  const { raw, papers, ids } = graph;
  const hidden = new Set(state.hidden.split(",").filter(Boolean));
  const role = state.role ? raw.roles.indexOf(state.role) : -1;
  const least = state.focus ? 1 : Math.max(1, Number.parseInt(state.least, 10) || 1);
  const score = 100 * (Number.parseFloat(state.score) || 0);
  const [from, to] = [Number.parseInt(state.from, 10) || 0, Number.parseInt(state.to, 10) || Infinity];
  const byYear = from > 0 || to < Infinity;
  const dated = (paper) => !byYear || (raw.papers.year[paper] > 0 && raw.papers.year[paper] >= from && raw.papers.year[paper] <= to);
  const byLink = (state.role !== "") || score > 0;
  const link = (number) => (!state.role || raw.link_roles[number] === role) && raw.scores[number] >= score && dated(graph.linkPaper[number]);
  const reached = new Uint8Array(ids.length);
  for (let number = 0; number < graph.linkPaper.length; number += 1) {
    if (!link(number)) continue;
    reached[graph.linkPaper[number]] = 1;
    reached[graph.linkEntity[number]] = 1;
  }
  const nodes = new Uint8Array(ids.length);
  for (let node = 0; node < ids.length; node += 1) {
    nodes[node] = node < papers
      ? !hidden.has("paper") && dated(node) && (!byLink || reached[node])
      : !hidden.has(raw.kinds[raw.entities.kind[node - papers]])
        && linkNumbers(graph, node).length >= least && ((!byLink && !byYear) || reached[node]);
  }
  return { nodes, link };
}

/**
 * List the papers nearest to a node, and to these in turn.
 * @param {Graph} graph
 * @param {string} focus
 * @param {number} depth
 * @param {number} most
 */
function papersAround(graph, focus, depth, most) {
  const start = graph.numberOf.get(focus);
  if (start >= graph.papers) return endsOf(graph, start).map((paper) => graph.ids[paper]).slice(0, most);
  const chosen = new Set([focus]);
  let edge = [focus];
  for (let step = 0; step < depth; step += 1) {
    edge = [...new Set(edge.flatMap((id) => related(graph, id, NEAREST).map((near) => near.id)))].filter((id) => !chosen.has(id));
    for (const id of edge) if (chosen.size < most) chosen.add(id);
  }
  return [...chosen];
}

/** @param {Graph} graph @param {State} state @param {Uint8Array} passes @param {number} first Nodes from here on are left out. */
function mostTelling(graph, state, passes, first) {
  const { most, nodes, paper_nodes: paperNodes } = graph.raw;
  const chosen = new Set((state.view === "papers" ? paperNodes : nodes).map(([node]) => node).filter((node) => passes[node] && node < first));
  if (chosen.size >= most) return chosen;
  const others = [];
  for (let node = 0; node < first; node += 1) if (passes[node] && !chosen.has(node)) others.push({ node, pull: pullOf(graph, node) });
  others.sort((a, b) => b.pull - a.pull || a.node - b.node);
  for (const { node } of others.slice(0, most - chosen.size)) chosen.add(node);
  return chosen;
}

/** List what the reader opened, whatever the filters say. @param {Graph} graph @param {State} state @param {string[]} path */
function opened(graph, state, path) {
  const added = unpackIds(state.more).filter((id) => graph.numberOf.has(id)).flatMap((id) => (state.view === "papers"
    ? [id, ...related(graph, id, MOST_ADDED).map((near) => near.id)]
    : around(graph, id, 1, MOST_ADDED + 1)));
  return [state.node, state.compare, ...path, ...added].filter((id) => kindOf(graph, id));
}

/** @param {Graph} graph @param {Set<number>} nodes @param {(number: number) => boolean} passes @param {Set<string>} path @returns {Edge[]} */
function linksBetween(graph, nodes, passes, path) {
  const edges = [];
  for (const paper of nodes) {
    if (paper >= graph.papers) continue;
    for (const number of linkNumbers(graph, paper)) {
      const entity = graph.linkEntity[number];
      const [from, to] = [graph.ids[paper], graph.ids[entity]];
      if (nodes.has(entity) && (passes(number) || (path.has(from) && path.has(to)))) edges.push({ from, to, score: graph.raw.scores[number] / 100 });
    }
  }
  return edges;
}

/** @param {Graph} graph @param {State} state @returns {Selection} */
export function selectionOf(graph, state) {
  const alone = state.view === "papers";
  const first = alone ? graph.papers : graph.ids.length;
  const passes = passingNodes(graph, state);
  const both = kindOf(graph, state.node) === "paper" && kindOf(graph, state.compare) === "paper" && state.node !== state.compare;
  const path = both ? shortestPath(graph, state.compare, state.node) : [];
  let nodes;
  if (kindOf(graph, state.focus)) {
    const depth = Math.max(1, Math.min(6, Number.parseInt(state.depth, 10) || 1));
    const near = alone ? papersAround(graph, state.focus, depth, graph.raw.most) : around(graph, state.focus, depth, graph.raw.most);
    const numbers = near.map((id) => graph.numberOf.get(id));
    nodes = new Set(numbers.filter((node) => graph.ids[node] === state.focus || passes.nodes[node]));
  } else {
    nodes = mostTelling(graph, state, passes.nodes, first);
  }
  for (const id of opened(graph, state, path)) nodes.add(graph.numberOf.get(id));
  const kept = new Set([...nodes].filter((node) => node < first));
  const ids = Array.from(kept, (node) => graph.ids[node]);
  let passing = 0;
  for (let node = 0; node < first; node += 1) passing += passes.nodes[node];
  return {
    nodes: ids,
    edges: alone ? strongestLinks(graph, ids) : linksBetween(graph, kept, passes.link, new Set(path)),
    passing, total: first, path,
  };
}

/** Say how much is in view, and how much is not. @param {Selection} selection @param {State} state */
export function showingText({ nodes, passing, total }, state) {
  const what = state.view === "papers" ? "papers" : "papers and entities";
  const rest = !state.focus && passing > nodes.length ? ` · ${passing.toLocaleString("en")} pass the filters, search reaches all` : "";
  return `Showing ${nodes.length.toLocaleString("en")} of ${total.toLocaleString("en")} ${what}${rest}`;
}
