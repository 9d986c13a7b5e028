// The graph that Python embedded, indexed for the questions that the page asks of it.

/**
 * @typedef {{id: string, label: string, title: string, date: string, year: ?number, url: string,
 *   organisation: string, authors: string[], repositories: string[],
 *   related: Array<[string, number, string[]]>}} Paper
 * @typedef {{id: string, name: string, type: string, aliases: string[], papers: number}} Entity
 * @typedef {{paper: string, entity: string, role: string, score: number, evidence: string[]}} Link
 */

const ROLES = {
  proposes: "proposes", uses: "uses", evaluates_on: "evaluates on",
  compares_with: "compares with", studies: "studies", measures: "measures", mentions: "mentions",
};
const KINDS = ["paper", "method", "dataset", "benchmark", "task", "metric"];

const raw = JSON.parse(document.getElementById("data").textContent);
/** @type {Map<string, Paper>} */
const papers = new Map(raw.papers.map((paper) => [paper.id, paper]));
/** @type {Map<string, Entity>} */
const entities = new Map(raw.entities.map((entity) => [entity.id, entity]));
/** @type {Map<string, Link[]>} */
const linksOf = new Map();
/** @type {Link[]} */
const links = [];

for (const [paper, rows] of Object.entries(raw.links)) {
  for (const [entity, role, score, evidence] of rows) {
    const link = { paper, entity, role, score, evidence };
    links.push(link);
    for (const end of [paper, entity]) {
      if (!linksOf.has(end)) linksOf.set(end, []);
      linksOf.get(end).push(link);
    }
  }
}

/** @param {string} id */
function kindOf(id) {
  return papers.has(id) ? "paper" : entities.get(id)?.type;
}

/** @param {string} id */
function labelOf(id) {
  return papers.get(id)?.label ?? entities.get(id)?.name ?? id;
}

/** Fold a text so that case, accents, hyphens and spaces do not count. @param {string} text */
function fold(text) {
  return text.normalize("NFKD").toLowerCase().replace(/[^\p{L}\p{N}+]+/gu, "");
}

const searchable = [
  ...[...entities.values()].map((entity) => ({
    id: entity.id,
    keys: [entity.name, ...entity.aliases].map(fold),
    rank: entity.papers,
  })),
  ...[...papers.values()].map((paper) => ({ id: paper.id, keys: [fold(paper.label)], rank: 1 })),
];

/**
 * Find papers and entities by a part of their title, name or alias, the closest first.
 * @param {string} text
 * @param {number} most
 * @returns {string[]}
 */
function findNodes(text, most = 12) {
  const wanted = fold(text);
  if (!wanted) return [];
  const scored = [];
  for (const { id, keys, rank } of searchable) {
    let best = 0;
    for (const key of keys) {
      if (key === wanted) best = Math.max(best, 3);
      else if (key.startsWith(wanted)) best = Math.max(best, 2);
      else if (key.includes(wanted)) best = Math.max(best, 1);
    }
    if (best) scored.push({ id, best, rank });
  }
  scored.sort((a, b) => b.best - a.best || b.rank - a.rank || (a.id < b.id ? -1 : 1));
  return scored.slice(0, most).map(({ id }) => id);
}

/**
 * Count the entities that occur in the same papers as one entity, the most frequent first.
 * @param {string} entity
 * @returns {Array<[string, number]>}
 */
function usedTogether(entity) {
  const counts = new Map();
  for (const { paper } of linksOf.get(entity) ?? []) {
    for (const link of linksOf.get(paper)) {
      if (link.entity !== entity) counts.set(link.entity, (counts.get(link.entity) ?? 0) + 1);
    }
  }
  return [...counts]
    .filter(([, count]) => count > 1)
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    .slice(0, 10);
}
