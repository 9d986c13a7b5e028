// Unpacks the embedded data, gzipped JSON in base64: the index at once, details on demand.

import { makeGraph } from "./graph.js";
import { extended } from "./merge.js";

/** @type {import("./graph.js").Graph} */
export let graph = null;
/** @type {Map<number, Promise<object[]>>} */
const blocks = new Map();

/** @param {string} name */
async function unpack(name) {
  const packed = document.getElementById(name).textContent;
  const characters = atob(packed);
  const bytes = new Uint8Array(characters.length);
  // `Uint8Array.from` with a function takes twenty times as long.
  for (let i = 0; i < bytes.length; i += 1) bytes[i] = characters.charCodeAt(i);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).json();
}

export async function loadGraph() {
  graph = makeGraph(await unpack("index"));
  document.getElementById("index").remove();
}

/** Add what a server sent to the graph. @param {import("./merge.js").Part} part */
export function growGraph(part) {
  graph = makeGraph(extended(graph.raw, part));
}

/**
 * Read the details of a paper that only panels and citations need.
 * @param {string} id
 * @returns {Promise<{organisation: string, authors: string[], repositories: string[],
 *   abstract: ?string, sentences: string[], evidence: number[][], statements: number[][]}>}
 */
export async function detailsOf(id) {
  const number = graph.numberOf.get(id);
  const block = Math.floor(number / graph.raw.block);
  if (!blocks.has(block)) blocks.set(block, unpack(`details-${block}`));
  return (await blocks.get(block))[number % graph.raw.block];
}
