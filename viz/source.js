// Gets data from the page itself, or from the server if that sent only a part of them.

import { aliasMeant, entityAt, findNodes, foldNames, kindOf, labelOf } from "./graph.js";
import { ask, namedIn, nodesPaths, pathsFor, requestPath } from "./server.js";
import { summaryIn } from "./summary.js";
import { detailsOf, graph, growGraph } from "./unpack.js";

// Links that one click in a panel loads.
const MORE_LINKS = 60;

/** Requests that succeeded or are under way, by path. @type {Map<string, Promise<object>>} */
const answers = new Map();
/** Ids that the server does not know. @type {Set<string>} */
const absent = new Set();
/** Details of nodes from the server, by id. @type {Map<string, object>} */
const told = new Map();
/** A sentence and a part of it, in code points. @typedef {{sentence: string, start: number, end: number}} Quoted */
/** @type {Map<string, Quoted>} */
const quoted = new Map();
/** Sentences of results from the server, by their row. @type {Map<string, Quoted>} */
const stated = new Map();
/** Number of links requested so far, by entity and role. @type {Map<string, number>} */
const turned = new Map();
/** Paths whose answers are in the graph. @type {Set<string>} */
const arrived = new Set();

/** Whether the page holds only a part of the graph and asks for the rest. */
export const isServed = () => Boolean(graph.raw.of);

/** @param {import("./graph.js").Link} link */
const linkKey = ({ paper, entity }) => JSON.stringify([paper, entity]);

/** @param {{paper: string, method: string, dataset: string, metric: string, value: string}} result */
const resultKey = ({ paper, method, dataset, metric, value }) => JSON.stringify([paper, method, dataset, metric, value]);

/** @param {object} answer */
function keep(answer) {
  if (answer.links) growGraph(answer);
  for (const row of answer.evidence ?? []) quoted.set(linkKey(row), row);
  for (const row of answer.results ?? []) stated.set(resultKey(row), row);
}

/** Request a path once, unless the request failed. @param {string} path @param {(answer: object) => unknown} use */
function fetched(path, use = () => undefined) {
  if (!answers.has(path)) {
    const asking = ask(path).then(async (answer) => {
      keep(answer);
      await use(answer);
      arrived.add(path);
    });
    answers.set(path, asking);
    asking.catch(() => answers.delete(path));
  }
  return answers.get(path);
}

/** @param {import("./state.js").State} state @returns {string[]} Ids that nothing is known of yet. */
function unknownIn(state) {
  return namedIn(state).filter((id) => !kindOf(graph, id) && !absent.has(id));
}

/** @param {import("./state.js").State} state @returns {Array<() => Promise<void>>} */
function missingFor(state) {
  const about = pathsFor(state, graph.raw.most).filter(([id, path]) => kindOf(graph, id) && !arrived.has(path));
  const asking = about.map(([id, path]) => () => fetched(path, (answer) => { if (answer.about) told.set(id, answer); }));
  const { node, compare } = state;
  const isBetween = node !== compare && [node, compare].every((id) => kindOf(graph, id) === "paper");
  const path = requestPath("path", [["from", compare], ["to", node]]);
  const way = (nodes) => Promise.all(nodesPaths(nodes.map(({ id }) => id)).map((each) => fetched(each)));
  if (isBetween && !arrived.has(path)) asking.push(() => fetched(path, way));
  return asking;
}

/**
 * Load the data that a view needs and the page does not hold.
 * @param {import("./state.js").State} state
 * @returns {?Promise<void>} Null if nothing is missing.
 */
export function loadFor(state) {
  return isServed() && (unknownIn(state).length || missingFor(state).length) ? loaded(state) : null;
}

/** @param {import("./state.js").State} state */
async function loaded(state) {
  const unknown = unknownIn(state);
  await Promise.all(nodesPaths(unknown).map((path) => fetched(path)));
  for (const id of unknown) if (!kindOf(graph, id)) absent.add(id);
  await Promise.all(missingFor(state).map((start) => start()));
}

/** Prepare the names of the page for the first search, if it is searched here. */
export function prepareSearch() {
  if (!isServed()) foldNames(graph);
}

/** @param {string} id @param {string} text @returns {Found} */
function foundHere(id, text) {
  const row = { id, kind: kindOf(graph, id), label: labelOf(graph, id) };
  return row.kind === "paper" ? row : { ...row, papers: entityAt(graph, id).papers, alias: aliasMeant(graph, id, text) };
}

/**
 * Find papers and entities by a part of a name.
 * @typedef {{id: string, kind: string, label: string, papers?: number, alias?: string}} Found
 *   `alias` is what matches if the name does not.
 * @typedef {{items: Found[], more: boolean}} Suggestions `more` says whether others match too.
 * @param {string} text
 * @param {number} most
 * @returns {Suggestions | Promise<Suggestions>}
 */
export function suggestionsFor(text, most) {
  if (isServed()) return text.trim() ? ask(requestPath("search", [["q", text], ["limit", most]])) : { items: [], more: false };
  const found = findNodes(graph, text, most + 1);
  return { items: found.slice(0, most).map((id) => foundHere(id, text)), more: found.length > most };
}

/**
 * @param {string} id
 * @returns {Promise<{organisation: string, authors: string[], repositories: string[], abstract?: ?string}>}
 *   `abstract` is null if the page has no room for it, and undefined if the server did not send it.
 */
export async function factsOf(id) {
  const { organisation, authors, repositories, abstract } = isServed() ? told.get(id)?.about ?? {} : await detailsOf(id);
  return { organisation: organisation ?? "", authors: authors ?? [], repositories: repositories ?? [], abstract };
}

/** @param {string} id @returns {import("./summary.js").Summary} */
export function summaryOf(id) {
  return told.get(id) ?? summaryIn(graph, id);
}

/** Aliases and web pages of an entity that only the server holds. @param {string} id */
export function namesOf(id) {
  const { aliases, same_as: sameAs } = told.get(id)?.about ?? {};
  return { ...(aliases && { aliases }), ...(sameAs && { sameAs }) };
}

/**
 * Get the sentence that shows a link, and the span in it that names the entity.
 * @param {import("./graph.js").Link} link
 * @returns {Promise<?Quoted>}
 */
export async function evidenceOf(link) {
  if (isServed()) return quoted.get(linkKey(link)) ?? null;
  const { evidence, sentences } = await detailsOf(link.paper);
  return quotedFrom(sentences, evidence[link.position]);
}

/** @param {string[]} sentences @param {number[]} [place] The number of a sentence, and a part of it. @returns {?Quoted} */
function quotedFrom(sentences, [sentence, start, end] = []) {
  return sentence === undefined ? null : { sentence: sentences[sentence], start, end };
}

/**
 * Get the sentence that states a result, and the span of its value.
 * @param {Array<number | string>} row As in the graph's results.
 * @returns {Promise<?Quoted>}
 */
export async function statementOf(row) {
  const [[paper, method, dataset], [metric, value]] = [row.slice(0, 3).map((number) => graph.ids[number]), row.slice(3)];
  if (isServed()) return stated.get(resultKey({ paper, method, dataset, metric, value })) ?? null;
  const position = graph.raw.results.filter(([of]) => of === row[0]).indexOf(row);
  const { statements, sentences } = await detailsOf(paper);
  return quotedFrom(sentences, statements[position]);
}

/** Whether a link's sentence is loaded; such links come first. @param {import("./graph.js").Link} link */
export function isQuoted(link) {
  return !isServed() || quoted.has(linkKey(link));
}

/** Load more links of an entity in a role, the most telling first. @param {string} id @param {string} role */
export async function loadLinks(id, role) {
  const key = JSON.stringify([id, role]);
  const offset = turned.get(key) ?? 0;
  await fetched(requestPath("details", [["id", id], ["role", role], ["offset", offset], ["limit", MORE_LINKS]]));
  turned.set(key, offset + MORE_LINKS);
}

/** @param {string[]} papers @returns {Promise<Map<string, string[]>>} */
export async function authorsOf(papers) {
  if (!isServed()) return new Map(await Promise.all(papers.map(async (id) => [id, (await detailsOf(id)).authors])));
  const found = await Promise.all(nodesPaths(papers).map((path) => ask(path)));
  return new Map(found.flatMap(({ authors }) => Object.entries(authors)));
}
