// The drawing: vis-network handles nodes, zoom and drags; lines and labels are drawn here in bulk.

import { hideCard } from "./card.js";
import { byId, shortened } from "./dom.js";
import { kindOf, labelOf, weightOf } from "./graph.js";
import { placeLabels } from "./labels.js";
import { idOf, keyOf } from "./node_key.js";
import { openToRead } from "./panel.js";
import { addPlaces, ringPlaces } from "./places.js";
import { startPointing } from "./pointing.js";
import { currentState } from "./state.js";
import { graph } from "./unpack.js";

export const SHAPES = { paper: "square", method: "dot", dataset: "square", benchmark: "diamond", task: "triangle", metric: "triangleDown" };
// Colours of the largest communities; readers could not tell more of them apart.
const COMMUNITY_COLOURS = ["#0072b2", "#d55e00", "#009e73", "#b4649a", "#8a6d00", "#4b6cb7", "#b4483c", "#3f8a8a"];
const OTHER_COLOUR = "#7a7a7a";
const MOST_LABELS = 140;
// Among more nodes than this, borders separate nothing and take a third of the drawing time.
const MOST_BORDERED = 1500;
// Zoom from which papers have labels too, if entities are drawn among them.
const PAPER_LABELS_FROM = 0.75;
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
let framed = "";
/** Which kind of picture is drawn. */
let drawnKey = "";
let isMoving = false;
/** Positions of nodes for each kind of picture, updated when nodes are dragged. @type {Map<string, Map<string, {x: number, y: number}>>} */
const placesOf = new Map();
/** Communities of nodes by view: papers alone form different ones. @type {Map<string, Map<string, number>>} */
const communitiesOf = new Map();
const widths = new Map();
const colours = {};

export function readColours() {
  const style = getComputedStyle(document.documentElement);
  for (const name of ["paper", "method", "dataset", "benchmark", "task", "metric", "text", "soft", "back", "edge", "accent"]) colours[name] = style.getPropertyValue(`--${name}`).trim();
}

/** @param {import("./state.js").State} state */
function pictureKey(state) {
  return kindOf(graph, state.focus) ? `${state.view} ${state.depth} ${state.focus}` : state.view;
}

/** Whether Python laid out this picture: the whole, or the neighbourhood that the page begins with. @param {import("./state.js").State} state */
function isLaidOut({ focus, depth, view }) {
  const { raw } = graph;
  return !kindOf(graph, focus) || (focus === raw.focus && depth === String(raw.depth) && view === "graph");
}

/** @param {import("./selection.js").Selection} selection @param {import("./state.js").State} state */
function placesFor(selection, state) {
  const key = pictureKey(state);
  if (!placesOf.has(key)) {
    const laidOut = state.view === "papers" ? graph.raw.paper_nodes : graph.raw.nodes;
    placesOf.set(key, isLaidOut(state)
      ? new Map(laidOut.map(([node, x, y]) => [graph.ids[node], { x, y }]))
      : ringPlaces(selection.nodes, selection.edges, state.focus));
    if (!communitiesOf.has(state.view)) communitiesOf.set(state.view, new Map(laidOut.map(([node, , , community]) => [graph.ids[node], community])));
  }
  return addPlaces(placesOf.get(key), selection.nodes, selection.edges);
}

/** @param {string} id @param {number} degree @param {boolean} alone Whether only papers are drawn. */
function rowOf(id, degree, alone) {
  const kind = kindOf(graph, id);
  const value = kind === "paper" ? degree / 20 : degree * (0.3 + weightOf(graph, graph.numberOf.get(id)));
  const size = kind === "paper" ? (alone ? 6 + Math.min(6, degree / 2) : 5) : 6 + 3.4 * Math.sqrt(value);
  return { id, kind, value, size: kind === "dataset" ? 0.9 * size : size };
}

/** @param {string} id @param {string} kind @param {import("./state.js").State} state */
function colourOf(id, kind, { colour, view }) {
  return colour === "community" ? COMMUNITY_COLOURS[communitiesOf.get(view).get(id)] ?? OTHER_COLOUR : colours[kind];
}

/** @param {{id: string, kind: string, size: number}} row @param {{x: number, y: number}} place @param {import("./state.js").State} state */
function styled({ id, kind, size }, { x, y }, state) {
  const colour = colourOf(id, kind, state);
  const chosen = id === state.node || id === state.compare;
  const border = chosen ? colours.text : colours.back;
  return {
    id: keyOf(id), x, y, size, shape: SHAPES[kind], borderWidth: chosen ? 3 : Number(rows.length <= MOST_BORDERED), borderWidthSelected: 3,
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
  rows = selection.nodes.map((id) => rowOf(id, degrees.get(id) ?? 0, state.view === "papers"))
    .sort((a, b) => b.value - a.value || (a.id < b.id ? -1 : 1));
  edges = selection.edges;
  near = nearOf(selection, state);
  const kept = new Set(selection.nodes);
  nodeSet.remove(nodeSet.getIds().filter((key) => !kept.has(idOf(key))));
  nodeSet.update(rows.map((row) => styled(row, places.get(row.id), state)));
  if (isMoving) letMove(true);
  network.selectNodes(kept.has(state.node) ? [keyOf(state.node)] : [], false);
  byId("empty").hidden = rows.length > 0;
  frame(state);
  hideCard();
  network.redraw();
}

/** A node as the library holds it. @param {string} id @returns {{x: number, y: number} | undefined} */
function drawnAt(id) {
  return network.body.nodes[keyOf(id)];
}

/** Take up the room beside the panel. The library would do so only later, and would move the nodes from under the pointer. */
function takeRoom() {
  const { view } = network.body;
  const [scale, { x, y }] = [view.scale, view.translation];
  network.setSize("100%", "100%");
  Object.assign(view, { scale, translation: { x, y } });
}

/** Fit a new picture into the frame, and move the frame to the open node if that lies outside. @param {import("./state.js").State} state */
function frame(state) {
  const key = pictureKey(state);
  if (state.as === "table") return;
  takeRoom();
  if (key !== framed) {
    framed = key;
    fit();
  }
  const place = drawnAt(state.node);
  if (!place) return;
  const { x, y } = network.canvasToDOM(place);
  const area = byId("network").getBoundingClientRect();
  if (x < 20 || y < 20 || x > area.width - 20 || y > area.height - 20) network.moveTo({ position: { x: place.x, y: place.y }, scale: Math.max(network.getScale(), 0.6) });
}

export function fit() {
  hideCard();
  network.fit({ animation: false, maxZoomLevel: 1.1 });
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
  if (moving) edgeSet.add(edges.map(({ from, to }) => ({ from: keyOf(from), to: keyOf(to), hidden: true })));
  network.setOptions({ physics: { enabled: moving } });
  if (!moving) rememberPlaces(rows.map(({ id }) => id));
}

/** @param {string[]} ids */
function rememberPlaces(ids) {
  const places = placesOf.get(drawnKey);
  for (const id of ids) places.set(id, network.getPosition(keyOf(id)));
}

/** @param {import("./selection.js").Edge} edge */
function isStrong({ from, to }) {
  const { node, compare } = currentState();
  return compare && near.size ? near.has(from) && near.has(to) : from === node || to === node;
}

/** @param {CanvasRenderingContext2D} context */
function drawLines(context) {
  const scale = network.getScale();
  const strong = edges.filter(isStrong);
  for (const [list, colour, opacity, width] of [[edges, colours.edge, near.size ? 0.35 : 0.75, 1], [strong, colours.accent, 0.9, 1.6]]) {
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

/** @param {boolean} everywhere Also outside the visible part. @returns {import("./labels.js").Label[]} */
function labelsNow(everywhere) {
  const scale = network.getScale();
  const area = byId("network").getBoundingClientRect();
  const alone = currentState().view === "papers";
  const candidates = [];
  const ordered = near.size ? [...rows.filter(({ id }) => near.has(id)), ...(everywhere ? rows.filter(({ id }) => !near.has(id)) : [])] : rows;
  for (const { id, kind, size, value } of ordered) {
    if (kind === "paper" && !alone && !near.has(id) && scale < PAPER_LABELS_FROM) continue;
    const node = drawnAt(id);
    if (!node) continue;
    const { x, y } = network.canvasToDOM(node);
    if (!everywhere && (x < -60 || y < -20 || x > area.width + 60 || y > area.height + 20)) continue;
    candidates.push({ id, x, y, below: size * scale + 3, text: shortened(labelOf(graph, id), kind === "paper" ? 32 : 28), size: kind === "paper" ? 11 : Math.min(16, 11.5 + 0.7 * Math.sqrt(value)), paper: kind === "paper" });
    if (candidates.length > 4 * MOST_LABELS && !everywhere) break;
  }
  return candidates;
}

const FACE = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', sans-serif";

/** @param {CanvasRenderingContext2D} context */
function drawLabels(context) {
  const scale = network.getScale();
  const widthOf = ({ text, size }) => {
    const key = `${size} ${text}`;
    if (!widths.has(key)) {
      context.font = `${size}px ${FACE}`;
      widths.set(key, context.measureText(text).width);
    }
    return widths.get(key);
  };
  context.save();
  context.textAlign = "center";
  context.textBaseline = "top";
  context.lineJoin = "round";
  context.strokeStyle = colours.back;
  for (const label of placeLabels(labelsNow(false), (each) => widthOf(each), MOST_LABELS)) {
    const { x, y } = drawnAt(label.id);
    const top = y + label.below / scale;
    context.font = `${label.size / scale}px ${FACE}`;
    context.lineWidth = 3.5 / scale;
    context.strokeText(label.text, x, top);
    context.fillStyle = label.paper ? colours.soft : colours.text;
    context.fillText(label.text, x, top);
  }
  context.restore();
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
  startPointing(network);
  network.on("dragEnd", ({ nodes }) => rememberPlaces(nodes.map(idOf)));
  // The library makes its own frame a second tab stop, without a name.
  byId("network").querySelector(".vis-network").tabIndex = -1;
  byId("network").addEventListener("keydown", pictureKeys);
}

/** The picture as values, for an SVG file. */
export function pictureValues() {
  const scale = network.getScale();
  const labels = new Map(placeLabels(labelsNow(true), ({ text, size }) => 0.56 * size * text.length, rows.length).map((label) => [label.id, label]));
  const placed = new Map(rows.map((row) => {
    const { x, y } = drawnAt(row.id);
    const label = labels.get(row.id);
    return [row.id, {
      x: Math.round(x), y: Math.round(y), shape: SHAPES[row.kind], size: Math.round(row.size), colour: colourOf(row.id, row.kind, currentState()),
      title: labelOf(graph, row.id), label: label?.text ?? "", fontSize: Math.round(label ? label.size / scale : 0),
    }];
  }));
  return {
    nodes: [...placed.values()],
    edges: edges.map((edge) => ({ from: placed.get(edge.from), to: placed.get(edge.to), width: isStrong(edge) ? 2 : 1 })),
    colours: { back: colours.back, text: colours.text, edge: colours.edge },
  };
}

/** The picture as it is on the screen, on its background. @returns {string} A data URL. */
export function pictureImage() {
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
  positions: (ids) => ids.map((id) => network.canvasToDOM(drawnAt(id))),
  panBy: (dx, dy) => {
    const { x, y } = network.getViewPosition();
    network.moveTo({ position: { x: x + dx, y: y + dy } });
  },
};
