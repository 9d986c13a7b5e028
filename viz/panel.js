// The panel beside the graph: one paper or one entity, with its links and their evidence.

/**
 * Make an element; text is only ever set as text.
 * @param {string} tag
 * @param {{className?: string, text?: string}} [what]
 * @param {...Node} children
 */
function element(tag, what = {}, ...children) {
  const made = document.createElement(tag);
  if (what.className) made.className = what.className;
  if (what.text !== undefined) made.textContent = what.text;
  made.append(...children);
  return made;
}

/** @param {string} kind */
function swatch(kind) {
  const made = element("span", { className: `swatch ${kind}` });
  made.style.setProperty("--swatch", `var(--${kind})`);
  made.setAttribute("aria-hidden", "true");
  return made;
}

/** @param {string} id */
function nodeLink(id) {
  const made = element("button", { className: "node-link" }, swatch(kindOf(id)), element("span", { text: labelOf(id) }));
  made.type = "button";
  made.addEventListener("click", () => setState({ node: id }));
  return made;
}

/** Make a link of a URL, or text where it is not of the web. @param {string} url */
function webLink(url) {
  let parsed;
  try {
    parsed = new URL(url);
  } catch {
    return element("span", { text: url });
  }
  if (!["http:", "https:"].includes(parsed.protocol)) return element("span", { text: url });
  const made = element("a", { text: url.replace(/^https?:\/\//, "") });
  made.href = parsed.href;
  made.target = "_blank";
  made.rel = "noopener noreferrer";
  return made;
}

/** @param {string[]} evidence */
function quotation(evidence) {
  const [before = "", mention = "", after = ""] = evidence;
  return element("p", { className: "evidence" },
    document.createTextNode(before), element("mark", { text: mention }), document.createTextNode(after));
}

/**
 * List links under a heading for each role.
 * @param {Link[]} found
 * @param {(link: Link) => string} otherEnd
 */
function byRole(found, otherEnd) {
  const made = [];
  for (const role of Object.keys(ROLES)) {
    const rows = found.filter((link) => link.role === role);
    if (!rows.length) continue;
    made.push(element("h3", { text: `${ROLES[role]} (${rows.length})` }));
    made.push(element("ul", {}, ...rows.map((link) =>
      element("li", {}, nodeLink(otherEnd(link)), ...(link.evidence.length ? [quotation(link.evidence)] : [])))));
  }
  return made;
}

/** @param {Paper} paper */
function paperDetails(paper) {
  const facts = [paper.date, paper.organisation, paper.authors.join(", ")].filter(Boolean);
  const made = [element("p", { className: "soft", text: "paper" }), element("h2", { text: paper.title || paper.label })];
  for (const fact of facts) made.push(element("p", { text: fact }));
  for (const url of [paper.url, ...paper.repositories].filter(Boolean)) made.push(element("p", {}, webLink(url)));
  made.push(...byRole(linksOf.get(paper.id) ?? [], (link) => link.entity));
  if (paper.related.length) {
    made.push(element("h3", { text: "related papers" }));
    made.push(element("ul", {}, ...paper.related.map(([id, , reasons]) =>
      element("li", {}, nodeLink(id), ...reasons.map((reason) => element("p", { className: "evidence", text: reason }))))));
  }
  return made;
}

/** @param {Entity} entity */
function entityDetails(entity) {
  const count = entity.papers === 1 ? "1 paper" : `${entity.papers} papers`;
  const made = [
    element("p", { className: "soft", text: `${entity.type} in ${count}` }),
    element("h2", { text: entity.name }),
  ];
  if (entity.aliases.length) made.push(element("p", { text: `Also written ${entity.aliases.join(", ")}` }));
  const together = usedTogether(entity.id);
  made.push(...byRole(linksOf.get(entity.id) ?? [], (link) => link.paper));
  if (together.length) {
    made.push(element("h3", { text: "in the same papers" }));
    made.push(element("ul", {}, ...together.map(([id, times]) =>
      element("li", {}, nodeLink(id), element("span", { className: "soft", text: ` ${times} papers` })))));
  }
  return made;
}

function drawPanel() {
  const panel = document.getElementById("panel");
  const known = kindOf(state.node);
  panel.hidden = !known;
  panel.replaceChildren();
  if (!known) return;
  const close = element("button", { className: "close", text: "Close" });
  close.type = "button";
  close.addEventListener("click", () => setState({ node: "" }));
  const focused = state.focus === state.node;
  const focus = element("button", { text: focused ? "Show everything" : "Only its neighbourhood" });
  focus.type = "button";
  focus.id = "focus";
  focus.addEventListener("click", () => setState({ focus: focused ? "" : state.node }));
  const details = known === "paper" ? paperDetails(papers.get(state.node)) : entityDetails(entities.get(state.node));
  panel.append(close, ...details.slice(0, 2), focus, ...details.slice(2));
  panel.scrollTop = 0;
}
