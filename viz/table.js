// The same selection as a table: what the canvas shows, for reading, sorting and screen readers.

const COLUMNS = [
  { name: "Name", value: (id) => labelOf(id) },
  { name: "Type", value: (id) => kindOf(id) },
  { name: "Year", value: (id) => papers.get(id)?.year ?? "" },
  { name: "Links", value: (id) => (linksOf.get(id) ?? []).filter(linkPasses).length },
];
let sorting = { column: 3, ascending: false };

/** @returns {Array<Array<string | number>>} */
function tableRows() {
  const rows = [...shownNodes()].map((id) => [id, ...COLUMNS.map(({ value }) => value(id))]);
  const index = sorting.column + 1;
  const sign = sorting.ascending ? 1 : -1;
  rows.sort((a, b) => {
    const [x, y] = [a[index], b[index]];
    const order = typeof x === "number" && typeof y === "number" ? x - y : String(x).localeCompare(String(y));
    return sign * order || String(a[1]).localeCompare(String(b[1]));
  });
  return rows;
}

function headerCell({ name }, position) {
  const button = element("button", { text: name });
  button.type = "button";
  button.addEventListener("click", () => {
    sorting = { column: position, ascending: sorting.column === position ? !sorting.ascending : position < 2 };
    drawTable();
  });
  const cell = element("th", {}, button);
  cell.scope = "col";
  const active = sorting.column === position;
  cell.setAttribute("aria-sort", active ? (sorting.ascending ? "ascending" : "descending") : "none");
  return cell;
}

function drawTable() {
  const view = document.getElementById("table-view");
  view.hidden = state.view !== "table";
  document.getElementById("network-view").hidden = state.view === "table";
  if (view.hidden) return;
  const body = element("tbody", {}, ...tableRows().map(([id, , kind, year, count]) =>
    element("tr", {}, element("td", {}, nodeLink(id)), element("td", { text: kind }),
      element("td", { text: String(year) }), element("td", { className: "number", text: String(count) }))));
  view.replaceChildren(element("table", {},
    element("caption", { text: "Papers and entities", className: "soft" }),
    element("thead", {}, element("tr", {}, ...COLUMNS.map(headerCell))), body));
}

/** Quote a CSV field; one that a spreadsheet would run as a formula is made text. */
function csvField(value) {
  const text = String(value);
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function csvText() {
  const head = ["id", ...COLUMNS.map(({ name }) => name.toLowerCase())];
  return [head, ...tableRows()].map((row) => row.map(csvField).join(",")).join("\r\n");
}
