// Opens what is clicked in the picture, and shows the neighbourhood of what is clicked twice.

import { startCard } from "./card.js";
import { byId } from "./dom.js";
import { idOf } from "./node_key.js";
import { setState } from "./state.js";

// Milliseconds in which two clicks are one double click.
const PAIR = 600;

/** The node of the latest click, and when it was clicked. */
let pressed = { node: "", time: 0 };

function lookAround() {
  if (pressed.node) setState({ node: pressed.node, focus: pressed.node, depth: "1" });
}

/** @param {{nodes: string[], event: {tapCount: number}}} click */
function press({ nodes, event }) {
  // The first click of a pair may have moved the picture.
  if (event.tapCount > 1) return;
  pressed = { node: nodes.length ? idOf(nodes[0]) : "", time: performance.now() };
  setState({ node: pressed.node });
}

/** Take a second click that lands on the panel, which the first one opened over its node. @param {MouseEvent} event */
function pressPanel(event) {
  if (event.detail !== 2 || performance.now() - pressed.time > PAIR) {
    pressed = { node: "", time: 0 };
    return;
  }
  event.stopPropagation();
  event.preventDefault();
  lookAround();
}

/** @param {object} network Of the library. */
export function startPointing(network) {
  startCard(network);
  network.on("click", press);
  network.on("doubleClick", lookAround);
  byId("panel").addEventListener("click", pressPanel, true);
}
