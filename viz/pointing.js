// Opens what is clicked in the picture, and shows the neighbourhood of what is clicked twice.

import { startCard } from "./card.js";
import { byId } from "./dom.js";
import { setState } from "./state.js";

// Milliseconds in which two clicks are one double click.
const PAIR = 600;

// Pixels beside a node that still count as on it, for a mouse and for a finger.
const REACH = { mouse: 12, touch: 22 };

/** What the picture shows now, in pixels. @type {() => {marks: import("./labels.js").Mark[], labels: import("./labels.js").Placed[]}} */
let shownNow = () => ({ marks: [], labels: [] });
/** The node of the latest click, and where and when it was clicked. */
let pressed = { node: "", x: 0, y: 0, time: -PAIR };

function lookAround() {
  if (pressed.node) setState({ node: pressed.node, focus: pressed.node, depth: "1" });
}

/**
 * Find the node that a click means: the one under it, else that of the label under it, else the nearest within reach.
 * @param {{x: number, y: number}} point
 * @param {import("./labels.js").Mark[]} marks
 * @param {import("./labels.js").Placed[]} labels
 * @param {number} reach
 */
export function nodeAt({ x, y }, marks, labels, reach) {
  const beside = marks.map(({ id, radius, ...place }) => ({ id, radius, gap: Math.hypot(place.x - x, place.y - y) - radius }));
  // Of nodes that lie over one another, the smallest is on top.
  const [under] = beside.filter(({ gap }) => gap <= 0).sort((a, b) => a.radius - b.radius);
  const named = labels.find(({ box }) => x >= box[0] && y >= box[1] && x <= box[2] && y <= box[3]);
  const nearest = beside.reduce((best, each) => (each.gap < (best?.gap ?? reach) ? each : best), null);
  return (under ?? named ?? nearest)?.id ?? "";
}

/** @param {{pointer: {DOM: {x: number, y: number}}, event: {pointerType: string, srcEvent: Event}}} click */
function press({ pointer: { DOM: { x, y } }, event: { pointerType, srcEvent } }) {
  const reach = REACH[pointerType] ?? REACH.mouse;
  // When it was clicked: the library counts from when it gets to a click, too late if the first one took long.
  const time = srcEvent.timeStamp;
  const isSecond = time - pressed.time < PAIR && Math.hypot(x - pressed.x, y - pressed.y) < reach;
  if (isSecond) {
    // The first click may have moved the picture.
    lookAround();
    return;
  }
  const { marks, labels } = shownNow();
  pressed = { node: nodeAt({ x, y }, marks, labels, reach), x, y, time };
  setState({ node: pressed.node });
}

/** Take a second click that lands on the panel, which the first one opened over its node. @param {MouseEvent} event */
function pressPanel(event) {
  if (event.detail !== 2 || !pressed.node) {
    pressed = { ...pressed, node: "" };
    return;
  }
  event.stopPropagation();
  event.preventDefault();
  lookAround();
}

/** @param {object} network Of the library. @param {typeof shownNow} shown */
export function startPointing(network, shown) {
  shownNow = shown;
  startCard(network);
  network.on("click", press);
  byId("panel").addEventListener("click", pressPanel, true);
}
