// Starts the page: unpacks the graph, then draws the state whenever it changes.

import { drawControls, startControls } from "./controls.js";
import { byId } from "./dom.js";
import { drawPanel, sayLinksDrawn } from "./panel.js";
import { drawing, drawPicture, readColours, startPicture } from "./picture.js";
import { startSaving } from "./saving.js";
import { startSearch } from "./search.js";
import { selectionOf, showingText } from "./selection.js";
import { loadFor } from "./source.js";
import { currentState, startState, watchState } from "./state.js";
import { drawTable, listInView } from "./table.js";
import { clearTrouble, sayTrouble } from "./trouble.js";
import { graph, loadGraph } from "./unpack.js";

/** @param {import("./state.js").State} state */
function draw(state) {
  const selection = selectionOf(graph, state);
  drawControls(state);
  readColours();
  drawTable(state);
  drawPanel(state);
  sayLinksDrawn(selection, state);
  // Before the picture, which is fitted under this line.
  byId("showing").textContent = showingText(state.as === "table" ? listInView() : selection, state);
  drawPicture(selection, state);
}

/** The latest view that was requested; the data of an older one may arrive after it. */
let latest = null;

/** Draw a view once its data are loaded. @param {import("./state.js").State} state */
async function show(state) {
  latest = state;
  const loading = loadFor(state);
  if (loading) {
    byId("showing").textContent = "Loading…";
    try {
      await loading;
      clearTrouble("view");
    } catch (error) {
      sayTrouble("view", error, () => show(currentState()));
    }
  }
  if (latest === state) draw(state);
}

async function start() {
  await loadGraph();
  const { focus, depth } = graph.raw;
  // With one or two papers, entities that only one paper has are shown too.
  startState({ node: focus, focus, depth: focus ? String(depth) : "1", least: graph.papers < 3 ? "1" : "2" });
  startControls();
  startSearch();
  startSaving();
  startPicture();
  watchState(show);
  for (const colours of ["(prefers-color-scheme: dark)", "(forced-colors: active)"]) matchMedia(colours).addEventListener("change", () => show(currentState()));
  // Paper is white, and the picture holds its own colours.
  window.addEventListener("beforeprint", () => draw({ ...currentState(), theme: "light" }));
  window.addEventListener("afterprint", () => draw(currentState()));
  await show(currentState());
  window.kgViewer = { ...drawing, state: () => ({ ...currentState() }) };
  performance.mark("drawn");
  document.body.dataset.drawn = "";
}

start();
