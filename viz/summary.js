// Summarises the papers of an entity, as far as the page holds them.

import { endsOf, linksOf, paperAt } from "./graph.js";

/**
 * @typedef {import("./graph.js").Graph} Graph
 * @typedef {{roles: Record<string, number>, years: Record<string, number>,
 *   together: Array<{id: string, papers: number}>, proposed_in: ?string}} Summary
 *   The server sends the same form.
 */

/**
 * Count the entities that occur in the same papers as one entity, the most frequent first.
 * @param {Graph} graph
 * @param {string} id
 * @returns {Array<{id: string, papers: number}>}
 */
export function usedTogether(graph, id) {
  const own = graph.numberOf.get(id);
  const counts = new Map();
  for (const paper of endsOf(graph, own)) {
    for (const entity of endsOf(graph, paper)) if (entity !== own) counts.set(entity, (counts.get(entity) ?? 0) + 1);
  }
  return [...counts].filter(([, count]) => count > 1)
    .sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, 10)
    .map(([entity, papers]) => ({ id: graph.ids[entity], papers }));
}

/** @param {unknown[]} values @returns {Record<string, number>} */
function tally(values) {
  const counts = {};
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1;
  return counts;
}

/** @param {Graph} graph @param {string} id @returns {Summary} */
export function summaryIn(graph, id) {
  const links = linksOf(graph, id);
  const year = ({ paper }) => paperAt(graph, paper).year;
  const proposing = links.filter(({ role }) => role === "proposes").sort((a, b) => (year(a) ?? Infinity) - (year(b) ?? Infinity));
  return {
    roles: tally(links.map(({ role }) => role)),
    years: tally(links.map(year).filter(Boolean)),
    together: usedTogether(graph, id),
    proposed_in: proposing[0]?.paper ?? null,
  };
}
