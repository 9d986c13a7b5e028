// Places nodes that Python did not lay out: beside their neighbours, or in rings round a focus.

/** @typedef {{x: number, y: number}} Place @typedef {import("./selection.js").Edge} Edge */

const SPACING = 110;
// Points at multiples of this angle never line up (Vogel, 1979).
const GOLDEN_ANGLE = Math.PI * (3 - Math.sqrt(5));

/** @param {Edge[]} edges @returns {Map<string, string[]>} */
function neighbours(edges) {
  const found = new Map();
  for (const { from, to } of edges) {
    for (const [node, other] of [[from, to], [to, from]]) {
      if (!found.has(node)) found.set(node, []);
      found.get(node).push(other);
    }
  }
  return found;
}

/**
 * Put nodes in rings round a centre, by their steps from it, each near the nodes that lead to it.
 * @param {string[]} nodes
 * @param {Edge[]} edges
 * @param {string} centre
 * @returns {Map<string, Place>}
 */
export function ringPlaces(nodes, edges, centre) {
  const near = neighbours(edges);
  const places = new Map([[centre, { x: 0, y: 0 }]]);
  let ring = [centre];
  let radius = 0;
  while (places.size < nodes.length) {
    const reached = [...new Set(ring.flatMap((node) => near.get(node) ?? []))].filter((node) => !places.has(node));
    ring = reached.length ? reached : nodes.filter((node) => !places.has(node));
    const angles = new Map(ring.map((node) => {
      const inner = (near.get(node) ?? []).map((other) => places.get(other)).filter(Boolean);
      return [node, Math.atan2(inner.reduce((sum, { y }) => sum + y, 0), inner.reduce((sum, { x }) => sum + x, 0))];
    }));
    ring.sort((a, b) => angles.get(a) - angles.get(b) || (a < b ? -1 : 1));
    radius = Math.max(radius + 1.7 * SPACING, (ring.length * SPACING * 0.55) / (2 * Math.PI));
    ring.forEach((node, position) => {
      const angle = (2 * Math.PI * position) / ring.length - Math.PI / 2;
      places.set(node, { x: Math.round(1.25 * radius * Math.cos(angle)), y: Math.round(radius * Math.sin(angle)) });
    });
  }
  return places;
}

/**
 * Add places for nodes without one: near their neighbours, else below the picture.
 * @param {Map<string, Place>} places Known places, to which new ones are added.
 * @param {string[]} nodes
 * @param {Edge[]} edges
 */
export function addPlaces(places, nodes, edges) {
  const newcomers = nodes.filter((node) => !places.has(node));
  if (!newcomers.length) return places;
  const near = neighbours(edges);
  const cell = ({ x, y }) => `${Math.round((1.6 * x) / SPACING)} ${Math.round((1.6 * y) / SPACING)}`;
  const taken = new Set([...places.values()].map(cell));
  const free = (around) => {
    for (let turn = 1; ; turn += 1) {
      const reach = 0.6 * SPACING * Math.sqrt(turn);
      const place = { x: Math.round(around.x + reach * Math.cos(turn * GOLDEN_ANGLE)), y: Math.round(around.y + reach * Math.sin(turn * GOLDEN_ANGLE)) };
      if (taken.has(cell(place))) continue;
      taken.add(cell(place));
      return place;
    }
  };
  const alone = [];
  for (const node of newcomers) {
    const known = (near.get(node) ?? []).map((other) => places.get(other)).filter(Boolean);
    if (!known.length) { alone.push(node); continue; }
    const mean = (axis) => known.reduce((sum, place) => sum + place[axis], 0) / known.length;
    places.set(node, free({ x: mean("x"), y: mean("y") }));
  }
  const all = [...places.values()];
  const left = all.reduce((least, { x }) => Math.min(least, x), all.length ? Infinity : 0);
  const bottom = all.reduce((greatest, { y }) => Math.max(greatest, y), all.length ? -Infinity : -SPACING);
  const columns = Math.max(4, Math.ceil(1.6 * Math.sqrt(alone.length)));
  alone.forEach((node, position) => {
    places.set(node, { x: left + SPACING * (position % columns), y: bottom + SPACING * (1 + Math.floor(position / columns)) });
  });
  return places;
}
