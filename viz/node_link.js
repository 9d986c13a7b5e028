// A paper or an entity as a button with its mark and name, which opens it.

import { button, element, shortened, swatch } from "./dom.js";
import { kindOf, labelOf } from "./graph.js";
import { setState } from "./state.js";
import { graph } from "./unpack.js";

// Characters of a name in a list or table: an abstract that was read as a title would fill a screen.
const MOST_OF_NAME = 300;

/** @param {string} id */
export function nodeLink(id) {
  const made = button("", () => setState({ node: id }), { className: "node-link" });
  made.dataset.node = id;
  const mark = swatch(kindOf(graph, id));
  // Among other links the mark alone tells the type.
  mark.removeAttribute("aria-hidden");
  mark.setAttribute("role", "img");
  mark.setAttribute("aria-label", kindOf(graph, id));
  made.append(mark, element("span", { text: shortened(labelOf(graph, id), MOST_OF_NAME), dir: "auto" }));
  return made;
}
