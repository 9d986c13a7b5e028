// The search box and its suggestions.

import { byId, element, shortened, swatch } from "./dom.js";
import { findNodes, kindOf, labelOf } from "./graph.js";
import { setState } from "./state.js";
import { graph } from "./unpack.js";

function closeSuggestions() {
  byId("suggestions").hidden = true;
  byId("search").setAttribute("aria-expanded", "false");
  byId("search").removeAttribute("aria-activedescendant");
}

/** @param {string} id */
function choose(id) {
  byId("search").value = "";
  closeSuggestions();
  setState({ node: id });
}

/** @param {string} id @param {number} position */
function suggestion(id, position) {
  const kind = kindOf(graph, id);
  const row = element("li", { id: `suggestion-${position}` }, swatch(kind), element("span", { text: shortened(labelOf(graph, id), 90) }), element("span", { className: "kind", text: kind }));
  row.dataset.node = id;
  row.setAttribute("role", "option");
  row.setAttribute("aria-selected", "false");
  row.addEventListener("mousedown", (event) => { event.preventDefault(); choose(id); });
  return row;
}

function suggest() {
  const text = byId("search").value;
  const found = findNodes(graph, text);
  byId("suggestions").replaceChildren(...found.map(suggestion));
  byId("suggestions").hidden = found.length === 0;
  byId("search").setAttribute("aria-expanded", String(found.length > 0));
  byId("search").removeAttribute("aria-activedescendant");
  byId("found").textContent = text && !found.length ? "Nothing has this name." : "";
}

/** @param {number} step */
function moveSelection(step) {
  const rows = [...byId("suggestions").children];
  if (!rows.length) return;
  const current = rows.findIndex((row) => row.getAttribute("aria-selected") === "true");
  const next = current < 0 && step < 0 ? rows.length - 1 : (current + step + rows.length) % rows.length;
  rows.forEach((row, position) => row.setAttribute("aria-selected", String(position === next)));
  byId("search").setAttribute("aria-activedescendant", rows[next].id);
  rows[next].scrollIntoView({ block: "nearest" });
}

/** @param {KeyboardEvent} event */
function searchKeys(event) {
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    moveSelection(event.key === "ArrowDown" ? 1 : -1);
  } else if (event.key === "Enter") {
    const rows = [...byId("suggestions").children];
    const row = rows.find((item) => item.getAttribute("aria-selected") === "true") ?? rows[0];
    if (row) choose(row.dataset.node);
  } else if (event.key === "Escape" && !byId("suggestions").hidden) {
    event.stopPropagation();
    closeSuggestions();
  }
}

export function startSearch() {
  byId("search").addEventListener("input", suggest);
  byId("search").addEventListener("keydown", searchKeys);
  byId("search").addEventListener("blur", closeSuggestions);
}
