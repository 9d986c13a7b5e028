// The same selection as a table: what the picture shows, for reading, sorting and screen readers.

import { byId, element } from "./dom.js";
import { heldBy, kindOf, labelOf, paperAt } from "./graph.js";
import { nodeLink } from "./node_link.js";
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
  sort.addEventListener("click", () => {
    sorting = { column: position, ascending: sorting.column === position ? !sorting.ascending : position < 2 };
    drawRows();
    byId("table-view").querySelectorAll("th button")[position].focus();
  });
  const cell = element("th", {}, sort);
  cell.scope = "col";
  const direction = sorting.ascending ? "ascending" : "descending";
  cell.setAttribute("aria-sort", sorting.column === position ? direction : "none");
  return cell;
}

function drawRows() {
  const held = byId("table-view").contains(document.activeElement) ? document.activeElement.dataset.node : undefined;
  const body = element("tbody", {}, ...tableRows().map(([id, , kind, year, count]) =>
    element("tr", {}, element("td", {}, nodeLink(id)), element("td", { text: kind }),
      element("td", { text: String(year) }), element("td", { className: "number", text: String(count) }))));
  byId("table-view").replaceChildren(element("table", {},
    element("caption", { text: "What the picture shows" }),
    element("thead", {}, element("tr", {}, ...COLUMNS.map(headerCell))), body));
  if (!shown.length) byId("table-view").append(element("p", { className: "nothing", text: byId("empty").textContent }));
  // The row that had the focus is a new element now.
  if (held) [...body.querySelectorAll("[data-node]")].find((each) => each.dataset.node === held)?.focus({ preventScroll: true });
}

/** @param {import("./selection.js").Selection} selection @param {import("./state.js").State} state */
export function drawTable(selection, state) {
  shown = selection.nodes;
  const asTable = state.as === "table";
  byId("table-view").hidden = !asTable;
  byId("network-view").hidden = asTable;
  byId("table-view").parentElement.dataset.as = asTable ? "table" : "picture";
  if (asTable) drawRows();
}
