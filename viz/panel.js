// The panel beside the graph: one paper or one entity, with its links and their evidence.

import { abstractOf } from "./abstract.js";
import { compareSection } from "./compare.js";
import { button, byId, counted, element, shortened, webLink } from "./dom.js";
import { entityAt, heldBy, kindOf, labelOf, linksOf, paperAt, reasonText, related, ROLES, shared } from "./graph.js";
import { nodeLink } from "./node_link.js";
import { MOST_STEPS } from "./selection.js";
import { evidenceOf, factsOf, isQuoted, isServed, loadLinks, namesOf, statementOf, summaryOf } from "./source.js";
import { currentState, packIds, setState, unpackIds, visited } from "./state.js";
import { sayTrouble } from "./trouble.js";
import { graph } from "./unpack.js";

// Rows of a list that are shown before a button offers the rest.
const MOST_ROWS = 12;
// Rows that one press of that button adds: thousands at once would stop the page for seconds.
const MORE_ROWS = 200;
const MOST_RELATED = 6;

/** Mark a part of a sentence, cut by code points, as Python counts them. @param {string} sentence @param {number} start @param {number} end */
function quotation(sentence, start, end) {
  const characters = Array.from(sentence);
  const part = (from, to) => characters.slice(from, to).join("");
  return element("p", { className: "evidence", dir: "auto" }, part(0, start).trimStart(), element("mark", { text: part(start, end) }), part(end).trimEnd());
}

/** Put a sentence under a row once it is unpacked. @param {Promise<?import("./source.js").Quoted>} finding @param {HTMLElement} row */
async function addQuotation(finding, row) {
  const found = await finding;
  if (found) row.append(quotation(found.sentence, found.start, found.end));
}

/** The score of a link, as in the tables. @param {import("./graph.js").Link} link */
function scoreOf({ score }) {
  return element("span", { className: "score", text: ` score ${score.toFixed(2)}` });
}

/** A list that shows its first rows, and more on request. @template T @param {T[]} items @param {(item: T) => HTMLElement} rowOf */
function growingList(items, rowOf) {
  let shown = Math.min(items.length, MOST_ROWS);
  const list = element("ul", {}, ...items.slice(0, shown).map(rowOf));
  if (shown === items.length) return [list];
  const said = () => (items.length - shown <= MORE_ROWS ? `Show all ${items.length.toLocaleString("en")}${isServed() ? " loaded" : ""}`
    : `Show ${MORE_ROWS} more (${shown} of ${items.length.toLocaleString("en")})`);
  const more = button(said(), () => {
    const rows = items.slice(shown, shown + MORE_ROWS).map(rowOf);
    shown += rows.length;
    list.append(...rows);
    more.textContent = said();
    if (shown === items.length) more.remove();
    rows[0].querySelector("button")?.focus();
  }, { className: "more" });
  return [list, more];
}

/** @param {string} text @param {...(Node | string)} children */
function section(text, ...children) {
  return [element("h3", { text }), ...children];
}

/** Links in a role, those with a sentence to show first. @param {string} id @param {string} role */
function linksInRole(id, role) {
  const links = linksOf(graph, id).filter((link) => link.role === role);
  return [...links.filter(isQuoted), ...links.filter((link) => !isQuoted(link))];
}

/** A button that loads links which the page does not hold yet. @param {string} id @param {string} role @param {number} all @param {HTMLElement} list @param {(link: import("./graph.js").Link) => HTMLElement} rowOf */
function moreLinks(id, role, all, list, rowOf) {
  const there = () => linksInRole(id, role).length;
  const said = () => `Load more (${there()} of ${all})`;
  const made = button(said(), async () => {
    if (made.getAttribute("aria-disabled")) return;
    const before = new Set(linksInRole(id, role).map(({ paper }) => paper));
    // Not `disabled`: that would take the focus away.
    made.setAttribute("aria-disabled", "true");
    try {
      // The page may already hold the links that arrive, loaded for another view.
      while (there() === before.size && there() < all) await loadLinks(id, role);
      const rows = linksInRole(id, role).filter(({ paper }) => !before.has(paper)).map(rowOf);
      list.append(...rows);
      if (there() >= all && made === document.activeElement) rows[0]?.querySelector("button").focus();
    } catch (error) {
      sayTrouble("list", error, () => made.click());
    }
    made.removeAttribute("aria-disabled");
    made.textContent = said();
    if (there() >= all) made.remove();
  }, { className: "more" });
  return made;
}

/** @param {string} id @param {Record<string, number>} counts Links by role, of which the page may hold a part. @param {(link: import("./graph.js").Link) => string} otherEnd */
function byRole(id, counts, otherEnd) {
  const rowOf = (link) => {
    const row = element("li", {}, nodeLink(otherEnd(link)), scoreOf(link));
    addQuotation(evidenceOf(link), row);
    return row;
  };
  return Object.keys(ROLES).flatMap((role) => {
    const links = linksInRole(id, role);
    const all = Math.max(counts[role] ?? 0, links.length);
    if (!all) return [];
    const parts = growingList(links, rowOf);
    if (links.length < all) parts.push(moreLinks(id, role, all, parts[0], rowOf));
    return section(`${ROLES[role]} (${all.toLocaleString("en")})`, ...parts);
  });
}

const isPaperPanel = () => kindOf(graph, currentState().node) === "paper";

/** @param {(row: number[]) => boolean} wanted */
function resultRows(wanted) {
  const rows = graph.raw.results.filter(wanted);
  if (!rows.length) return [];
  const heading = isServed() && !isPaperPanel() ? `results in papers listed (${rows.length})` : `results (${rows.length})`;
  return section(heading, ...growingList(rows, resultRow));
}

/** @param {Array<number | string>} row */
function resultRow(row) {
  const [paper, method, dataset, metric, value] = row;
  const item = element("li", { className: "result" },
    nodeLink(graph.ids[method]), " on ", nodeLink(graph.ids[dataset]), element("strong", { text: ` ${[metric, value].filter(Boolean).join(" ")}` }),
    ...(isPaperPanel() ? [] : [element("p", { className: "evidence", text: `in ${shortened(labelOf(graph, graph.ids[paper]), 90)}` })]));
  addQuotation(statementOf(row), item);
  return item;
}

/** @param {string} id @param {HTMLElement} facts @param {HTMLElement} links */
async function addFacts(id, facts, links) {
  const { organisation, authors, repositories } = await factsOf(id);
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
    element("h2", { text: paper.label, dir: "auto" }), facts,
    ...(paper.url ? [element("p", {}, webLink(paper.url))] : []), links,
    actions(id),
    ...compareSection(id),
    abstractOf(id),
    ...byRole(id, {}, (link) => link.entity),
    ...resultRows(([of]) => of === number),
    ...relatedRows(id),
  ];
}

/** Bars of papers by year. @param {Record<string, number>} counts */
function yearBars(counts) {
  const years = Object.keys(counts).sort((a, b) => a - b).slice(-12);
  if (years.length < 2) return [];
  const most = Math.max(...years.map((year) => counts[year]));
  return section("papers by year", element("ul", { className: "years" }, ...years.map((year) => {
    const bar = element("span", { className: "bar" });
    bar.style.setProperty("--length", `${(100 * counts[year]) / most}%`);
    return element("li", {}, element("span", { text: year }), bar, element("span", { text: String(counts[year]) }));
  })));
}

/** The sentence in which the first paper that proposes an entity presents it. @param {string} id @param {?string} paper */
function definition(id, paper) {
  const proposing = linksOf(graph, id).find((link) => link.paper === paper);
  if (!proposing) return [];
  const line = element("div", { className: "definition" });
  addQuotation(evidenceOf(proposing), line);
  return [line];
}

/** @param {string} id */
function entityDetails(id) {
  const entity = { ...entityAt(graph, id), ...namesOf(id) };
  const number = graph.numberOf.get(id);
  const { roles, years, together, proposed_in: proposedIn } = summaryOf(id);
  return [
    element("p", { className: "soft", text: `${entity.type} in ${counted(entity.papers, "paper")}` }),
    element("h2", { text: entity.name, dir: "auto" }),
    ...definition(id, proposedIn),
    ...(entity.aliases.length ? [element("p", { className: "soft", text: `Also written ${entity.aliases.join(", ")}` })] : []),
    ...entity.sameAs.map((url) => element("p", {}, webLink(url))),
    actions(id),
    ...compareSection(id),
    ...yearBars(years),
    ...byRole(id, roles, (link) => link.paper),
    ...resultRows(([, method, dataset]) => method === number || dataset === number),
    ...(together.length ? section("in the same papers", element("ul", {}, ...together.map((other) => element("li", { className: "count" }, nodeLink(other.id), element("span", { className: "soft", text: counted(other.papers, "paper") }))))) : []),
  ];
}

/** @param {string} id */
function actions(id) {
  const { focus, depth, more } = currentState();
  const made = element("div", { className: "actions" });
  if (focus === id) {
    made.append(button("Show everything", () => setState({ focus: "", depth: "1" }), { id: "focus" }));
    if (Number(depth) < MOST_STEPS) made.append(button("One step further", () => setState({ depth: String(Number(depth) + 1) }), { id: "further" }));
  } else {
    made.append(button("Only its neighbourhood", () => setState({ focus: id, depth: "1" }), { id: "focus" }));
  }
  const expanded = unpackIds(more);
  if (!expanded.includes(id)) made.append(button("Add its neighbours", () => setState({ more: packIds([...expanded, id]) }), { id: "expand" }));
  made.append(element("span", { id: "links-drawn", className: "soft" }));
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

/** What the panel was made from; it is made again only when this changes. */
let drawnPanel = { graph: null, key: "" };
/** The node that was opened to be read: its name in the panel gets the focus. */
let awaited = "";
/** The element that had the focus before the panel was opened. @type {?Element} */
let opener = null;

/** Open a node and move the focus into the panel. @param {string} id */
export function openToRead(id) {
  awaited = id;
  setState({ node: id });
  if (drawnPanel.key && currentState().node === id && !byId("panel").hidden) readPanel();
}

function readPanel() {
  awaited = "";
  byId("panel").querySelector("h2").focus();
  // The focus scrolls into the middle of a name that is higher than the panel.
  byId("panel").scrollTop = 0;
}

/** Return the focus to where the panel was opened from. @param {string} node The node that it showed. @param {boolean} asTable */
function leavePanel(node, asTable) {
  const row = asTable && [...byId("table-view").querySelectorAll("[data-node]")].find((each) => each.dataset.node === node);
  const target = [opener, row, byId(asTable ? "table-view" : "network")].find((each) => each && each.isConnected && each.getClientRects().length);
  target.focus();
}

/** Keep the focus in a panel that was made again. @param {string} id Id of the element that had it. @param {boolean} isSame Whether the panel still shows the same node. */
function holdFocus(id, isSame) {
  const again = isSame && id ? byId(id) : null;
  (again ?? byId("panel").querySelector("h2")).focus({ preventScroll: isSame });
}

/** Whether a panel may take the focus: not from a reader who is typing again. */
function mayRead() {
  return awaited === currentState().node && !byId("search").value;
}

/** Say how many of its links the picture shows of an open node, unless it shows all. @param {import("./selection.js").Selection} selection @param {import("./state.js").State} state */
export function sayLinksDrawn({ edges }, { node, view }) {
  const line = byId("links-drawn");
  if (!line) return;
  const drawn = edges.filter(({ from, to }) => from === node || to === node).length;
  const held = heldBy(graph, graph.numberOf.get(node));
  line.hidden = view === "papers" || drawn >= held;
  line.textContent = `${drawn.toLocaleString("en")} of ${counted(held, "link")} drawn`;
}

/** @param {import("./state.js").State} state */
export function drawPanel(state) {
  const panel = byId("panel");
  const kind = kindOf(graph, state.node);
  const key = kind ? JSON.stringify([state.node, state.compare, state.focus, state.depth, state.more]) : "";
  if (drawnPanel.graph === graph && drawnPanel.key === key) return;
  const before = drawnPanel.key ? JSON.parse(drawnPanel.key)[0] : "";
  const held = panel.contains(document.activeElement) ? document.activeElement : null;
  if (!before && kind) opener = document.activeElement === document.body ? null : document.activeElement;
  drawnPanel = { graph, key };
  panel.hidden = !kind;
  if (!kind) {
    panel.replaceChildren();
    if (held) leavePanel(before, state.as === "table");
    return;
  }
  const close = button("×", () => setState({ node: "", compare: "" }), { className: "close" });
  close.setAttribute("aria-label", "Close details");
  const details = kind === "paper" ? paperDetails(state.node) : entityDetails(state.node);
  panel.replaceChildren(close, ...crumbs(), ...details);
  panel.querySelector("h2").tabIndex = -1;
  if (before !== state.node) panel.scrollTop = 0;
  if (mayRead()) readPanel();
  else if (held && held !== panel) holdFocus(held.id, before === state.node);
}
