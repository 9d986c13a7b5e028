// The panel beside the graph: one paper or one entity, with its links and their evidence.

import { compareSection } from "./compare.js";
import { button, byId, counted, element, shortened, webLink } from "./dom.js";
import { entityAt, kindOf, labelOf, linksOf, paperAt, reasonText, related, ROLES, shared, usedTogether } from "./graph.js";
import { nodeLink } from "./node_link.js";
import { currentState, packIds, setState, unpackIds, visited } from "./state.js";
import { detailsOf, graph } from "./unpack.js";

// Rows of one list before a button offers the others.
const MOST_ROWS = 12;
const MOST_RELATED = 6;

/** Cut by code points, as Python counts them. @param {string} sentence @param {number} start @param {number} end */
function quotation(sentence, start, end) {
  const characters = Array.from(sentence);
  const part = (from, to) => characters.slice(from, to).join("");
  return element("p", { className: "evidence" }, part(0, start).trimStart(), element("mark", { text: part(start, end) }), part(end).trimEnd());
}

/** Put a link's evidence under a row, when it is unpacked. @param {import("./graph.js").Link} link @param {HTMLElement} row */
async function addEvidence(link, row) {
  const details = await detailsOf(link.paper);
  const [sentence, start, end] = details.evidence[link.position] ?? [];
  if (sentence !== undefined) row.append(quotation(details.sentences[sentence], start, end));
}

/** A list that shows its first rows, and the others when asked. @template T @param {T[]} items @param {(item: T) => HTMLElement} rowOf */
function growingList(items, rowOf, what = {}) {
  const list = element("ul", what, ...items.slice(0, MOST_ROWS).map(rowOf));
  if (items.length <= MOST_ROWS) return [list];
  const more = button(`Show all ${items.length}`, () => {
    const rows = items.slice(MOST_ROWS).map(rowOf);
    list.append(...rows);
    more.remove();
    rows[0].querySelector("button")?.focus();
  }, { className: "more" });
  return [list, more];
}

/** @param {string} text @param {...(Node | string)} children */
function section(text, ...children) {
  return [element("h3", { text }), ...children];
}

/** @param {import("./graph.js").Link[]} found @param {(link: import("./graph.js").Link) => string} otherEnd */
function byRole(found, otherEnd) {
  return Object.keys(ROLES).flatMap((role) => {
    const links = found.filter((link) => link.role === role);
    if (!links.length) return [];
    return section(`${ROLES[role]} (${links.length})`, ...growingList(links, (link) => {
      const row = element("li", {}, nodeLink(otherEnd(link)));
      addEvidence(link, row);
      return row;
    }));
  });
}

/** @param {(row: number[]) => boolean} wanted */
function resultRows(wanted) {
  const rows = graph.raw.results.filter(wanted);
  if (!rows.length) return [];
  return section(`results (${rows.length})`, ...growingList(rows, ([paper, method, dataset, metric, value]) => element("li", { className: "result" },
    nodeLink(graph.ids[method]), " on ", nodeLink(graph.ids[dataset]), element("strong", { text: ` ${[metric, value].filter(Boolean).join(" ")}` }),
    element("p", { className: "evidence", text: `in ${shortened(labelOf(graph, graph.ids[paper]), 90)}` }))));
}

/** @param {string} id @param {HTMLElement} facts @param {HTMLElement} links */
async function addFacts(id, facts, links) {
  const { organisation, authors, repositories } = await detailsOf(id);
  const names = authors.length > 8 ? [...authors.slice(0, 8), `and ${authors.length - 8} more`] : authors;
  if (names.length) facts.append(element("p", { text: names.join(", ") }));
  if (organisation) facts.append(element("p", { className: "soft", text: organisation }));
  for (const url of repositories) links.append(element("p", {}, webLink(url)));
}

/** @param {string} id */
function relatedRows(id) {
  const found = related(graph, id, MOST_RELATED);
  if (!found.length) return [];
  return section("related papers", element("ul", { id: "related" }, ...found.map((near) => {
    const reasons = shared(graph, id, near.id).filter(({ weight }) => weight > 0).slice(0, 3);
    return element("li", {}, nodeLink(near.id), ...reasons.map((reason) => element("p", { className: "evidence", text: reasonText(graph, reason) })));
  })));
}

/** @param {string} id */
function paperDetails(id) {
  const paper = paperAt(graph, id);
  const [facts, links] = [element("div", {}), element("div", {})];
  addFacts(id, facts, links);
  const number = graph.numberOf.get(id);
  return [
    element("p", { className: "soft", text: ["paper", paper.date || paper.year].filter(Boolean).join(" · ") }),
    element("h2", { text: paper.label }), facts,
    ...(paper.url ? [element("p", {}, webLink(paper.url))] : []), links,
    actions(id),
    ...compareSection(id),
    ...byRole(linksOf(graph, id), (link) => link.entity),
    ...resultRows(([of]) => of === number),
    ...relatedRows(id),
  ];
}

/** Bars of papers by year. @param {string[]} papers */
function yearBars(papers) {
  const counts = new Map();
  for (const id of papers) {
    const { year } = paperAt(graph, id);
    if (year) counts.set(year, (counts.get(year) ?? 0) + 1);
  }
  if (counts.size < 2) return [];
  const years = [...counts.keys()].sort((a, b) => a - b).slice(-12);
  const most = Math.max(...years.map((year) => counts.get(year)));
  return section("papers by year", element("ul", { className: "years" }, ...years.map((year) => {
    const bar = element("span", { className: "bar" });
    bar.style.setProperty("--length", `${(100 * counts.get(year)) / most}%`);
    return element("li", {}, element("span", { text: String(year) }), bar, element("span", { text: String(counts.get(year)) }));
  })));
}

/** The sentence in which the first paper to propose it presents it. @param {import("./graph.js").Link[]} links */
function definition(links) {
  const proposing = links.filter(({ role }) => role === "proposes")
    .map((link) => ({ link, year: paperAt(graph, link.paper).year ?? Infinity })).sort((a, b) => a.year - b.year)[0];
  if (!proposing) return [];
  const line = element("div", { className: "definition" });
  addEvidence(proposing.link, line);
  return [line];
}

/** @param {string} id */
function entityDetails(id) {
  const entity = entityAt(graph, id);
  const links = linksOf(graph, id);
  const number = graph.numberOf.get(id);
  const together = usedTogether(graph, id);
  return [
    element("p", { className: "soft", text: `${entity.type} in ${counted(entity.papers, "paper")}` }),
    element("h2", { text: entity.name }),
    ...definition(links),
    ...(entity.aliases.length ? [element("p", { className: "soft", text: `Also written ${entity.aliases.join(", ")}` })] : []),
    ...entity.sameAs.map((url) => element("p", {}, webLink(url))),
    actions(id),
    ...yearBars(links.map(({ paper }) => paper)),
    ...byRole(links, (link) => link.paper),
    ...resultRows(([, method, dataset]) => method === number || dataset === number),
    ...(together.length ? section("in the same papers", element("ul", {}, ...together.map(([other, times]) => element("li", { className: "count" }, nodeLink(other), element("span", { className: "soft", text: counted(times, "paper") }))))) : []),
  ];
}

/** @param {string} id */
function actions(id) {
  const { focus, depth, more } = currentState();
  const made = element("div", { className: "actions" });
  if (focus === id) {
    made.append(button("Show everything", () => setState({ focus: "", depth: "1" }), { id: "focus" }));
    made.append(button("One step further", () => setState({ depth: String(Math.min(6, Number(depth) + 1)) }), { id: "further" }));
  } else {
    made.append(button("Only its neighbourhood", () => setState({ focus: id, depth: "1" }), { id: "focus" }));
  }
  const expanded = unpackIds(more);
  if (!expanded.includes(id)) made.append(button("Add its neighbours", () => setState({ more: packIds([...expanded, id]) }), { id: "expand" }));
  if (kindOf(graph, id) === "paper") made.append(button("Compare with…", () => { setState({ compare: id }); byId("search").focus(); }, { id: "compare" }));
  return made;
}

function crumbs() {
  const before = visited().trail.filter((id) => id !== currentState().node && kindOf(graph, id));
  if (!before.length) return [];
  const list = element("ol", {}, ...before.map((id) => element("li", {}, button(shortened(labelOf(graph, id), 24), () => setState({ node: id })))));
  const made = element("nav", { className: "crumbs" }, list);
  made.setAttribute("aria-label", "Opened before");
  return [made];
}

/** @param {import("./state.js").State} state */
export function drawPanel(state) {
  const panel = byId("panel");
  const kind = kindOf(graph, state.node);
  panel.hidden = !kind;
  if (!kind) { panel.replaceChildren(); return; }
  const close = button("×", () => setState({ node: "", compare: "" }), { className: "close" });
  close.setAttribute("aria-label", "Close details");
  const details = kind === "paper" ? paperDetails(state.node) : entityDetails(state.node);
  panel.replaceChildren(close, ...crumbs(), ...details);
  panel.scrollTop = 0;
}
