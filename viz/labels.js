// Chooses the labels to draw and their sides, so that none covers another or a node.

/**
 * @typedef {[number, number, number, number]} Box Left, top, right and bottom.
 * @typedef {{id: string, x: number, y: number, radius: number}} Mark A node in pixels.
 * @typedef {Mark & {text: string, size: number, paper: boolean}} Label `size` is that of the letters.
 * @typedef {Label & {box: Box, middle: number, top: number}} Placed
 */

// Side of the squares in which marks are looked up; most labels touch two or three of them.
const CELL = 64;
// Smaller marks are specks, of which a far picture has too many to spare.
const LEAST_RADIUS = 1.5;
const GAP = 3;
// So many of the most telling labels are drawn even over nodes: a picture whose hubs have no name tells little.
const MOST_SURE = 10;

/** @param {Box} a @param {Box} b */
function overlaps(a, b) {
  return a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];
}

/** @param {Box} box @param {Box} frame */
function isWithin(box, frame) {
  return box[0] >= frame[0] && box[1] >= frame[1] && box[2] <= frame[2] && box[3] <= frame[3];
}

/** @param {Box} box @param {(cell: string) => void} visit */
function eachCell([left, top, right, bottom], visit) {
  for (let column = Math.floor(left / CELL); column <= Math.floor(right / CELL); column += 1) {
    for (let row = Math.floor(top / CELL); row <= Math.floor(bottom / CELL); row += 1) visit(`${column} ${row}`);
  }
}

/** Boxes that are found again by the squares that they touch. */
class Boxes {
  /** @type {Map<string, Array<{box: Box, id: string}>>} */
  #cells = new Map();

  /** @param {Box} box @param {string} id */
  add(box, id) {
    eachCell(box, (cell) => {
      if (!this.#cells.has(cell)) this.#cells.set(cell, []);
      this.#cells.get(cell).push({ box, id });
    });
  }

  /** Whether a box lies over any but that of one id. @param {Box} box @param {string} [own] */
  meets(box, own) {
    let met = false;
    eachCell(box, (cell) => { met ||= (this.#cells.get(cell) ?? []).some((each) => each.id !== own && overlaps(each.box, box)); });
    return met;
  }
}

/** The places of a label: below its node, above, to the right and to the left. @param {Label} label @param {number} width @returns {Placed[]} */
function sides(label, width) {
  const { x, y, radius, size } = label;
  const [aside, high] = [radius + GAP + width / 2 + 1, 1.25 * size];
  return [[x, y + radius + GAP], [x, y - radius - GAP - high], [x + aside, y - high / 2], [x - aside, y - high / 2]]
    .map(([middle, top]) => ({ ...label, middle, top, box: [middle - width / 2 - 2, top - 1, middle + width / 2 + 2, top + high] }));
}

/**
 * Choose labels in the order given, each where it has room.
 * @param {Label[]} candidates The most telling first.
 * @param {Mark[]} marks Everything that is drawn.
 * @param {(label: Label) => number} widthOf
 * @param {number} most
 * @param {Box} [frame] Labels that would reach beyond it are left out.
 * @returns {Placed[]}
 */
export function placeLabels(candidates, marks, widthOf, most, frame) {
  const drawn = new Boxes();
  for (const { id, x, y, radius } of marks) if (radius >= LEAST_RADIUS) drawn.add([x - radius, y - radius, x + radius, y + radius], id);
  const taken = new Boxes();
  const placed = [];
  for (const [rank, label] of candidates.entries()) {
    if (placed.length === most) break;
    const open = sides(label, widthOf(label)).filter(({ box }) => (!frame || isWithin(box, frame)) && !taken.meets(box));
    const chosen = open.find(({ box }) => !drawn.meets(box, label.id)) ?? (rank < MOST_SURE ? open[0] : undefined);
    if (!chosen) continue;
    taken.add(chosen.box, label.id);
    placed.push(chosen);
  }
  return placed;
}
