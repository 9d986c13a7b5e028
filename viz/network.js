// The drawing: vis-network over the nodes that Python laid out, restyled as the state changes.

const SHAPES = { paper: "square", method: "dot", dataset: "box", benchmark: "diamond", task: "triangle", metric: "triangleDown" };
const COMMUNITY_COLOURS = ["#0072b2", "#d55e00", "#009e73", "#9a5f86", "#8a6d00", "#4b6cb7", "#b4483c", "#3f7f7f", "#7a7a7a"];
// Labels of the entities with the most links; the others when one comes closer.
const LABELS_AT_FIRST = 40;
const CLOSE_ENOUGH = 0.9;

let network = null;
let nodeSet = null;
let edgeSet = null;
let closeUp = false;
const drawnNodes = new Map(raw.nodes.map((node) => [node.id, node]));
const labelled = new Set(
  raw.nodes.filter((node) => node.kind !== "paper").sort((a, b) => b.value - a.value).slice(0, LABELS_AT_FIRST).map(({ id }) => id),
);

function cssColour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

function shortened(text, length) {
  const characters = Array.from(text);
  return characters.length > length ? `${characters.slice(0, length - 1).join("")}…` : text;
}

/** @param {{id: string, kind: string, value: number, community: number, x: number, y: number}} node */
function styled(node) {
  const colour = state.colour === "community"
    ? COMMUNITY_COLOURS[node.community % COMMUNITY_COLOURS.length]
    : cssColour(node.kind);
  const chosen = node.id === state.node;
  const near = chosen || (linksOf.get(state.node) ?? []).some((link) => link.paper === node.id || link.entity === node.id);
  const faded = state.node !== "" && drawnNodes.has(state.node) && !near;
  const withLabel = near && state.node ? true : closeUp || labelled.has(node.id);
  return {
    id: node.id,
    x: node.x,
    y: node.y,
    shape: node.kind === "dataset" ? "square" : SHAPES[node.kind],
    size: node.kind === "paper" ? 5 : 6 + 4 * Math.sqrt(node.value),
    label: withLabel ? shortened(labelOf(node.id), node.kind === "paper" ? 34 : 26) : undefined,
    color: { background: colour, border: chosen ? cssColour("text") : colour, highlight: { background: colour, border: cssColour("text") } },
    borderWidth: chosen ? 3 : 1,
    opacity: faded ? 0.18 : 1,
    font: {
      color: faded ? "rgba(128,128,128,0.35)" : cssColour(node.kind === "paper" ? "soft" : "text"),
      size: node.kind === "paper" ? 11 : 13 + Math.min(9, 2 * Math.sqrt(node.value)),
      face: "system-ui, sans-serif",
      strokeWidth: 4,
      strokeColor: cssColour("back"),
    },
  };
}

/** Nodes that were not laid out by Python stand around one that was, when they come into view. */
function placed(ids) {
  const added = [];
  ids.filter((id) => !drawnNodes.has(id)).forEach((id, position) => {
    const neighbours = (linksOf.get(id) ?? []).flatMap((link) => [link.paper, link.entity]).map((end) => drawnNodes.get(end)).filter(Boolean);
    const anchor = neighbours[0] ?? { x: 0, y: 0, community: 0 };
    const angle = position * 2.4;
    const radius = 60 + 9 * Math.sqrt(position * 40);
    added.push({ id, kind: kindOf(id), value: 0.3, community: anchor.community, x: anchor.x + radius * Math.cos(angle), y: anchor.y + radius * Math.sin(angle) });
  });
  return added;
}

function visibleNodes() {
  const shown = shownNodes();
  const ids = [...drawnNodes.keys()].filter((id) => shown.has(id));
  const wanted = new Set();
  if (state.focus) for (const id of shown) wanted.add(id);
  if (kindOf(state.node)) wanted.add(state.node);
  const extra = [...wanted].filter((id) => !drawnNodes.has(id));
  const kept = ids.map((id) => drawnNodes.get(id));
  if (state.node && drawnNodes.has(state.node) && !shown.has(state.node)) kept.push(drawnNodes.get(state.node));
  return [...kept, ...placed(extra)];
}

function drawNetwork() {
  const nodes = visibleNodes();
  const ids = new Set(nodes.map(({ id }) => id));
  const edges = links.filter((link) => ids.has(link.paper) && ids.has(link.entity) && linkPasses(link)).map((link) => {
    const touches = link.paper === state.node || link.entity === state.node;
    return {
      id: `${link.paper} ${link.entity}`, from: link.paper, to: link.entity,
      color: { color: cssColour(touches ? "accent" : "edge"), opacity: touches ? 0.9 : state.node ? 0.2 : 0.45, highlight: cssColour("accent") },
      width: touches ? 2 : 1,
    };
  });
  replaceAll(nodeSet, nodes.map(styled));
  replaceAll(edgeSet, edges);
  document.getElementById("empty").hidden = nodes.length > 0;
  const total = papers.size + entities.size;
  const selected = shownNodes().size;
  const rest = selected > nodes.length ? ` (${selected} pass the filters; search reaches all)` : "";
  document.getElementById("showing").textContent = `Showing ${nodes.length} of ${total} papers and entities${rest}`;
}

function replaceAll(dataSet, rows) {
  const kept = new Set(rows.map(({ id }) => id));
  dataSet.remove(dataSet.getIds().filter((id) => !kept.has(id)));
  dataSet.update(rows);
}

function showCard(id, pointer) {
  const card = document.getElementById("card");
  const paper = papers.get(id);
  const entity = entities.get(id);
  const line = paper ? [paper.date, paper.organisation].filter(Boolean).join(" · ") || "paper" : `${entity.type} in ${entity.papers} paper${entity.papers === 1 ? "" : "s"}`;
  card.replaceChildren(element("strong", { text: shortened(labelOf(id), 200) }), element("span", { text: line }));
  card.hidden = false;
  const area = document.getElementById("network").getBoundingClientRect();
  card.style.left = `${Math.max(4, Math.min(pointer.x + 14, area.width - card.offsetWidth - 8))}px`;
  card.style.top = `${Math.max(4, Math.min(pointer.y + 14, area.height - card.offsetHeight - 8))}px`;
}

function startNetwork() {
  nodeSet = new vis.DataSet();
  edgeSet = new vis.DataSet();
  network = new vis.Network(document.getElementById("network"), { nodes: nodeSet, edges: edgeSet }, {
    physics: { enabled: false, barnesHut: { springLength: 110, avoidOverlap: 0.4 }, stabilization: false },
    layout: { improvedLayout: false },
    interaction: { hover: true, tooltipDelay: 1e9, keyboard: { enabled: true, bindToWindow: false }, hideEdgesOnDrag: raw.nodes.length > 800 },
    edges: { smooth: false },
    nodes: { scaling: { min: 6, max: 30 } },
  });
  network.on("click", ({ nodes }) => setState({ node: nodes[0] ?? "" }));
  network.on("doubleClick", ({ nodes }) => { if (nodes.length) setState({ node: nodes[0], focus: nodes[0] }); });
  network.on("hoverNode", ({ node, pointer }) => showCard(node, pointer.DOM));
  network.on("blurNode", () => { document.getElementById("card").hidden = true; });
  network.on("zoom", ({ scale }) => {
    if (closeUp !== scale > CLOSE_ENOUGH) { closeUp = scale > CLOSE_ENOUGH; drawNetwork(); }
  });
}
