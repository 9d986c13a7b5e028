// Writes exports as text: CSV, BibTeX, a SPARQL query and an SVG picture.

/**
 * @typedef {{text: string, x: number, y: number, size: number, width: number}} Lettering `x` is the
 *   middle of the text, `y` its base line.
 */

// Units of the picture that stay free round it.
const MARGIN = 30;

/** Quote a CSV field; one that a spreadsheet would run as a formula becomes text. @param {unknown} value */
function csvField(value) {
  const text = String(value);
  const safe = typeof value === "string" && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** @param {unknown[][]} rows */
export function csvText(rows) {
  return rows.map((row) => row.map(csvField).join(",")).join("\r\n");
}

/** Escape what TeX and BibTeX would read as commands. @param {string} text */
function texText(text) {
  const commands = { "\\": "\\textbackslash{}", "~": "\\textasciitilde{}", "^": "\\textasciicircum{}", "{": "\\{", "}": "\\}" };
  return text.replace(/[\\~^{}]/g, (character) => commands[character]).replace(/[&%$#_]/g, "\\$&").replace(/\s+/g, " ");
}

/** Write an author; braces keep a name together that BibTeX would read as several. @param {string} name */
function texAuthor(name) {
  return /\sand\s|,.*,.*,/i.test(name) ? `{${texText(name)}}` : texText(name);
}

/** Make the key of an entry; keys that differ in case alone are one to BibTeX. @param {string} id @param {Set<string>} taken Keys in lower case. */
function texKey(id, taken) {
  const stem = id.replace(/[^A-Za-z0-9:._-]+/g, "-") || "paper";
  let key = stem;
  for (let times = 2; taken.has(key.toLowerCase()); times += 1) key = `${stem}-${times}`;
  taken.add(key.toLowerCase());
  return key;
}

/**
 * @param {Array<{id: string, title: string, label: string, year: ?number, url: string, authors: string[]}>} papers
 */
export function bibtexText(papers) {
  const taken = new Set();
  return papers.map((paper) => {
    const fields = {
      title: `{${texText(paper.title || paper.label)}}`, author: paper.authors.map(texAuthor).join(" and "),
      year: paper.year ? String(paper.year) : "", url: paper.url.replace(/[{}\\\s]/g, encodeURIComponent),
    };
    const lines = Object.entries(fields).filter(([, value]) => value).map(([name, value]) => `  ${name} = {${value}}`);
    return `@misc{${texKey(paper.id, taken)},\n${lines.join(",\n")}\n}`;
  }).join("\n\n");
}

/** Encode a segment of a path as kg.iris does. @param {string} text */
function segment(text) {
  const encoded = encodeURIComponent(text.toWellFormed?.() ?? text)
    .replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll("%3A", ":");
  return /^\.+$/.test(encoded) ? encoded.replaceAll(".", "%2E") : encoded;
}

/** @param {string} base @param {string} id @param {boolean} isPaper */
export function iriOf(base, id, isPaper) {
  const path = isPaper ? `paper/${segment(id)}` : id.split("/").map(segment).join("/");
  return `${/[/#:]$/.test(base) ? base : `${base}/`}${path}`;
}

/** Set each line of a text further in. @param {string} text */
function indented(text) {
  return text.replace(/^/gm, "  ");
}

/**
 * Write a query that returns the papers and entities shown, with the links between them.
 * @param {string} base
 * @param {string[]} papers
 * @param {string[]} entities Those that one of the papers names.
 * @param {string[]} alone Entities that none of them names.
 */
export function sparqlText(base, papers, entities, alone) {
  const values = (name, ids) => `VALUES ?${name} {\n${ids.map((id) => `  <${iriOf(base, id, name === "paper")}>`).join("\n")}\n}`;
  const head = "PREFIX dcterms: <http://purl.org/dc/terms/>\nPREFIX schema: <https://schema.org/>\nPREFIX skos: <http://www.w3.org/2004/02/skos/core#>\n\n";
  const linked = `\nOPTIONAL {\n${indented(`${values("entity", entities)}\n?paper schema:mentions ?entity .\n?entity skos:prefLabel ?name .`)}\n}`;
  const parts = [];
  if (papers.length) parts.push(`${values("paper", papers)}\nOPTIONAL { ?paper dcterms:title ?title }${entities.length ? linked : ""}`);
  if (alone.length) parts.push(`${values("entity", alone)}\n?entity skos:prefLabel ?name .`);
  const columns = [...(papers.length ? ["?paper", "?title"] : []), ...(entities.length || alone.length ? ["?entity", "?name"] : [])];
  const where = parts.length > 1 ? parts.map((part) => `{\n${indented(part)}\n}`).join(" UNION ") : parts.join();
  return `${head}SELECT ${columns.join(" ")} WHERE {\n${indented(where)}\n}\n`;
}

/** @param {string} text */
function xmlText(text) {
  const names = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
  // Characters that no XML document may hold.
  // eslint-disable-next-line no-control-regex
  return text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "").replace(/[&<>"]/g, (character) => names[character]);
}

/** @param {string} shape @param {number} x @param {number} y @param {number} r */
function outline(shape, x, y, r) {
  const points = {
    square: [[-r, -r], [r, -r], [r, r], [-r, r]],
    diamond: [[0, -r], [r, 0], [0, r], [-r, 0]],
    triangle: [[0, -r], [r, r], [-r, r]],
    triangleDown: [[0, r], [r, -r], [-r, -r]],
  }[shape];
  if (!points) return `<circle cx="${x}" cy="${y}" r="${r}"`;
  return `<polygon points="${points.map(([dx, dy]) => `${x + dx},${y + dy}`).join(" ")}"`;
}

/**
 * The rectangle that holds all nodes and labels.
 * @param {Array<{x: number, y: number, size: number, label: ?Lettering}>} nodes
 */
function sheetOf(nodes) {
  const boxes = nodes.flatMap(({ x, y, size, label }) => [[x - size, y - size, x + size, y + size],
    ...(label ? [[label.x - label.width / 2, label.y - label.size, label.x + label.width / 2, label.y + label.size / 3]] : [])]);
  const outermost = (side, choose) => Math.round(boxes.reduce((found, box) => choose(found, box[side]), boxes[0]?.[side] ?? 0));
  const [left, top] = [outermost(0, Math.min) - MARGIN, outermost(1, Math.min) - MARGIN];
  return { left, top, width: outermost(2, Math.max) + MARGIN - left, height: outermost(3, Math.max) + MARGIN - top };
}

/**
 * Draw the view as SVG.
 * @param {Array<{x: number, y: number, shape: string, size: number, colour: string, title: string, label: ?Lettering}>} nodes
 * @param {Array<{from: {x: number, y: number}, to: {x: number, y: number}, width: number}>} edges
 * @param {{back: string, text: string, edge: string}} colours
 */
export function svgText(nodes, edges, colours) {
  const { left, top, width, height } = sheetOf(nodes);
  const lines = edges.map(({ from, to, width: stroke }) => `<line x1="${from.x}" y1="${from.y}" x2="${to.x}" y2="${to.y}" stroke-width="${stroke}"/>`);
  const marks = nodes.map((node) => `${outline(node.shape, node.x, node.y, node.size)} fill="${node.colour}"><title>${xmlText(node.title)}</title></${node.shape === "dot" ? "circle" : "polygon"}>`);
  const labels = nodes.filter(({ label }) => label).map(({ label }) => `<text x="${label.x}" y="${label.y}" font-size="${label.size}" unicode-bidi="plaintext">${xmlText(label.text)}</text>`);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${left} ${top} ${width} ${height}">`,
    `<rect x="${left}" y="${top}" width="${width}" height="${height}" fill="${colours.back}"/>`,
    `<g stroke="${colours.edge}">`, ...lines, "</g>", ...marks,
    `<g font-family="system-ui, sans-serif" text-anchor="middle" fill="${colours.text}" stroke="${colours.back}" stroke-width="3" paint-order="stroke">`,
    ...labels, "</g>", "</svg>",
  ].join("\n");
}
