// The search box and its suggestions.

import { byId, counted, element, shortened, swatch } from "./dom.js";
import { openToRead } from "./panel.js";
import { isServed, prepareSearch, suggestionsFor } from "./source.js";
import { clearTrouble, sayTrouble } from "./trouble.js";

// Milliseconds after a key before a server is asked; the next key of a word comes sooner.
const PAUSE = 120;

/** Resolves when the suggestions for the latest input are shown. @type {Promise<void>} */
let coming = Promise.resolve();

function closeSuggestions() {
  byId("suggestions").hidden = true;
  byId("search").setAttribute("aria-expanded", "false");
  byId("search").removeAttribute("aria-activedescendant");
}

/** @param {string} id */
function choose(id) {
  byId("search").value = "";
  closeSuggestions();
  openToRead(id);
}

/** @param {import("./source.js").Found} found @param {number} position */
function suggestion({ id, kind, label, papers, alias }, position) {
  const names = element("span", {}, element("span", { text: shortened(label, 90), dir: "auto" }));
  if (alias) names.append(element("span", { className: "alias" }, "also written ", element("span", { text: shortened(alias, 60), dir: "auto" })));
  const about = papers === undefined ? kind : `${kind} in ${counted(papers, "paper")}`;
  const row = element("li", { id: `suggestion-${position}` }, swatch(kind), names, element("span", { className: "kind", text: about }));
  row.dataset.node = id;
  row.setAttribute("role", "option");
  row.setAttribute("aria-selected", "false");
  row.addEventListener("mousedown", (event) => { event.preventDefault(); choose(id); });
  return row;
}

/** @param {string} text @param {import("./source.js").Found[]} found */
function showSuggestions(text, found) {
  byId("suggestions").replaceChildren(...found.map(suggestion));
  byId("suggestions").hidden = found.length === 0;
  byId("search").setAttribute("aria-expanded", String(found.length > 0));
  byId("search").removeAttribute("aria-activedescendant");
  byId("found").textContent = text.trim() && !found.length ? "Nothing has this name." : "";
}

/** Ask for suggestions, unless the reader keeps typing. @param {string} text */
async function bringSuggestions(text) {
  await new Promise((resolve) => { setTimeout(resolve, PAUSE); });
  if (byId("search").value !== text) return;
  try {
    const found = await suggestionsFor(text);
    if (byId("search").value !== text || document.activeElement !== byId("search")) return;
    clearTrouble("search");
    showSuggestions(text, found);
  } catch (error) {
    closeSuggestions();
    sayTrouble("search", error, suggest);
  }
}

function suggest() {
  const text = byId("search").value;
  if (!isServed()) showSuggestions(text, suggestionsFor(text));
  coming = isServed() ? bringSuggestions(text) : Promise.resolve();
}

/** @param {number} step */
function moveSelection(step) {
  const rows = [...byId("suggestions").children];
  if (!rows.length || byId("suggestions").hidden) return;
  const current = rows.findIndex((row) => row.getAttribute("aria-selected") === "true");
  const next = current < 0 && step < 0 ? rows.length - 1 : (current + step + rows.length) % rows.length;
  rows.forEach((row, position) => row.setAttribute("aria-selected", String(position === next)));
  byId("search").setAttribute("aria-activedescendant", rows[next].id);
  rows[next].scrollIntoView({ block: "nearest" });
}

/** Open the marked suggestion, or the first. */
async function chooseMarked() {
  const text = byId("search").value;
  await coming;
  if (byId("search").value !== text) return;
  const rows = [...byId("suggestions").children];
  const row = rows.find((item) => item.getAttribute("aria-selected") === "true") ?? rows[0];
  if (row && text) choose(row.dataset.node);
}

/** @param {KeyboardEvent} event */
function searchKeys(event) {
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    if (byId("suggestions").hidden) suggest();
    moveSelection(event.key === "ArrowDown" ? 1 : -1);
  } else if (event.key === "Enter") {
    chooseMarked();
  } else if (event.key === "Escape" && byId("search").value) {
    event.stopPropagation();
    byId("search").value = "";
    showSuggestions("", []);
  }
}

export function startSearch() {
  // Folding all names takes longer than a key may wait.
  byId("search").addEventListener("focus", prepareSearch);
  byId("search").addEventListener("input", suggest);
  byId("search").addEventListener("keydown", searchKeys);
  byId("search").addEventListener("blur", closeSuggestions);
}
