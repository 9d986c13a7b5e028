// The controls of filters and views, bound to the state.

import { byId, element, swatch } from "./dom.js";
import { allPapers, kindOf, KINDS, ROLES } from "./graph.js";
import { fit, letMove, zoom } from "./picture.js";
import { currentState, setState, visited } from "./state.js";
import { graph } from "./unpack.js";

const FIELDS = ["role", "least", "colour", "from", "to", "score"];

/** @param {string} text */
function hiddenKinds(text) {
  return new Set(text.split(",").filter(Boolean));
}

/** @param {string} theme */
export function shownTheme(theme) {
  return theme || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
}

/** @param {string} kind @param {number} count */
function legendButton(kind, count) {
  const made = element("button", {}, swatch(kind), element("span", { text: kind }), element("span", { className: "soft", text: count.toLocaleString("en") }));
  made.type = "button";
  made.dataset.kind = kind;
  made.addEventListener("click", () => {
    const hidden = hiddenKinds(currentState().hidden);
    if (!hidden.delete(kind)) hidden.add(kind);
    setState({ hidden: [...hidden].sort().join(",") });
  });
  return made;
}

function makeLegend() {
  const { of: whole } = graph.raw;
  const counts = { ...whole?.kinds, paper: allPapers(graph) };
  if (!whole) for (const kind of graph.raw.entities.kind) counts[graph.raw.kinds[kind]] = (counts[graph.raw.kinds[kind]] ?? 0) + 1;
  byId("legend").append(...KINDS.filter((kind) => counts[kind]).map((kind) => legendButton(kind, counts[kind])));
  for (const [value, text] of Object.entries(ROLES)) {
    const option = element("option", { text });
    option.value = value;
    byId("role").append(option);
  }
  const years = whole?.years ?? graph.raw.papers.year.filter(Boolean);
  byId("years").hidden = years.length === 0;
  const [first, last] = years.reduce(([least, most], year) => [Math.min(least, year), Math.max(most, year)], [Infinity, 0]);
  for (const [id, year] of [["from", first], ["to", last]]) if (years.length) Object.assign(byId(id), { placeholder: String(year), min: String(first), max: String(last) });
}

/** Offer the minimum score of an address beside the usual ones. @param {string} score */
function offerScore(score) {
  if ([...byId("score").options].some(({ value }) => value === score)) return;
  const option = element("option", { text: `${score} or more` });
  option.value = score;
  byId("score").append(option);
}

/** @param {import("./state.js").State} state */
export function drawControls(state) {
  const hidden = hiddenKinds(state.hidden);
  const theme = shownTheme(state.theme);
  document.documentElement.dataset.theme = theme;
  byId("legend").dataset.colour = state.colour;
  const pressed = { theme: theme === "dark", "view-toggle": state.as === "table", "papers-only": state.view === "papers" };
  for (const [id, on] of Object.entries(pressed)) byId(id).setAttribute("aria-pressed", String(on));
  const isHeld = document.activeElement === byId("back");
  byId("back").disabled = visited().steps === 0;
  // A disabled button loses the focus.
  if (isHeld && byId("back").disabled) byId("search").focus();
  offerScore(state.score);
  for (const id of FIELDS) byId(id).value = state[id];
  const alone = state.view === "papers";
  // A neighbourhood is shown whole, with the entities that only one paper has.
  byId("least").disabled = alone || kindOf(graph, state.focus) !== undefined;
  for (const made of byId("legend").children) {
    made.setAttribute("aria-pressed", String(!hidden.has(made.dataset.kind)));
    made.disabled = alone && made.dataset.kind !== "paper";
  }
}

/** Put what was set into the view, and what the view holds into the field. @param {HTMLInputElement | HTMLSelectElement} field */
function changeField(field) {
  setState({ [field.id]: field.value });
  field.value = currentState()[field.id];
}

function startPictureTools() {
  byId("fit").addEventListener("click", fit);
  byId("closer").addEventListener("click", () => zoom(1.4));
  byId("wider").addEventListener("click", () => zoom(1 / 1.4));
  byId("move").addEventListener("click", (event) => {
    const moving = event.currentTarget.getAttribute("aria-pressed") !== "true";
    event.currentTarget.setAttribute("aria-pressed", String(moving));
    letMove(moving);
  });
}

/** @param {KeyboardEvent} event */
function pageKeys(event) {
  if (event.key === "/" && !["INPUT", "SELECT", "TEXTAREA"].includes(document.activeElement.tagName)) {
    event.preventDefault();
    byId("search").focus();
  } else if (event.key === "Escape" && !byId("copied").open) setState({ node: "", compare: "" });
}

export function startControls() {
  makeLegend();
  startPictureTools();
  byId("page-title").textContent = document.title;
  byId("back").addEventListener("click", () => history.back());
  byId("view-toggle").addEventListener("click", () => setState({ as: currentState().as === "table" ? "picture" : "table" }));
  byId("papers-only").addEventListener("click", () => setState({ view: currentState().view === "papers" ? "graph" : "papers" }));
  byId("theme").addEventListener("click", () => setState({ theme: shownTheme(currentState().theme) === "dark" ? "light" : "dark" }));
  for (const id of FIELDS) byId(id).addEventListener("change", (event) => changeField(event.target));
  byId("filters-toggle").addEventListener("click", (event) => {
    const open = byId("filters").classList.toggle("open");
    event.currentTarget.setAttribute("aria-expanded", String(open));
  });
  document.addEventListener("keydown", pageKeys);
}
