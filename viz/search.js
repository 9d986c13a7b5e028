// The search box and its suggestions.

import { byId, counted, element, shortened, swatch } from "./dom.js";
import { openToRead } from "./panel.js";
import { isServed, prepareSearch, suggestionsFor } from "./source.js";
import { clearTrouble, sayTrouble } from "./trouble.js";

// Milliseconds after a key before a server is asked; the next key of a word comes sooner.
const PAUSE = 120;
// Suggestions that a list has at first, by how many times more one choice lengthens it, and at the most.
const FIRST_SUGGESTED = 12;
const TIMES_MORE = 4;
const MOST_SUGGESTED = 768;
/** Suggestions that the list for the latest input may have. */
let room = FIRST_SUGGESTED;

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

/** The last suggestion: a longer list. @param {number} position */
function moreSuggestions(position) {
  const row = element("li", { id: `suggestion-${position}`, className: "others", text: "More…" });
  row.setAttribute("role", "option");
  row.setAttribute("aria-selected", "false");
  row.addEventListener("mousedown", (event) => { event.preventDefault(); lengthen(); });
  return row;
}

/** @param {string} text @param {import("./source.js").Suggestions} found */
function showSuggestions(text, { items, more }) {
  const rows = items.map(suggestion);
  if (more && room < MOST_SUGGESTED) rows.push(moreSuggestions(rows.length));
  byId("suggestions").replaceChildren(...rows);
  byId("suggestions").hidden = items.length === 0;
  byId("search").setAttribute("aria-expanded", String(items.length > 0));
  byId("search").removeAttribute("aria-activedescendant");
  byId("found").textContent = text.trim() && !items.length ? "Nothing has this name." : "";
}

/** Show more suggestions for the same input, the first new one marked. */
async function lengthen() {
  const [place, top] = [byId("suggestions").children.length - 1, byId("suggestions").scrollTop];
  room *= TIMES_MORE;
  suggest();
  await coming;
  const rows = [...byId("suggestions").children];
  byId("suggestions").scrollTop = top;
  if (rows[place]) mark(rows, place);
}

/** Ask for suggestions, unless the reader keeps typing. @param {string} text */
async function bringSuggestions(text) {
  await new Promise((resolve) => { setTimeout(resolve, PAUSE); });
  if (byId("search").value !== text) return;
  try {
    const found = await suggestionsFor(text, room);
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
  if (!isServed()) showSuggestions(text, suggestionsFor(text, room));
  coming = isServed() ? bringSuggestions(text) : Promise.resolve();
}

/** @param {Element[]} rows @param {number} place */
function mark(rows, place) {
  rows.forEach((row, position) => row.setAttribute("aria-selected", String(position === place)));
  byId("search").setAttribute("aria-activedescendant", rows[place].id);
  rows[place].scrollIntoView({ block: "nearest" });
}

/** @param {number} step */
function moveSelection(step) {
  const rows = [...byId("suggestions").children];
  if (!rows.length || byId("suggestions").hidden) return;
  const current = rows.findIndex((row) => row.getAttribute("aria-selected") === "true");
  mark(rows, current < 0 && step < 0 ? rows.length - 1 : (current + step + rows.length) % rows.length);
}

/** Open the marked suggestion, or the first. */
async function chooseMarked() {
  const text = byId("search").value;
  await coming;
  if (byId("search").value !== text) return;
  const rows = [...byId("suggestions").children];
  const row = rows.find((item) => item.getAttribute("aria-selected") === "true") ?? rows[0];
  if (row && text && !row.dataset.node) lengthen();
  else if (row && text) choose(row.dataset.node);
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
    showSuggestions("", { items: [], more: false });
  }
}

export function startSearch() {
  // Folding all names takes longer than a key may wait.
  byId("search").addEventListener("focus", prepareSearch);
  byId("search").addEventListener("input", () => { room = FIRST_SUGGESTED; suggest(); });
  byId("search").addEventListener("keydown", searchKeys);
  byId("search").addEventListener("blur", closeSuggestions);
}
