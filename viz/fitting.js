// Finds the scale and the middle at which a whole picture fits into a frame, with its labels.

/**
 * @typedef {{x: number, y: number, size: number, half: number, high: number}} Extent A node in units
 *   of the picture, with half the width and the height of its label in pixels.
 * @typedef {{width: number, height: number, top: number, right: number, bottom: number, left: number}} Frame
 *   In pixels, with the margins that stay free.
 */

// Each try is so much smaller than the one before; a finer one is not seen.
const STEP_DOWN = 0.97;
const LEAST_SCALE = 0.02;
// Pixels from the edge of the free part at which a node still has room for its label.
const NEAREST_EDGE = 24;

/** Whether a node lies where nothing covers it. @param {Frame} frame @param {{x: number, y: number}} place In pixels. */
export function isFree({ width, height, top, right, bottom, left }, { x, y }) {
  return x >= left + NEAREST_EDGE && x <= width - right - NEAREST_EDGE && y >= top + NEAREST_EDGE && y <= height - bottom - NEAREST_EDGE;
}

/** The point in the middle of a frame if a place is in the middle of its free part. @param {Frame} frame @param {{x: number, y: number}} place @param {number} scale */
export function middleFor({ top, right, bottom, left }, { x, y }, scale) {
  return { x: x + (right - left) / 2 / scale, y: y + (bottom - top) / 2 / scale };
}

/** The room that a picture takes at a scale, in pixels. @param {Extent[]} extents @param {number} scale */
function roomAt(extents, scale) {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const { x, y, size, half, high } of extents) {
    const reach = Math.max(size * scale, half);
    left = Math.min(left, x * scale - reach);
    right = Math.max(right, x * scale + reach);
    top = Math.min(top, (y - size) * scale);
    bottom = Math.max(bottom, (y + size) * scale + high);
  }
  return { left, top, right, bottom };
}

/**
 * @param {(scale: number) => Extent[]} extentsAt Which nodes have labels depends on the scale.
 * @param {Frame} frame
 * @param {number} most The greatest scale.
 * @returns {{scale: number, x: number, y: number}} The point of the picture in the middle of the frame.
 */
export function fitted(extentsAt, frame, most) {
  const [wide, high] = [frame.width - frame.left - frame.right, frame.height - frame.top - frame.bottom];
  let scale = most;
  let room = roomAt(extentsAt(scale), scale);
  while (scale > LEAST_SCALE && (room.right - room.left > wide || room.bottom - room.top > high)) {
    scale *= STEP_DOWN;
    room = roomAt(extentsAt(scale), scale);
  }
  return {
    scale,
    x: ((room.left + room.right) / 2 + (frame.right - frame.left) / 2) / scale,
    y: ((room.top + room.bottom) / 2 + (frame.bottom - frame.top) / 2) / scale,
  };
}
