// The communities of the nodes that Python laid out: their colours, and the entities that tell most of each.

import { endsOf, kindOf, labelOf, weightOf } from "./graph.js";
import { graph } from "./unpack.js";

// Colours of the largest communities; readers could not tell more of them apart.
const COLOURS = ["#0072b2", "#d55e00", "#009e73", "#b4649a", "#8a6d00", "#4b6cb7", "#b4483c", "#3f8a8a"];
const OTHER_COLOUR = "#7a7a7a";
const MOST_NAMES = 3;

/** Communities of nodes by view: papers alone form different ones. @type {Map<string, Map<string, number>>} */
const communitiesOf = new Map();

/** @param {string} view @returns {Map<string, number>} */
function communitiesIn(view) {
  if (!communitiesOf.has(view)) {
    const laidOut = view === "papers" ? graph.raw.paper_nodes : graph.raw.nodes;
    communitiesOf.set(view, new Map(laidOut.map(([node, , , community]) => [graph.ids[node], community])));
  }
  return communitiesOf.get(view);
}

/** @param {string} id @param {string} view */
export function communityColour(id, view) {
  return COLOURS[communitiesIn(view).get(id)] ?? OTHER_COLOUR;
}

/**
 * Name the communities in a picture by the entities that tell most of their papers: frequent in them, and rare elsewhere.
 * @param {string[]} nodes
 * @param {string} view
 * @returns {Array<{colour: string, names: string[], nodes: number}>} Those with a colour, the largest first.
 */
export function communitiesOfPicture(nodes, view) {
  const members = COLOURS.map(() => []);
  for (const id of nodes) members[communitiesIn(view).get(id)]?.push(id);
  const everywhere = namedBy(nodes);
  return members.flatMap((ids, number) => {
    if (!ids.length) return [];
    const here = namedBy(ids);
    const tells = (entity) => (here.get(entity) ** 1.5 / everywhere.get(entity)) * (0.2 + weightOf(graph, entity));
    const telling = [...here.keys()].filter((entity) => here.get(entity) > 1 || ids.length < 4)
      .sort((a, b) => tells(b) - tells(a) || a - b);
    return [{ colour: COLOURS[number], names: telling.slice(0, MOST_NAMES).map((entity) => labelOf(graph, graph.ids[entity])), nodes: ids.length }];
  });
}

/** Count the papers among some nodes that name each entity. @param {string[]} ids @returns {Map<number, number>} */
function namedBy(ids) {
  const counts = new Map();
  for (const id of ids) {
    if (kindOf(graph, id) !== "paper") continue;
    for (const entity of endsOf(graph, graph.numberOf.get(id))) counts.set(entity, (counts.get(entity) ?? 0) + 1);
  }
  return counts;
}
