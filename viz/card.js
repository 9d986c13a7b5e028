// The card beside the pointer that says what a node is.

import { byId, counted, element, shortened } from "./dom.js";
import { entityAt, kindOf, labelOf, linkNumbers, paperAt } from "./graph.js";
import { idOf } from "./node_key.js";
import { graph } from "./unpack.js";

/** @param {string} id @param {{x: number, y: number}} pointer */
export function showCard(id, pointer) {
  const card = byId("card");
  const entity = kindOf(graph, id) === "paper" ? null : entityAt(graph, id);
  const line = entity ? `${entity.type} in ${counted(entity.papers, "paper")}` : [paperAt(graph, id).date, `names ${counted(linkNumbers(graph, graph.numberOf.get(id)).length, "entity", "entities")}`].filter(Boolean).join(" · ");
  card.replaceChildren(element("strong", { text: shortened(labelOf(graph, id), 160), dir: "auto" }), element("span", { text: line }));
  card.hidden = false;
  const area = byId("network").getBoundingClientRect();
  card.style.left = `${Math.max(4, Math.min(pointer.x + 14, area.width - card.offsetWidth - 8))}px`;
  card.style.top = `${Math.max(4, Math.min(pointer.y + 14, area.height - card.offsetHeight - 8))}px`;
}

export function hideCard() {
  byId("card").hidden = true;
}

/** @param {KeyboardEvent} event */
function cardKeys(event) {
  if (event.key !== "Escape" || byId("card").hidden) return;
  // Escape closes one thing at a time, the card before the panel.
  event.stopPropagation();
  hideCard();
}

/** @param {object} network Of the library. */
export function startCard(network) {
  network.on("hoverNode", ({ node, pointer }) => showCard(idOf(node), pointer.DOM));
  for (const event of ["blurNode", "dragStart", "zoom", "click"]) network.on(event, hideCard);
  byId("network").addEventListener("pointerleave", hideCard);
  document.addEventListener("keydown", cardKeys, true);
}
