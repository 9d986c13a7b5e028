// Why two papers are linked: the entities that they share, and the shortest path between them.

import { button, element, shortened } from "./dom.js";
import { kindOf, labelOf, reasonText, shared, shortestPath } from "./graph.js";
import { nodeLink } from "./node_link.js";
import { currentState, setState } from "./state.js";
import { graph } from "./unpack.js";

/** @param {string} first @param {string} second */
function reasons(first, second) {
  const found = shared(graph, first, second);
  if (!found.length) return [element("p", { text: "They share nothing directly." })];
  return [element("ul", {}, ...found.map((reason) => element("li", {}, reasonText(graph, reason))))];
}

/** @param {string} first @param {string} second */
function way(first, second) {
  const path = shortestPath(graph, first, second);
  if (!path.length) return [element("p", { text: "No path connects them." })];
  const steps = element("ol", { id: "path" }, ...path.map((id) => element("li", {}, nodeLink(id))));
  return [element("h4", { text: "Shortest path" }), steps];
}

/** @param {string} id The paper or entity in the panel. @returns {HTMLElement[]} */
export function compareSection(id) {
  const { compare } = currentState();
  if (kindOf(graph, compare) !== "paper") return [];
  const stop = button("Stop comparing", () => setState({ compare: "" }), { id: "stop" });
  if (compare === id || kindOf(graph, id) !== "paper") {
    const first = compare === id ? "" : ` with “${shortened(labelOf(graph, compare), 80)}”`;
    const hint = element("p", { text: `Now choose another paper to compare${first}, by search or in the picture, to see what connects the two.` });
    return [element("section", { id: "why", className: "why" }, hint, stop)];
  }
  const head = element("h3", { text: "why linked" });
  const which = element("p", { className: "soft", text: `“${shortened(labelOf(graph, compare), 80)}” (this one) and “${shortened(labelOf(graph, id), 80)}” (the other)` });
  return [element("section", { id: "why", className: "why" }, head, which, ...reasons(compare, id), ...way(compare, id), stop)];
}
