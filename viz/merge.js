// Adds what a server sent to a graph: rows become columns, and known nodes stay.

/**
 * @typedef {{id: string, kind: string, label: string, title?: ?string, year?: ?number,
 *   date?: ?string, url?: ?string, named?: boolean, papers?: number}} Row
 * @typedef {{nodes: Row[], beside: Row[],
 *   links: Array<{paper: string, entity: string, role: string, score: number}>,
 *   results?: Array<{paper: string, method: string, dataset: string, metric: string, value: string}>}} Part
 *   Every paper in it comes with all its links, so no link between two of its nodes is missing.
 */

/** @param {object} columns @param {Row[]} rows */
function withPapers(columns, rows) {
  const label = { ...columns.label };
  rows.forEach((row, position) => { if (!row.title) label[columns.id.length + position] = row.label; });
  const joined = (name, value) => [...columns[name], ...rows.map(value)];
  return {
    id: joined("id", (row) => row.id), title: joined("title", (row) => row.title ?? ""), year: joined("year", (row) => row.year ?? 0),
    date: joined("date", (row) => row.date ?? ""), url: joined("url", (row) => row.url ?? ""), label,
  };
}

/** @param {object} columns @param {Row[]} rows @param {string[]} kinds */
function withEntities(columns, rows, kinds) {
  const joined = (name, value) => [...columns[name], ...rows.map(value)];
  return {
    ...columns, id: joined("id", (row) => row.id), name: joined("name", (row) => row.label), kind: joined("kind", (row) => kinds.indexOf(row.kind)),
    named: joined("named", (row) => Number(row.named)), papers: joined("papers", (row) => row.papers),
  };
}

/** @param {Array<Array<unknown>>} rows @param {Part} part @param {Map<string, number>} numberOf */
function withResults(rows, part, numberOf) {
  const known = new Set(rows.map((row) => JSON.stringify(row)));
  const fresh = (part.results ?? []).filter(({ paper, method, dataset }) => [paper, method, dataset].every((id) => numberOf.has(id)))
    .map(({ paper, method, dataset, metric, value }) => [numberOf.get(paper), numberOf.get(method), numberOf.get(dataset), metric, value]);
  return [...rows, ...fresh.filter((row) => !known.has(JSON.stringify(row)))];
}

/**
 * Add the nodes and links of a part that a graph lacks; numbers of entities may change.
 * @param {object} raw As Python embeds it.
 * @param {Part} part
 * @returns {object}
 */
export function extended(raw, part) {
  const known = new Set([...raw.papers.id, ...raw.entities.id]);
  const fresh = [...part.nodes, ...part.beside].filter(({ id }) => !known.has(id) && known.add(id));
  const newPapers = fresh.filter(({ kind }) => kind === "paper");
  const before = raw.papers.id.length;
  const moved = (node) => (node < before ? node : node + newPapers.length);
  const papers = withPapers(raw.papers, newPapers);
  const entities = withEntities(raw.entities, fresh.filter(({ kind }) => kind !== "paper"), raw.kinds);
  const place = new Map(entities.id.map((id, position) => [id, position]));
  const numberOf = new Map([...papers.id, ...entities.id].map((id, number) => [id, number]));
  const linksOfNew = new Map(newPapers.map(({ id }) => [id, []]));
  for (const link of part.links) if (place.has(link.entity)) linksOfNew.get(link.paper)?.push(link);
  const links = [...linksOfNew.values()].flat();
  return {
    ...raw, papers, entities,
    counts: [...raw.counts, ...Array.from(linksOfNew.values(), (own) => own.length)],
    ends: [...raw.ends, ...links.map(({ entity }) => place.get(entity))],
    link_roles: [...raw.link_roles, ...links.map(({ role }) => raw.roles.indexOf(role))],
    scores: [...raw.scores, ...links.map(({ score }) => Math.round(1000 * score))],
    results: withResults(raw.results.map(([paper, method, dataset, ...rest]) => [paper, moved(method), moved(dataset), ...rest]), part, numberOf),
    nodes: raw.nodes.map(([node, ...rest]) => [moved(node), ...rest]),
    paper_nodes: raw.paper_nodes,
  };
}
