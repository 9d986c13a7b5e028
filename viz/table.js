// The same selection as a table: what the picture shows, for reading, sorting and screen readers.

import { byId, element } from "./dom.js";
import { heldBy, kindOf, labelOf, paperAt } from "./graph.js";
import { nodeLink } from "./node_link.js";
import { setState } from "./state.js";
import { graph } from "./unpack.js";

const COLUMNS = [
  { name: "Name", value: (id) => labelOf(graph, id) },
  { name: "Type", value: (id) => kindOf(graph, id) },
  { name: "Year", value: (id) => (kindOf(graph, id) === "paper" ? paperAt(graph, id).year ?? "" : "") },
  { name: "Links", value: (id) => heldBy(graph, graph.numberOf.get(id)) },
];
let sorting = { column: 3, ascending: false };
let shown = [];

/** Order rows by a column, then by name. @param {unknown[][]} rows @param {number} column @param {boolean} ascending */
export function sortedRows(rows, column, ascending) {
  const sign = ascending ? 1 : -1;
  const compare = (x, y) => (typeof x === "number" && typeof y === "number" ? x - y : String(x).localeCompare(String(y), "en"));
  return rows.toSorted((a, b) => sign * compare(a[column], b[column]) || compare(a[1], b[1]));
}

/** Rows of id, name, type, year and links. @returns {unknown[][]} */
export function tableRows() {
  return sortedRows(shown.map((id) => [id, ...COLUMNS.map(({ value }) => value(id))]), sorting.column + 1, sorting.ascending);
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

function drawRows() {
  const held = byId("table-view").contains(document.activeElement) ? document.activeElement.dataset : {};
  const body = element("tbody", {}, ...tableRows().map(rowElement));
  byId("table-view").replaceChildren(element("table", {},
    element("caption", { text: "What the picture shows" }),
    element("thead", {}, element("tr", {}, ...COLUMNS.map(headerCell))), body));
  if (!shown.length) byId("table-view").append(element("p", { className: "nothing", text: byId("empty").textContent }));
  // The button that had the focus is a new element now.
  const buttons = [...byId("table-view").querySelectorAll("button")];
  if (held.node || held.sort) buttons.find(({ dataset }) => dataset.node === held.node && dataset.sort === held.sort)?.focus({ preventScroll: true });
}

/** @param {import("./selection.js").Selection} selection @param {import("./state.js").State} state */
export function drawTable(selection, state) {
  shown = selection.nodes;
  const column = COLUMNS.findIndex(({ name }) => name.toLowerCase() === state.sort.replace("-", ""));
  sorting = { column, ascending: !state.sort.startsWith("-") };
  const asTable = state.as === "table";
  byId("table-view").hidden = !asTable;
  byId("network-view").hidden = asTable;
  byId("table-view").parentElement.dataset.as = asTable ? "table" : "picture";
  if (asTable) drawRows();
}
