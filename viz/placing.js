// Where the nodes of each kind of picture stand: as Python placed them, or round a focus; dragged ones stay.

import { kindOf } from "./graph.js";
import { addPlaces, ringPlaces } from "./places.js";
import { settled } from "./springs.js";
import { graph } from "./unpack.js";

/** @typedef {import("./places.js").Place} Place @typedef {import("./state.js").State} State @typedef {import("./selection.js").Selection} Selection */

// Of more nodes than this, rings are wide circles of specks.
const MOST_IN_RINGS = 60;

/** Positions of nodes for each kind of picture, updated when nodes are dragged. @type {Map<string, Map<string, Place>>} */
const placesOf = new Map();

/** Tell kinds of pictures apart: each has its own places. @param {State} state */
export function pictureKey(state) {
  return kindOf(graph, state.focus) ? `${state.view} ${state.depth} ${state.focus}` : state.view;
}

/** Whether Python laid out this picture: the whole, or the neighbourhood that the page begins with. @param {State} state */
function isLaidOut({ focus, depth, view }) {
  const { raw } = graph;
  return !kindOf(graph, focus) || (focus === raw.focus && depth === String(raw.depth) && view === "graph");
}

/** @param {Selection} selection @param {State} state @returns {Map<string, Place>} */
function firstPlaces({ nodes, edges }, state) {
  if (isLaidOut(state)) {
    const laidOut = state.view === "papers" ? graph.raw.paper_nodes : graph.raw.nodes;
    return new Map(laidOut.map(([node, x, y]) => [graph.ids[node], { x, y }]));
  }
  const rings = ringPlaces(nodes, edges, state.focus);
  return nodes.length > MOST_IN_RINGS ? settled(rings, edges) : rings;
}

/** Layouts are wider than high, as most windows are. @param {Map<string, Place>} places */
function asTheWindow(places) {
  if (window.innerWidth >= window.innerHeight) return places;
  return new Map(Array.from(places, ([id, { x, y }]) => [id, { x: y, y: x }]));
}

/** @param {Selection} selection @param {State} state @returns {Map<string, Place>} */
export function placesFor(selection, state) {
  const key = pictureKey(state);
  if (!placesOf.has(key)) placesOf.set(key, asTheWindow(firstPlaces(selection, state)));
  return addPlaces(placesOf.get(key), selection.nodes, selection.edges);
}

/** @param {string} key @param {string} id @param {Place} place */
export function rememberPlace(key, id, place) {
  placesOf.get(key).set(id, place);
}
