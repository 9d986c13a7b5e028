// The menu of exports: files to save and texts to copy.

import { byId, counted, element } from "./dom.js";
import { endsOf, paperAt } from "./graph.js";
import { pictureImage, pictureValues } from "./picture.js";
import { authorsOf } from "./source.js";
import { tableHead, tableRows } from "./table.js";
import { bibtexText, csvText, sparqlText, svgText } from "./takeaway.js";
import { sayTrouble } from "./trouble.js";
import { graph } from "./unpack.js";

/** @param {string} name @param {string} url */
function save(name, url) {
  const link = element("a");
  link.href = url;
  link.download = name;
  link.click();
}

/** @param {string} name @param {string} type @param {string} text */
function saveText(name, type, text) {
  const url = URL.createObjectURL(new Blob([text], { type }));
  save(name, url);
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}

/** Open the dialog, with a text to copy or without. @param {string} what @param {boolean} hasText */
function openDialog(what, hasText) {
  byId("copied-what").textContent = what;
  for (const id of ["copied-text", "copied-said", "copy-again"]) byId(id).hidden = !hasText;
  byId("copied").showModal();
}

/** Show a text to copy, and copy it if the browser allows. @param {string} what @param {string} text */
async function offer(what, text) {
  byId("copied-text").value = text;
  openDialog(what, true);
  byId("copied-text").select();
  await copyText();
}

async function copyText() {
  let said = "Copied to the clipboard.";
  try {
    await navigator.clipboard.writeText(byId("copied-text").value);
  } catch {
    said = "Press Ctrl+C to copy.";
    byId("copied-text").select();
  }
  byId("copied-said").textContent = said;
}

/** Ids of the papers and entities in view. @returns {{papers: string[], entities: string[]}} */
function inView() {
  const ids = tableRows().map(([id]) => id);
  const isPaper = (id) => graph.numberOf.get(id) < graph.papers;
  return { papers: ids.filter(isPaper), entities: ids.filter((id) => !isPaper(id)) };
}

function offerSparql() {
  const { papers, entities } = inView();
  const inPapers = new Set(papers.map((id) => graph.numberOf.get(id)));
  const isNamed = (id) => endsOf(graph, graph.numberOf.get(id)).some((paper) => inPapers.has(paper));
  const text = sparqlText(graph.raw.base, papers, entities.filter(isNamed), entities.filter((id) => !isNamed(id)));
  return offer("SPARQL query that gives what is in view", text);
}

async function offerBibtex() {
  const ids = inView().papers;
  const authors = await authorsOf(ids);
  const papers = ids.map((id) => ({ ...paperAt(graph, id), authors: authors.get(id) ?? [] }));
  await offer(`BibTeX of ${counted(papers.length, "paper")} in view`, bibtexText(papers));
}

const ACTIONS = {
  "download-png": () => save("papers.png", pictureImage()),
  "download-svg": () => {
    const { nodes, edges, colours } = pictureValues();
    saveText("papers.svg", "image/svg+xml", svgText(nodes, edges, colours));
  },
  "download-csv": () => saveText("papers.csv", "text/csv", csvText([tableHead(), ...tableRows()])),
  "copy-bibtex": () => offerBibtex().catch((error) => sayTrouble("list", error, offerBibtex)),
  "copy-sparql": offerSparql,
  "copy-link": () => offer("Address of this view", location.href),
};

/** Whether the view holds anything that an export would hold. @param {string} id Of the button. */
function isWorthwhile(id) {
  if (id === "copy-link") return true;
  return id === "copy-bibtex" ? inView().papers.length > 0 : tableRows().length > 0;
}

/** @param {boolean} open */
function showMenu(open) {
  byId("take-menu").hidden = !open;
  byId("take").setAttribute("aria-expanded", String(open));
}

export function startSaving() {
  byId("take").addEventListener("click", () => showMenu(byId("take-menu").hidden));
  for (const [id, act] of Object.entries(ACTIONS)) {
    byId(id).addEventListener("click", () => {
      // A menu or dialog that closes returns the focus to the button that opened it.
      byId("take").focus();
      showMenu(false);
      if (isWorthwhile(id)) act();
      else openDialog(id === "copy-bibtex" ? "No papers are in view: there is nothing to export" : "Nothing is in view: there is nothing to export", false);
    });
  }
  byId("copy-again").addEventListener("click", copyText);
  byId("copied-close").addEventListener("click", () => byId("copied").close());
  document.addEventListener("click", (event) => { if (!event.target.closest(".menu")) showMenu(false); });
  byId("take-menu").parentElement.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !event.relatedTarget.closest(".menu")) showMenu(false);
  });
  byId("take-menu").parentElement.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || byId("take-menu").hidden) return;
    event.stopPropagation();
    showMenu(false);
    byId("take").focus();
  });
}
