// Chooses the papers and entities in view, by filters, focus and the nodes that the reader opened.

import { shortened } from "./dom.js";
import { allPapers, around, endsOf, heldBy, kindOf, labelOf, linkNumbers, pullOf, related, shortestPath, strongestLinks } from "./graph.js";
import { unpackIds } from "./state.js";

/**
 * @typedef {import("./graph.js").Graph} Graph
 * @typedef {import("./state.js").State} State
 * @typedef {{from: string, to: string, score: number}} Edge
 * @typedef {{name: string, shown: number, held: number}} Neighbours
 * @typedef {{nodes: string[], passing: number, total: number, loaded: number, cut: Neighbours[],
 *   absent: string[]}} View
 *   `passing` counts the nodes that pass the filters, `total` those of the whole graph and `loaded`
 *   those that the page holds; `cut` lists those of the focus and the expanded nodes that have more
 *   neighbours than are in view; `absent` are ids that were asked for and that the graph does not have.
 * @typedef {View & {edges: Edge[], path: string[]}} Selection
 *   `path` is the path between two compared papers.
 */

// Neighbours that one expansion adds; a hub has thousands.
export const MOST_ADDED = 60;
// Steps that a neighbourhood may reach from its focus.
export const MOST_STEPS = 6;
// Nearest papers added for each paper where only papers are drawn.
const NEAREST = 12;

/**
 * Find which nodes pass the filters, and make the test for links.
 * @param {Graph} graph
 * @param {State} state
 * @returns {{nodes: Uint8Array, link: (number: number) => boolean}}
 */
export function passingNodes(graph, state) {
  const { raw, papers, ids } = graph;
  const hidden = new Set(state.hidden.split(",").filter(Boolean));
  const role = state.role ? raw.roles.indexOf(state.role) : -1;
  const least = kindOf(graph, state.focus) ? 1 : Math.max(1, Number.parseInt(state.least, 10) || 1);
  const score = Math.round(1000 * (Number.parseFloat(state.score) || 0));
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
        && heldBy(graph, node) >= least && ((!byLink && !byYear) || reached[node]);
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

/** @param {Graph} graph @param {State} state @param {Uint8Array} passes @param {number} first Nodes from this number on are left out. @param {number} most */
function mostTelling(graph, state, passes, first, most) {
  const { nodes, paper_nodes: paperNodes } = graph.raw;
  const chosen = new Set((state.view === "papers" ? paperNodes : nodes).map(([node]) => node).filter((node) => passes[node] && node < first));
  if (chosen.size >= most) return chosen;
  const others = [];
  for (let node = 0; node < first; node += 1) if (passes[node] && !chosen.has(node)) others.push(node);
  const room = most - chosen.size;
  if (others.length > room) {
    const pulls = new Map(others.map((node) => [node, pullOf(graph, node)]));
    others.sort((a, b) => pulls.get(b) - pulls.get(a) || a - b);
  }
  for (const node of others.slice(0, room)) chosen.add(node);
  return chosen;
}

/** List the nodes that the reader opened, whatever the filters say. @param {Graph} graph @param {State} state @param {string[]} path */
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
      if (nodes.has(entity) && (passes(number) || (path.has(from) && path.has(to)))) edges.push({ from, to, score: graph.raw.scores[number] / 1000 });
    }
  }
  return edges;
}

/** Count the papers of the whole graph, or its papers and entities. @param {Graph} graph @param {boolean} alone */
function wholeSize(graph, alone) {
  const kinds = graph.raw.of?.kinds;
  const entities = kinds ? Object.values(kinds).reduce((sum, count) => sum + count, 0) : graph.ids.length - graph.papers;
  return allPapers(graph) + (alone ? 0 : entities);
}

/** @param {Graph} graph @param {State} state @param {Set<number>} kept @returns {Neighbours[]} */
function cutShort(graph, state, kept) {
  if (state.view === "papers") return [];
  return [...new Set([state.focus, ...unpackIds(state.more)])].filter((id) => kindOf(graph, id)).flatMap((id) => {
    const node = graph.numberOf.get(id);
    const shown = endsOf(graph, node).filter((end) => kept.has(end)).length;
    const held = heldBy(graph, node);
    return held > Math.max(shown, MOST_ADDED) ? [{ name: labelOf(graph, id), shown, held }] : [];
  });
}

/**
 * Choose the papers and entities of a view.
 * @param {Graph} graph
 * @param {State} state
 * @param {number} most Maximum number of nodes, beside those that the reader opened.
 */
function chosenIn(graph, state, most) {
  const alone = state.view === "papers";
  const first = alone ? graph.papers : graph.ids.length;
  const passes = passingNodes(graph, state);
  const both = kindOf(graph, state.node) === "paper" && kindOf(graph, state.compare) === "paper" && state.node !== state.compare;
  const path = both ? shortestPath(graph, state.compare, state.node) : [];
  let nodes;
  if (kindOf(graph, state.focus)) {
    const depth = Math.max(1, Math.min(MOST_STEPS, Number.parseInt(state.depth, 10) || 1));
    const near = alone ? papersAround(graph, state.focus, depth, most) : around(graph, state.focus, depth, most);
    const numbers = near.map((id) => graph.numberOf.get(id));
    nodes = new Set(numbers.filter((node) => graph.ids[node] === state.focus || passes.nodes[node]));
  } else {
    nodes = mostTelling(graph, state, passes.nodes, first, most);
  }
  for (const id of opened(graph, state, path)) nodes.add(graph.numberOf.get(id));
  return { kept: new Set([...nodes].filter((node) => node < first)), passes, path, first };
}

/** @param {Graph} graph @param {State} state @param {ReturnType<typeof chosenIn>} chosen @returns {View} */
function viewOf(graph, state, { kept, passes, first }) {
  let passing = 0;
  for (let node = 0; node < first; node += 1) passing += passes.nodes[node];
  return {
    nodes: Array.from(kept, (node) => graph.ids[node]),
    passing, total: wholeSize(graph, state.view === "papers"), loaded: first, cut: cutShort(graph, state, kept),
    absent: [...new Set([state.focus, state.node, state.compare])].filter((id) => id && !kindOf(graph, id)),
  };
}

/** Choose what the picture draws. @param {Graph} graph @param {State} state @returns {Selection} */
export function selectionOf(graph, state) {
  const chosen = chosenIn(graph, state, graph.raw.most);
  const view = viewOf(graph, state, chosen);
  const edges = state.view === "papers"
    ? strongestLinks(graph, view.nodes, chosen.passes.link)
    : linksBetween(graph, chosen.kept, chosen.passes.link, new Set(chosen.path));
  return { ...view, edges, path: chosen.path };
}

/** List all that the view holds: more than a picture can show. @param {Graph} graph @param {State} state @returns {View} */
export function listOf(graph, state) {
  return viewOf(graph, state, chosenIn(graph, state, Infinity));
}

/** Say how much of the graph a view without a focus leaves out. @param {View} view @param {boolean} asTable */
function leftOut({ nodes, passing, total, loaded }, asTable) {
  const held = loaded < total ? [`${loaded.toLocaleString("en")} are loaded`] : [];
  const pass = asTable || (!held.length && passing <= nodes.length) ? [] : [`${passing.toLocaleString("en")} pass the filters, all in the table`];
  return held.length || pass.length ? ` · ${[...held, ...pass].join(", of which ")}; search reaches the rest` : "";
}

/** Say how much is in view, and how much is not. @param {View} view @param {State} state */
export function showingText(view, state) {
  const { nodes, total, cut, absent } = view;
  const said = (count) => count.toLocaleString("en");
  const what = state.view === "papers" ? "papers" : "papers and entities";
  const missing = absent.map((id) => `“${shortened(id, 40)}” is not in this graph · `).join("");
  const rest = !state.focus || absent.includes(state.focus) ? leftOut(view, state.as === "table") : "";
  const beyond = cut.map(({ name, shown, held: all }) => ` · ${said(shown)} of ${said(all)} neighbours of ${shortened(name, 40)}`).join("");
  return `${missing}Showing ${said(nodes.length)} of ${said(total)} ${what}${rest}${beyond}`;
}
