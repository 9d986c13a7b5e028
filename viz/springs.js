// Places many nodes round a focus as kg/page/layout.py places those of a page: by forces, then evened out.

import { drawnAs, idOf } from "./node_key.js";

/** @typedef {import("./places.js").Place} Place @typedef {import("./selection.js").Edge} Edge */

// As in kg/page/layout.py, so that a neighbourhood looks the same from either.
const BETWEEN = 120;
const WIDER_THAN_HIGH = 1.6;
const EVENNESS = 0.6;
// Steps of one node, of which many nodes share fewer: a reader waits for them.
const TICKS = 40_000;
const [FEWEST_TICKS, MOST_TICKS] = [80, 200];
// Short and strong springs keep what only one paper names beside this paper.
const SPRINGS = { gravitationalConstant: -3000, springLength: 40, springConstant: 0.08, centralGravity: 0.3 };

/**
 * Scale values to the range from 0 to a length, moved part of the way to even spacing.
 * @param {number[]} values
 * @param {number} length
 * @returns {number[]}
 */
export function evened(values, length) {
  const least = values.reduce((a, b) => Math.min(a, b), Infinity);
  const span = values.reduce((a, b) => Math.max(a, b), -Infinity) - least || 1;
  const order = values.map((_, index) => index).sort((a, b) => values[a] - values[b] || a - b);
  const rank = new Map(order.map((index, place) => [index, place]));
  const last = Math.max(1, values.length - 1);
  return values.map((value, index) => length * ((EVENNESS * rank.get(index)) / last + ((1 - EVENNESS) * (value - least)) / span));
}

/**
 * Let springs move nodes, without drawing them; the same nodes always come to the same places.
 * @param {Map<string, Place>} places Where they start.
 * @param {Edge[]} edges
 * @returns {Map<string, Place>}
 */
export function settled(places, edges) {
  const nodes = Array.from(places, ([id, { x, y }]) => ({ id: drawnAs(id), x, y }));
  const springs = edges.map(({ from, to }) => ({ from: drawnAs(from), to: drawnAs(to) }));
  const unseen = new vis.Network(document.createElement("div"), { nodes, edges: springs }, {
    physics: { barnesHut: SPRINGS, stabilization: false }, layout: { improvedLayout: false }, edges: { smooth: false },
  });
  // The library would take its steps one by one, between drawings.
  unseen.stopSimulation(false);
  unseen.physics.stabilized = false;
  const steps = Math.max(FEWEST_TICKS, Math.min(MOST_TICKS, TICKS / nodes.length));
  for (let step = 0; step < steps; step += 1) unseen.physics.physicsTick();
  const found = Object.entries(unseen.getPositions());
  unseen.destroy();
  const side = BETWEEN * Math.sqrt(found.length);
  const across = evened(found.map(([, { x }]) => x), side * Math.sqrt(WIDER_THAN_HIGH));
  const down = evened(found.map(([, { y }]) => y), side / Math.sqrt(WIDER_THAN_HIGH));
  return new Map(found.map(([key], place) => [idOf(key), { x: Math.round(across[place]), y: Math.round(down[place]) }]));
}
