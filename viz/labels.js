// Chooses the labels to draw, so that none covers another.

/**
 * @typedef {{id: string, text: string, x: number, y: number, below: number, size: number,
 *   bold?: boolean}} Label In pixels of the screen; `below` is the distance from the node's middle.
 */

/**
 * Choose labels in the order given, each if it has room.
 * @param {Label[]} candidates The most telling first.
 * @param {(label: Label) => number} widthOf
 * @param {number} most
 * @returns {Label[]}
 */
export function placeLabels(candidates, widthOf, most) {
  const placed = [];
  const boxes = [];
  for (const label of candidates) {
    if (placed.length === most) break;
    const half = widthOf(label) / 2 + 4;
    const box = [label.x - half, label.y + label.below - 2, label.x + half, label.y + label.below + label.size + 4];
    if (boxes.some((other) => box[0] < other[2] && other[0] < box[2] && box[1] < other[3] && other[1] < box[3])) continue;
    boxes.push(box);
    placed.push(label);
  }
  return placed;
}
