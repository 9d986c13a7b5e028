// A paper or an entity as a button with its mark and name, which opens it.

import { button, element, swatch } from "./dom.js";
import { kindOf, labelOf } from "./graph.js";
import { setState } from "./state.js";
import { graph } from "./unpack.js";

/** @param {string} id */
export function nodeLink(id) {
  const made = button("", () => setState({ node: id }), { className: "node-link" });
  made.dataset.node = id;
  made.append(swatch(kindOf(graph, id)), element("span", { text: labelOf(graph, id), dir: "auto" }));
  return made;
}
