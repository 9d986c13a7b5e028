// Says what the labels of a picture read and how wide they are, and letters them on its canvas.

import { shortened } from "./dom.js";
import { labelOf } from "./graph.js";
import { graph } from "./unpack.js";

/** @typedef {{id: string, kind: string, size: number, value: number}} Row A drawn node. */

// Zoom from which papers have labels too, if entities are drawn among them.
const PAPER_LABELS_FROM = 0.75;
const FACE = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', sans-serif";
// Between these a text runs as its own first letter does, so that what is cut off is cut at its end.
const [ISOLATED, ISOLATE_END] = ["\u2068", "\u2069"];
const widths = new Map();
/** @type {?CanvasRenderingContext2D} */
let ruler = null;

/**
 * List the nodes that may have labels: those near the open node alone, if one is open.
 * @param {Row[]} rows
 * @param {Set<string>} near
 * @param {boolean} alone Whether only papers are drawn.
 * @param {number} scale
 */
export function lettered(rows, near, alone, scale) {
  return rows.filter(({ id, kind }) => (near.size ? near.has(id) : kind !== "paper" || alone || scale >= PAPER_LABELS_FROM));
}

/** @param {Row} row */
export function lettersOf({ id, kind, value }) {
  const paper = kind === "paper";
  return { text: shortened(labelOf(graph, id), paper ? 32 : 28), size: paper ? 11 : Math.min(16, 11.5 + 0.7 * Math.sqrt(value)), paper };
}

/** @param {{text: string, size: number}} label */
export function widthOf({ text, size }) {
  const key = `${size} ${text}`;
  if (!widths.has(key)) {
    ruler ??= document.createElement("canvas").getContext("2d");
    ruler.font = `${size}px ${FACE}`;
    widths.set(key, ruler.measureText(text).width);
  }
  return widths.get(key);
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {import("./labels.js").Placed[]} placed
 * @param {number} scale
 * @param {(point: {x: number, y: number}) => {x: number, y: number}} toCanvas
 * @param {Record<string, string>} colours
 */
export function letter(context, placed, scale, toCanvas, colours) {
  context.save();
  context.textAlign = "center";
  context.textBaseline = "top";
  context.lineJoin = "round";
  context.strokeStyle = colours.back;
  for (const { text, size, paper, middle, top } of placed) {
    const { x, y } = toCanvas({ x: middle, y: top });
    context.font = `${size / scale}px ${FACE}`;
    context.lineWidth = 3.5 / scale;
    const isolated = `${ISOLATED}${text}${ISOLATE_END}`;
    context.strokeText(isolated, x, y);
    context.fillStyle = paper ? colours.soft : colours.text;
    context.fillText(isolated, x, y);
  }
  context.restore();
}
