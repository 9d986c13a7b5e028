// The graph in columns of numbers, and the questions that the page asks of it.

import { closeness, keyOf, wantedBy } from "./names.js";

/**
 * @typedef {{paper: string, entity: string, role: string, score: number, position: number}} Link
 *   `position` is the place among the links of its paper.
 * @typedef {{raw: object, ids: string[], numberOf: Map<string, number>, papers: number,
 *   linkPaper: Int32Array, linkEntity: Int32Array, paperStart: Int32Array,
 *   entityStart: Int32Array, entityLinks: Int32Array,
 *   keys: ?Array<import("./names.js").Key[]>}} Graph
 *   Nodes are numbered, papers first; links are numbered paper by paper.
 */

export const ROLES = {
  proposes: "proposes", uses: "uses", evaluates_on: "evaluates on",
  compares_with: "compares with", studies: "studies", measures: "measures", mentions: "mentions",
};
// Added to the rank of a paper that is found by a year and the rest of a query: names come before it.
const AFTER_NAMES = 6;
export const KINDS = ["paper", "method", "dataset", "benchmark", "task", "metric"];

/** @param {number[]} counts */
function startsOf(counts) {
  const starts = new Int32Array(counts.length + 1);
  for (let i = 0; i < counts.length; i += 1) starts[i + 1] = starts[i] + counts[i];
  return starts;
}

/** Index the graph that Python embedded. @param {object} raw @returns {Graph} */
export function makeGraph(raw) {
  const papers = raw.papers.id.length;
  const ids = [...raw.papers.id, ...raw.entities.id];
  const paperStart = startsOf(raw.counts);
  const linkEntity = Int32Array.from(raw.ends, (end) => end + papers);
  const linkPaper = new Int32Array(linkEntity.length);
  const held = new Array(raw.entities.id.length).fill(0);
  for (let paper = 0; paper < papers; paper += 1) linkPaper.fill(paper, paperStart[paper], paperStart[paper + 1]);
  for (const end of raw.ends) held[end] += 1;
  const entityStart = startsOf(held);
  const next = entityStart.slice();
  const entityLinks = new Int32Array(linkEntity.length);
  raw.ends.forEach((end, link) => { entityLinks[next[end]] = link; next[end] += 1; });
  const numberOf = new Map(ids.map((id, number) => [id, number]));
  return { raw, ids, numberOf, papers, linkPaper, linkEntity, paperStart, entityStart, entityLinks, keys: null };
}

/** List the numbers of a node's links. @param {Graph} graph @param {number} node @returns {ArrayLike<number>} */
export function linkNumbers(graph, node) {
  if (node >= graph.papers) {
    const entity = node - graph.papers;
    return graph.entityLinks.subarray(graph.entityStart[entity], graph.entityStart[entity + 1]);
  }
  const numbers = [];
  for (let link = graph.paperStart[node]; link < graph.paperStart[node + 1]; link += 1) numbers.push(link);
  return numbers;
}

/** Count the links of a node in the whole graph, of which the page may hold a part. @param {Graph} graph @param {number} node */
export function heldBy(graph, node) {
  return graph.raw.entities.papers?.[node - graph.papers] ?? linkNumbers(graph, node).length;
}

/** Count the papers of the whole graph. @param {Graph} graph */
export function allPapers(graph) {
  return graph.raw.of?.papers ?? graph.papers;
}

/** @param {Graph} graph @param {number} link @returns {Link} */
export function linkAt(graph, link) {
  const paper = graph.linkPaper[link];
  return {
    paper: graph.ids[paper], entity: graph.ids[graph.linkEntity[link]],
    role: graph.raw.roles[graph.raw.link_roles[link]], score: graph.raw.scores[link] / 1000,
    position: link - graph.paperStart[paper],
  };
}

/** @param {Graph} graph @param {string} id @returns {Link[]} */
export function linksOf(graph, id) {
  const node = graph.numberOf.get(id);
  return node === undefined ? [] : Array.from(linkNumbers(graph, node), (link) => linkAt(graph, link));
}

/** @param {Graph} graph @param {string} id @returns {string | undefined} */
export function kindOf(graph, id) {
  const node = graph.numberOf.get(id);
  if (node === undefined) return undefined;
  return node < graph.papers ? "paper" : graph.raw.kinds[graph.raw.entities.kind[node - graph.papers]];
}

/** @param {Graph} graph @param {string} id */
export function labelOf(graph, id) {
  const node = graph.numberOf.get(id);
  if (node === undefined) return id;
  if (node >= graph.papers) return graph.raw.entities.name[node - graph.papers];
  return graph.raw.papers.title[node] || graph.raw.papers.label[node] || id;
}

/** @param {Graph} graph @param {string} id */
export function paperAt(graph, id) {
  const node = graph.numberOf.get(id);
  const { title, year, date, url } = graph.raw.papers;
  return { id, title: title[node], label: labelOf(graph, id), year: year[node] || null, date: date[node], url: url[node] || knownPage(id) };
}

/** Return the web page of an arXiv id or a DOI, empty for other ids. @param {string} id */
function knownPage(id) {
  const [, scheme, rest] = /^(arxiv|doi):(.*)$/s.exec(id) ?? [];
  return { arxiv: "https://arxiv.org/abs/", doi: "https://doi.org/" }[scheme]?.concat(rest) ?? "";
}

/** @param {Graph} graph @param {string} id */
export function entityAt(graph, id) {
  const node = graph.numberOf.get(id);
  const place = node - graph.papers;
  const { name, aliases, same_as: sameAs } = graph.raw.entities;
  return { id, name: name[place], type: kindOf(graph, id), aliases: aliases[place] ?? [], sameAs: sameAs[place] ?? [], papers: heldBy(graph, node) };
}

/** List the names of a node, the one that it is shown by first. @param {Graph} graph @param {number} node */
function namesAt(graph, node) {
  const id = graph.ids[node];
  return [labelOf(graph, id), ...(node < graph.papers ? [id] : graph.raw.entities.aliases[node - graph.papers] ?? [])];
}

/** Fold all names once, before the first search. @param {Graph} graph */
export function foldNames(graph) {
  graph.keys ??= graph.ids.map((_, node) => namesAt(graph, node).map(keyOf));
}

/** @param {import("./names.js").Wanted} wanted @param {import("./names.js").Key[]} keys @returns {number} Infinity if none matches. */
function closest(wanted, keys) {
  let best = Infinity;
  for (const key of keys) {
    const found = closeness(wanted, key);
    if (found >= 0 && found < best) best = found;
  }
  return best;
}

/**
 * Find papers and entities by a part of their title, name, alias or id, the closest first; after
 * these, if one of several words is a year, papers of this year by the other words.
 * @param {Graph} graph
 * @param {string} text
 * @param {number} most
 * @returns {string[]}
 */
export function findNodes(graph, text, most = 12) {
  const wanted = wantedBy(text);
  if (!wanted) return [];
  foldNames(graph);
  const scored = [];
  graph.keys.forEach((keys, node) => {
    let best = closest(wanted, keys);
    const isOfYear = best === Infinity && wanted.dated && graph.raw.papers.year[node] === wanted.dated.year;
    if (isOfYear) best = AFTER_NAMES + closest(wanted.dated.wanted, keys);
    if (best < Infinity) scored.push({ node, best, papers: node < graph.papers ? 1 : heldBy(graph, node) });
  });
  scored.sort((a, b) => a.best - b.best || b.papers - a.papers || a.node - b.node);
  return scored.slice(0, most).map(({ node }) => graph.ids[node]);
}

/** Name the alias by which a text finds an entity; undefined if its name matches as well. @param {Graph} graph @param {string} id @param {string} text */
export function aliasMeant(graph, id, text) {
  const node = graph.numberOf.get(id);
  const wanted = wantedBy(text);
  if (!wanted || node < graph.papers) return undefined;
  const found = namesAt(graph, node).map((name) => ({ name, rank: closeness(wanted, keyOf(name)) }));
  if (found[0].rank >= 0) return undefined;
  return found.filter(({ rank }) => rank >= 0).sort((a, b) => a.rank - b.rank)[0]?.name;
}

/**
 * Return how telling an entity is, from 0 (in every paper) to 1, as kg.graph does.
 * @param {Graph} graph
 * @param {number} node
 */
export function weightOf(graph, node) {
  const held = heldBy(graph, node);
  const papers = allPapers(graph);
  if (!held || papers < 2) return 0;
  const factor = graph.raw.entities.named[node - graph.papers] ? 1 : graph.raw.term_factor;
  return (factor * Math.log(papers / held)) / Math.log(papers);
}

/** @typedef {{entity: string, role: string, otherRole: string, weight: number}} Reason */

/** @param {Graph} graph @param {number} own @param {number} other @returns {Reason} */
function reasonOf(graph, own, other) {
  const { link_roles: roles, factors, roles: names } = graph.raw;
  const factor = (factors[roles[own]] + factors[roles[other]]) / 2;
  const weight = allPapers(graph) > 2 ? weightOf(graph, graph.linkEntity[own]) : 1;
  return { entity: graph.ids[graph.linkEntity[own]], role: names[roles[own]], otherRole: names[roles[other]], weight: weight * factor };
}

/** List the entities that two papers share, the weightiest first. @param {Graph} graph @param {string} a @param {string} b @returns {Reason[]} */
export function shared(graph, a, b) {
  const others = new Map(Array.from(linkNumbers(graph, graph.numberOf.get(b)), (link) => [graph.linkEntity[link], link]));
  return Array.from(linkNumbers(graph, graph.numberOf.get(a)))
    .filter((link) => others.has(graph.linkEntity[link]))
    .map((link) => reasonOf(graph, link, others.get(graph.linkEntity[link])))
    .sort((x, y) => y.weight - x.weight || (x.entity < y.entity ? -1 : 1));
}

/**
 * Find the papers that share most with one, by walking from paper to entity to paper.
 * @param {Graph} graph
 * @param {string} id
 * @param {number} most
 * @param {?Set<string>} among Only these papers, if given.
 * @param {(link: number) => boolean} passes Only by these links.
 * @returns {Array<{id: string, score: number}>}
 */
export function related(graph, id, most, among = null, passes = () => true) {
  const origin = graph.numberOf.get(id);
  const scores = new Map();
  for (const own of linkNumbers(graph, origin)) {
    const others = linkNumbers(graph, graph.linkEntity[own]);
    if (!passes(own) || heldBy(graph, graph.linkEntity[own]) > graph.raw.hub_limit) continue;
    for (const other of others) {
      const paper = graph.linkPaper[other];
      if (paper === origin || !passes(other) || (among && !among.has(graph.ids[paper]))) continue;
      scores.set(paper, (scores.get(paper) ?? 0) + reasonOf(graph, own, other).weight);
    }
  }
  return [...scores].filter(([, score]) => score > 0)
    .map(([paper, score]) => ({ id: graph.ids[paper], score }))
    .sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1)).slice(0, most);
}

/** Say in words why an entity links two papers. @param {Graph} graph @param {Reason} reason */
export function reasonText(graph, { entity, role, otherRole }) {
  const name = labelOf(graph, entity);
  if (role === otherRole) return `each ${ROLES[role]} ${name}`;
  return `this one ${ROLES[role]} ${name}, the other ${ROLES[otherRole]} it`;
}

/**
 * Connect each paper with the few that share most with it.
 * @param {Graph} graph
 * @param {string[]} papers
 * @param {(link: number) => boolean} passes Only what these links share counts.
 * @returns {Array<{from: string, to: string, score: number}>}
 */
export function strongestLinks(graph, papers, passes) {
  const among = new Set(papers);
  const joined = new Map();
  for (const paper of papers) {
    for (const { id, score } of related(graph, paper, graph.raw.links_per_paper, among, passes)) {
      const [from, to] = paper < id ? [paper, id] : [id, paper];
      joined.set(JSON.stringify([from, to]), { from, to, score });
    }
  }
  return [...joined.values()];
}

/**
 * Find a shortest path between two nodes, both ends included; empty if there is none. Of several,
 * the one through the rarest entities is taken, as kg.graph does.
 * @param {Graph} graph
 * @param {string} a
 * @param {string} b
 * @returns {string[]}
 */
export function shortestPath(graph, a, b) {
  const [first, last] = [graph.numberOf.get(a), graph.numberOf.get(b)];
  const before = new Map([[first, first]]);
  let edge = new Map([[first, 0]]);
  while (edge.size && !before.has(last)) {
    const reached = new Map();
    for (const [node, told] of edge) {
      for (const end of endsOf(graph, node)) {
        const tells = told + (end < graph.papers ? 0 : weightOf(graph, end));
        if (reached.has(end) ? reached.get(end) >= tells : before.has(end)) continue;
        before.set(end, node);
        reached.set(end, tells);
      }
    }
    edge = reached;
  }
  if (!before.has(last)) return [];
  const way = [last];
  while (way[0] !== first) way.unshift(before.get(way[0]));
  return way.map((node) => graph.ids[node]);
}

/** @param {Graph} graph @param {number} node @returns {number[]} */
export function endsOf(graph, node) {
  const column = node < graph.papers ? graph.linkEntity : graph.linkPaper;
  return Array.from(linkNumbers(graph, node), (link) => column[link]);
}

/** @param {Graph} graph @param {number} node */
export function pullOf(graph, node) {
  if (node < graph.papers) return endsOf(graph, node).reduce((sum, entity) => sum + weightOf(graph, entity), 0);
  return weightOf(graph, node) * Math.sqrt(heldBy(graph, node));
}

/**
 * List the nodes within some steps of one, the nearest first, then the weightiest.
 * @param {Graph} graph
 * @param {string} id
 * @param {number} depth
 * @param {number} most
 * @returns {string[]}
 */
export function around(graph, id, depth, most) {
  const origin = graph.numberOf.get(id);
  const chosen = new Set([origin]);
  let edge = [origin];
  for (let step = 0; step < depth && chosen.size < most; step += 1) {
    const reached = new Set(edge.flatMap((node) => endsOf(graph, node)).filter((node) => !chosen.has(node)));
    const pulls = new Map([...reached].map((node) => [node, pullOf(graph, node)]));
    edge = [...reached].sort((a, b) => pulls.get(b) - pulls.get(a) || a - b).slice(0, most - chosen.size);
    for (const node of edge) chosen.add(node);
  }
  return [...chosen].map((node) => graph.ids[node]);
}
