// The drawing: vis-network handles nodes, zoom and drags; lines and labels are drawn here in bulk.

import { hideCard } from "./card.js";
import { communityColour } from "./communities.js";
import { byId } from "./dom.js";
import { fitted, isFree, middleFor } from "./fitting.js";
import { kindOf, labelOf, weightOf } from "./graph.js";
import { placeLabels } from "./labels.js";
import { letter, lettered, lettersOf, widthOf } from "./lettering.js";
import { drawnAs, idOf } from "./node_key.js";
import { openToRead } from "./panel.js";
import { pictureKey, placesFor, rememberPlace } from "./placing.js";
import { startPointing } from "./pointing.js";
import { currentState } from "./state.js";
import { graph } from "./unpack.js";

export const SHAPES = { paper: "square", method: "dot", dataset: "square", benchmark: "diamond", task: "triangle", metric: "triangleDown" };
const MOST_LABELS = 140;
// Up to so many lines are drawn in their full colour.
const PLAIN_LINES = 300;
// Among more nodes than this, borders separate nothing and take a third of the drawing time.
const MOST_BORDERED = 1500;
// Pixels that the line above the picture and the buttons below it take.
const MARGINS = { top: 40, right: 16, bottom: 60, left: 16 };
const GREATEST_FIT = 1.1;
// Pixels of a screen's shorter side under which more nodes than these are drawn so much larger.
const SMALL_SCREEN = 500;
const MOST_PLAIN_SIZED = 150;
const ON_SMALL_SCREENS = 2;
// The least scale at which the page shows a node that it moves to.
const LEAST_OPENED = 0.6;
// Part of the width that labels may take on either side; in a narrow window they would leave none to the nodes.
const MOST_BESIDE = 0.08;
// The sheet for which a file is lettered, whatever the window.
const SHEET = { width: 1200, height: 800, top: 0, right: 0, bottom: 0, left: 0 };
// Pixels by which one press of an arrow key moves the picture; a held key repeats.
const STEP = 60;

let network = null;
let nodeSet = null;
let edgeSet = null;
/** Drawn nodes, the most telling first. @type {Array<{id: string, kind: string, size: number, value: number}>} */
let rows = [];
/** @type {import("./selection.js").Edge[]} */
let edges = [];
let near = new Set();
/** The labels drawn last. @type {import("./labels.js").Placed[]} */
let placed = [];
let framed = "";
/** The view as the page set it last; one that a reader has moved is another. */
let ownView = "";
/** The reader's view before the page moved it to an open node; null if the whole was in view. @type {?{position: {x: number, y: number}, scale: number}} */
let homeView = null;
/** Whether a node of the picture was open when it was drawn last. */
let hadOpen = false;
/** Which kind of picture is drawn. */
let drawnKey = "";
let isMoving = false;
const colours = {};

export function readColours() {
  const style = getComputedStyle(document.documentElement);
  for (const name of ["paper", "method", "dataset", "benchmark", "task", "metric", "text", "soft", "back", "edge", "accent"]) colours[name] = style.getPropertyValue(`--${name}`).trim();
}

/** How much larger many nodes are drawn on a small screen, where they would be specks. @param {number} count */
function enlargement(count) {
  const isSmall = Math.min(window.innerWidth, window.innerHeight) < SMALL_SCREEN;
  return isSmall && count > MOST_PLAIN_SIZED ? ON_SMALL_SCREENS : 1;
}

/** @param {string} id @param {number} degree @param {boolean} alone Whether only papers are drawn. @param {number} enlarged */
function rowOf(id, degree, alone, enlarged) {
  const kind = kindOf(graph, id);
  const value = kind === "paper" ? degree / 20 : degree * (0.3 + weightOf(graph, graph.numberOf.get(id)));
  const size = kind === "paper" ? (alone ? 6 + Math.min(6, degree / 2) : 5) : 6 + 3.4 * Math.sqrt(value);
  return { id, kind, value, size: enlarged * (kind === "dataset" ? 0.9 * size : size) };
}

/** @param {string} id @param {string} kind @param {import("./state.js").State} state */
function colourOf(id, kind, { colour, view }) {
  return colour === "community" ? communityColour(id, view) : colours[kind];
}

/** @param {{id: string, kind: string, size: number}} row @param {{x: number, y: number}} place @param {import("./state.js").State} state */
function styled({ id, kind, size }, { x, y }, state) {
  const colour = colourOf(id, kind, state);
  const chosen = id === state.node || id === state.compare;
  const border = chosen ? colours.text : colours.back;
  return {
    id: drawnAs(id), x, y, size, shape: SHAPES[kind], borderWidth: chosen ? 3 : Number(rows.length <= MOST_BORDERED), borderWidthSelected: 3,
    color: { background: colour, border, highlight: { background: colour, border: colours.text }, hover: { background: colour, border: colours.text } },
    opacity: near.size && !near.has(id) ? 0.2 : 1,
  };
}

/** @param {import("./selection.js").Selection} selection @param {import("./state.js").State} state */
function nearOf(selection, state) {
  if (selection.path.length) return new Set(selection.path);
  if (!selection.nodes.includes(state.node)) return new Set();
  const touching = selection.edges.filter(({ from, to }) => from === state.node || to === state.node);
  return new Set([state.node, ...touching.flatMap(({ from, to }) => [from, to])]);
}

/** @param {import("./selection.js").Selection} selection @param {import("./state.js").State} state */
export function drawPicture(selection, state) {
  // Springs have moved the nodes since they were placed.
  if (isMoving) rememberPlaces(rows.map(({ id }) => id));
  const places = placesFor(selection, state);
  drawnKey = pictureKey(state);
  const degrees = new Map();
  for (const { from, to } of selection.edges) for (const end of [from, to]) degrees.set(end, (degrees.get(end) ?? 0) + 1);
  const enlarged = enlargement(selection.nodes.length);
  rows = selection.nodes.map((id) => rowOf(id, degrees.get(id) ?? 0, state.view === "papers", enlarged))
    .sort((a, b) => b.value - a.value || (a.id < b.id ? -1 : 1));
  edges = selection.edges;
  near = nearOf(selection, state);
  const kept = new Set(selection.nodes);
  nodeSet.remove(nodeSet.getIds().filter((key) => !kept.has(idOf(key))));
  nodeSet.update(rows.map((row) => styled(row, places.get(row.id), state)));
  if (isMoving) letMove(true);
  network.selectNodes(kept.has(state.node) ? [drawnAs(state.node)] : [], false);
  byId("empty").hidden = rows.length > 0;
  frame(state);
  hideCard();
  network.redraw();
}

/** A node as the library holds it. @param {string} id @returns {{x: number, y: number} | undefined} */
function drawnAt(id) {
  return network.body.nodes[drawnAs(id)];
}

/** Take up the room beside the panel. The library would do so only later, and would move the nodes from under the pointer. */
function takeRoom() {
  const { view } = network.body;
  const [scale, { x, y }] = [view.scale, view.translation];
  network.setSize("100%", "100%");
  Object.assign(view, { scale, translation: { x, y } });
}

/** The window of the picture; the line above it takes the more room the narrower the window is. @returns {import("./fitting.js").Frame} */
function frameNow() {
  const { width, height, top } = byId("network").getBoundingClientRect();
  const said = byId("showing").getBoundingClientRect();
  return { ...MARGINS, width, height, top: Math.max(MARGINS.top, Math.min(height / 3, said.bottom - top + 8)) };
}

/** What part of the picture is seen. */
function viewNow() {
  const { scale, translation: { x, y } } = network.body.view;
  return JSON.stringify([scale, x, y]);
}

/** Move the view to an open node that lies outside of it. @param {{x: number, y: number}} place */
function moveTo(place) {
  if (viewNow() !== ownView) homeView = { position: network.getViewPosition(), scale: network.getScale() };
  const scale = Math.max(network.getScale(), LEAST_OPENED);
  network.moveTo({ position: middleFor(frameNow(), place, scale), scale });
  ownView = viewNow();
}

/** Fit a new picture into the frame, move to an open node that lies outside, and back when it is closed. @param {import("./state.js").State} state */
function frame(state) {
  if (state.as === "table") return;
  const key = pictureKey(state);
  const isUnmoved = viewNow() === ownView;
  takeRoom();
  const place = drawnAt(state.node);
  const isLeft = !place && hadOpen;
  hadOpen = Boolean(place);
  if (key !== framed || (isLeft && isUnmoved && !homeView)) {
    framed = key;
    fit();
  } else if (isLeft && isUnmoved) {
    network.moveTo(homeView);
  }
  if (place && !isFree(frameNow(), network.canvasToDOM(place))) moveTo(place);
}

/** Nodes with the room of the labels that they may have. @param {number} scale @param {number} most Pixels for a label beyond its node. @returns {import("./fitting.js").Extent[]} */
function extentsAt(scale, most) {
  const labelled = new Set(lettered(rows, near, currentState().view === "papers", scale));
  return rows.filter(({ id }) => drawnAt(id)).map((row) => {
    const { x, y } = drawnAt(row.id);
    const letters = labelled.has(row) ? lettersOf(row) : null;
    return { x, y, size: row.size, half: letters ? Math.min(most, widthOf(letters) / 2 + 3) : 0, high: letters ? 1.25 * letters.size + 4 : 0 };
  });
}

/** Show the whole picture. */
export function fit() {
  hideCard();
  if (!rows.length) return;
  const room = frameNow();
  const { scale, x, y } = fitted((tried) => extentsAt(tried, MOST_BESIDE * room.width), room, GREATEST_FIT);
  network.moveTo({ position: { x, y }, scale });
  homeView = null;
  ownView = viewNow();
}

/** @param {number} factor */
export function zoom(factor) {
  hideCard();
  network.moveTo({ scale: Math.max(0.02, Math.min(4, network.getScale() * factor)) });
}

/** Let springs move the nodes, or stop them. @param {boolean} moving */
export function letMove(moving) {
  isMoving = moving;
  edgeSet.clear();
  if (moving) edgeSet.add(edges.map(({ from, to }) => ({ from: drawnAs(from), to: drawnAs(to), hidden: true })));
  network.setOptions({ physics: { enabled: moving } });
  if (!moving) rememberPlaces(rows.map(({ id }) => id));
}

/** @param {string[]} ids */
function rememberPlaces(ids) {
  for (const id of ids) rememberPlace(drawnKey, id, network.getPosition(drawnAs(id)));
}

/** @param {import("./selection.js").Edge} edge */
function isStrong({ from, to }) {
  const { node, compare } = currentState();
  return compare && near.size ? near.has(from) && near.has(to) : from === node || to === node;
}

/** Many lines lie over one another, and would hide what they join. */
function lineOpacity() {
  return Math.max(0.5, Math.min(1, PLAIN_LINES / edges.length));
}

/** @param {CanvasRenderingContext2D} context */
function drawLines(context) {
  const scale = network.getScale();
  const strong = edges.filter(isStrong);
  for (const [list, colour, opacity, width] of [[edges, colours.edge, near.size ? 0.35 : lineOpacity(), 1], [strong, colours.accent, 0.9, 1.6]]) {
    context.beginPath();
    for (const { from, to } of list) {
      const [a, b] = [drawnAt(from), drawnAt(to)];
      if (!a || !b) continue;
      context.moveTo(a.x, a.y);
      context.lineTo(b.x, b.y);
    }
    context.globalAlpha = opacity;
    context.strokeStyle = colour;
    context.lineWidth = width / Math.max(scale, 0.5);
    context.stroke();
  }
  context.globalAlpha = 1;
}

/** The drawn nodes in pixels. @param {(id: string) => {x: number, y: number}} placeOf @param {number} scale @returns {import("./labels.js").Mark[]} */
function marksBy(placeOf, scale) {
  return rows.filter(({ id }) => drawnAt(id)).map(({ id, size }) => ({ id, ...placeOf(id), radius: size * scale }));
}

/** The nodes in the visible part of the picture. */
function marksNow() {
  const { width, height } = byId("network").getBoundingClientRect();
  return marksBy((id) => network.canvasToDOM(drawnAt(id)), network.getScale())
    .filter(({ x, y }) => x > -60 && y > -20 && x < width + 60 && y < height + 20);
}

/** @param {import("./labels.js").Mark[]} marks @param {import("./lettering.js").Row[]} labelled @param {number} most @returns {import("./labels.js").Label[]} */
function labelsOf(marks, labelled, most) {
  const places = new Map(marks.map((mark) => [mark.id, mark]));
  return labelled.filter(({ id }) => places.has(id)).slice(0, most).map((row) => ({ ...places.get(row.id), ...lettersOf(row) }));
}

/** @param {CanvasRenderingContext2D} context */
function drawLabels(context) {
  const scale = network.getScale();
  const { width, height } = byId("network").getBoundingClientRect();
  // What is faded beside an open node may be covered.
  const marks = marksNow().filter(({ id }) => !near.size || near.has(id));
  const candidates = labelsOf(marks, lettered(rows, near, currentState().view === "papers", scale), 4 * MOST_LABELS);
  placed = placeLabels(candidates, marks, widthOf, MOST_LABELS, [0, 0, width, height]);
  letter(context, placed, scale, (point) => network.DOMtoCanvas(point), colours);
}

/** Open the node nearest to the middle of the picture. */
function openNearest() {
  const area = byId("network").getBoundingClientRect();
  const middle = network.DOMtoCanvas({ x: area.width / 2, y: area.height / 2 });
  const distance = ({ id }) => Math.hypot(drawnAt(id).x - middle.x, drawnAt(id).y - middle.y);
  const found = rows.reduce((best, row) => (!best || distance(row) < distance(best) ? row : best), null);
  if (found) openToRead(found.id);
}

/** Move the visible part. @param {number} dx @param {number} dy In pixels of the screen. */
function pan(dx, dy) {
  hideCard();
  const { x, y } = network.getViewPosition();
  const scale = network.getScale();
  network.moveTo({ position: { x: x + dx / scale, y: y + dy / scale } });
}

const KEYS = {
  ArrowLeft: () => pan(-STEP, 0), ArrowRight: () => pan(STEP, 0), ArrowUp: () => pan(0, -STEP), ArrowDown: () => pan(0, STEP),
  "+": () => zoom(1.2), "=": () => zoom(1.2), "-": () => zoom(1 / 1.2), Enter: openNearest,
};

/** @param {KeyboardEvent} event */
function pictureKeys(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || !Object.hasOwn(KEYS, event.key)) return;
  event.preventDefault();
  KEYS[event.key]();
}

export function startPicture() {
  readColours();
  nodeSet = new vis.DataSet();
  edgeSet = new vis.DataSet();
  network = new vis.Network(byId("network"), { nodes: nodeSet, edges: edgeSet }, {
    physics: { enabled: false, barnesHut: { springLength: 110, avoidOverlap: 0.4 }, stabilization: false },
    layout: { improvedLayout: false },
    interaction: { hover: true, tooltipDelay: 1e9, zoomSpeed: 0.6 },
    edges: { smooth: false },
  });
  network.on("beforeDrawing", drawLines);
  network.on("afterDrawing", drawLabels);
  startPointing(network, () => ({ marks: marksNow(), labels: placed }));
  network.on("dragEnd", ({ nodes }) => rememberPlaces(nodes.map(idOf)));
  // The library makes its own frame a second tab stop, without a name.
  byId("network").querySelector(".vis-network").tabIndex = -1;
  byId("network").addEventListener("keydown", pictureKeys);
}

/** Labels for a file, by node: as large as the sheet asks for, whatever the window shows. */
function labelsOnSheet() {
  const { scale } = fitted((tried) => extentsAt(tried, MOST_BESIDE * SHEET.width), SHEET, GREATEST_FIT);
  const marks = marksBy((id) => ({ x: drawnAt(id).x * scale, y: drawnAt(id).y * scale }), scale);
  const ordered = [...rows.filter(({ id }) => near.has(id)), ...rows.filter(({ id }) => !near.has(id))];
  const candidates = labelsOf(marks, lettered(ordered, new Set(), currentState().view === "papers" || near.size > 0, scale), rows.length);
  const estimated = ({ text, size }) => 0.56 * size * text.length;
  return new Map(placeLabels(candidates, marks, estimated, rows.length).map(({ id, text, size, middle, top }) => {
    const rounded = { x: Math.round(middle / scale), y: Math.round((top + size) / scale), size: Math.round(size / scale) };
    return [id, { text, ...rounded, width: Math.round(estimated({ text, size }) / scale) }];
  }));
}

/** The picture as values, for an SVG file. */
export function pictureValues() {
  const labels = labelsOnSheet();
  const values = new Map(rows.map((row) => {
    const { x, y } = drawnAt(row.id);
    return [row.id, {
      x: Math.round(x), y: Math.round(y), shape: SHAPES[row.kind], size: Math.round(row.size), colour: colourOf(row.id, row.kind, currentState()),
      title: labelOf(graph, row.id), label: labels.get(row.id) ?? null,
    }];
  }));
  return {
    nodes: [...values.values()],
    edges: edges.map((edge) => ({ from: values.get(edge.from), to: values.get(edge.to), width: isStrong(edge) ? 2 : 1 })),
    colours: { back: colours.back, text: colours.text, edge: colours.edge },
  };
}

/** Draw the picture that the table hides, where nobody sees it. @param {() => string} take @returns {string} */
function behindTheTable(take) {
  const [section, fitBefore] = [byId("network-view"), framed];
  section.classList.add("unseen");
  section.hidden = false;
  frame({ ...currentState(), as: "picture" });
  network.redraw();
  const taken = take();
  section.hidden = true;
  section.classList.remove("unseen");
  // The picture has another room when it is shown again.
  framed = fitBefore;
  return taken;
}

/** The picture as it is on the screen, on its background. @returns {string} A data URL. */
export function pictureImage() {
  if (byId("network-view").hidden) return behindTheTable(pictureImage);
  const drawn = byId("network").querySelector("canvas");
  const copy = Object.assign(document.createElement("canvas"), { width: drawn.width, height: drawn.height });
  const context = copy.getContext("2d");
  context.fillStyle = colours.back;
  context.fillRect(0, 0, copy.width, copy.height);
  context.drawImage(drawn, 0, 0);
  return copy.toDataURL("image/png");
}

/** What tests and readers' scripts may ask of the drawing. */
export const drawing = {
  drawn: () => rows.map(({ id }) => id),
  edges: () => edges.length,
  labels: () => placed.map(({ id, text, box }) => ({ id, text, box })),
  positions: (ids) => ids.map((id) => network.canvasToDOM(drawnAt(id))),
  panBy: (dx, dy) => {
    const { x, y } = network.getViewPosition();
    network.moveTo({ position: { x: x + dx, y: y + dy } });
  },
};
