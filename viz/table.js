// The view as a table, of which the picture draws the most telling part: for reading, sorting and screen readers.

import { button, byId, element } from "./dom.js";
import { heldBy, kindOf, labelOf, paperAt } from "./graph.js";
import { nodeLink } from "./node_link.js";
import { listOf } from "./selection.js";
import { currentState, fragmentOf, setState } from "./state.js";
import { graph } from "./unpack.js";

const COLUMNS = [
  { name: "Name", value: (id) => labelOf(graph, id) },
  { name: "Type", value: (id) => kindOf(graph, id) },
  { name: "Year", value: (id) => (kindOf(graph, id) === "paper" ? paperAt(graph, id).year ?? "" : "") },
  { name: "Links", value: (id) => heldBy(graph, graph.numberOf.get(id)) },
];
// Rows that the table has at first, and that one press of a button adds: tens of thousands would stop the page.
const MOST_ROWS_AT_ONCE = 500;
const COMPARED = new Intl.Collator("en");
let sorting = { column: 3, ascending: false };
let roomFor = MOST_ROWS_AT_ONCE;
/** Filters and order of the rows; others begin with the first rows again. */
let listKey = "";
/** All that is in view, listed when somebody asks. @type {?import("./selection.js").View} */
let listed = null;

/** List all that is in view, whatever part of it the picture draws. */
export function listInView() {
  listed ??= listOf(graph, currentState());
  return listed;
}

/** Order rows by a column, then by name. @param {unknown[][]} rows @param {number} column @param {boolean} ascending */
export function sortedRows(rows, column, ascending) {
  const sign = ascending ? 1 : -1;
  const compare = (x, y) => (typeof x === "number" && typeof y === "number" ? x - y : COMPARED.compare(String(x), String(y)));
  return rows.toSorted((a, b) => sign * compare(a[column], b[column]) || compare(a[1], b[1]));
}

/** Rows of id, name, type, year and links. @returns {unknown[][]} */
export function tableRows() {
  return sortedRows(listInView().nodes.map((id) => [id, ...COLUMNS.map(({ value }) => value(id))]), sorting.column + 1, sorting.ascending);
}

export function tableHead() {
  return ["id", ...COLUMNS.map(({ name }) => name.toLowerCase())];
}

/** @param {{name: string}} column @param {number} position */
function headerCell({ name }, position) {
  const sort = element("button", { text: name });
  sort.type = "button";
  const column = name.toLowerCase();
  sort.dataset.sort = column;
  sort.addEventListener("click", () => {
    const ascending = sorting.column === position ? !sorting.ascending : position < 2;
    setState({ sort: ascending ? column : `-${column}` });
  });
  const cell = element("th", {}, sort);
  cell.scope = "col";
  const direction = sorting.ascending ? "ascending" : "descending";
  cell.setAttribute("aria-sort", sorting.column === position ? direction : "none");
  return cell;
}

/** @param {unknown[]} row */
function rowElement([id, , kind, year, count]) {
  const name = element("th", {}, nodeLink(id));
  name.scope = "row";
  return element("tr", {}, name, element("td", { text: kind }), element("td", { text: String(year) }), element("td", { className: "number", text: String(count) }));
}

/** A button for the rows after those in the table. @param {unknown[][]} rows @param {HTMLElement} body */
function moreRows(rows, body) {
  const said = (count) => count.toLocaleString("en");
  const text = () => `Show ${said(Math.min(MOST_ROWS_AT_ONCE, rows.length - roomFor))} more (${said(roomFor)} of ${said(rows.length)})`;
  const made = button(text(), () => {
    const added = rows.slice(roomFor, roomFor + MOST_ROWS_AT_ONCE).map(rowElement);
    roomFor += MOST_ROWS_AT_ONCE;
    body.append(...added);
    if (rows.length > roomFor) made.textContent = text();
    else made.remove();
    added[0].querySelector("button").focus();
  }, { className: "more" });
  return made;
}

function drawRows() {
  const held = byId("table-view").contains(document.activeElement) ? document.activeElement.dataset : {};
  const rows = tableRows();
  const body = element("tbody", {}, ...rows.slice(0, roomFor).map(rowElement));
  byId("table-view").replaceChildren(element("table", {},
    element("caption", { text: "All papers and entities that pass the filters" }),
    element("thead", {}, element("tr", {}, ...COLUMNS.map(headerCell))), body));
  if (rows.length > roomFor) byId("table-view").append(moreRows(rows, body));
  if (!rows.length) byId("table-view").append(element("p", { className: "nothing", text: byId("empty").textContent }));
  // The button that had the focus is a new element now.
  const buttons = [...byId("table-view").querySelectorAll("button")];
  if (held.node || held.sort) buttons.find(({ dataset }) => dataset.node === held.node && dataset.sort === held.sort)?.focus({ preventScroll: true });
}

/** @param {import("./state.js").State} state */
export function drawTable(state) {
  const column = COLUMNS.findIndex(({ name }) => name.toLowerCase() === state.sort.replace("-", ""));
  sorting = { column, ascending: !state.sort.startsWith("-") };
  listed = null;
  const key = fragmentOf({ ...state, node: "", compare: "", theme: "", colour: "" }, {});
  if (key !== listKey) roomFor = MOST_ROWS_AT_ONCE;
  listKey = key;
  const asTable = state.as === "table";
  byId("table-view").hidden = !asTable;
  byId("network-view").hidden = asTable;
  byId("table-view").parentElement.dataset.as = asTable ? "table" : "picture";
  if (asTable) drawRows();
}
