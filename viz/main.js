// Wires the controls to the state, and the state to the drawing.

const byId = (id) => document.getElementById(id);

function drawControls() {
  const hidden = hiddenKinds();
  document.documentElement.dataset.theme = state.theme;
  byId("theme").setAttribute("aria-pressed", String(state.theme === "dark"));
  byId("view-toggle").setAttribute("aria-pressed", String(state.view === "table"));
  byId("back").disabled = visited.length === 0;
  byId("role").value = state.role;
  byId("least").value = state.least;
  byId("colour").value = state.colour;
  for (const button of byId("legend").children) {
    button.setAttribute("aria-pressed", String(!hidden.has(button.dataset.kind)));
  }
}

function makeLegend() {
  const counts = { paper: papers.size };
  for (const { type } of entities.values()) counts[type] = (counts[type] ?? 0) + 1;
  for (const kind of KINDS.filter((name) => counts[name])) {
    const button = element("button", {}, swatch(kind), element("span", { text: `${kind} ${counts[kind]}` }));
    button.type = "button";
    button.dataset.kind = kind;
    button.addEventListener("click", () => {
      const hidden = hiddenKinds();
      if (!hidden.delete(kind)) hidden.add(kind);
      setState({ hidden: [...hidden].sort().join(",") });
    });
    byId("legend").append(button);
  }
  for (const [value, text] of Object.entries(ROLES)) {
    const option = element("option", { text });
    option.value = value;
    byId("role").append(option);
  }
}

function choose(id) {
  byId("search").value = "";
  closeSuggestions();
  setState({ node: id });
  if (state.view === "graph") network.focus(id, { scale: Math.max(network.getScale(), 0.8), animation: false });
}

function closeSuggestions() {
  byId("suggestions").hidden = true;
  byId("search").setAttribute("aria-expanded", "false");
  byId("search").removeAttribute("aria-activedescendant");
}

function suggest() {
  const found = findNodes(byId("search").value);
  byId("suggestions").replaceChildren(...found.map((id, position) => {
    const row = element("li", {}, swatch(kindOf(id)), element("span", { text: shortened(labelOf(id), 90) }), element("span", { className: "kind", text: kindOf(id) }));
    row.id = `suggestion-${position}`;
    row.dataset.node = id;
    row.setAttribute("role", "option");
    row.setAttribute("aria-selected", "false");
    row.addEventListener("mousedown", (event) => { event.preventDefault(); choose(id); });
    return row;
  }));
  byId("suggestions").hidden = found.length === 0;
  byId("search").setAttribute("aria-expanded", String(found.length > 0));
}

function moveSelection(step) {
  const rows = [...byId("suggestions").children];
  if (!rows.length) return;
  const current = rows.findIndex((row) => row.getAttribute("aria-selected") === "true");
  const next = (current + step + rows.length) % rows.length;
  rows.forEach((row, position) => row.setAttribute("aria-selected", String(position === next)));
  byId("search").setAttribute("aria-activedescendant", rows[next].id);
  rows[next].scrollIntoView({ block: "nearest" });
}

function searchKeys(event) {
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    moveSelection(event.key === "ArrowDown" ? 1 : -1);
  } else if (event.key === "Enter") {
    const rows = [...byId("suggestions").children];
    const row = rows.find((item) => item.getAttribute("aria-selected") === "true") ?? rows[0];
    if (row) choose(row.dataset.node);
  } else if (event.key === "Escape") {
    closeSuggestions();
  }
}

function download(name, url) {
  const link = element("a");
  link.href = url;
  link.download = name;
  link.click();
}

function wireControls() {
  byId("search").addEventListener("input", suggest);
  byId("search").addEventListener("keydown", searchKeys);
  byId("search").addEventListener("blur", closeSuggestions);
  byId("back").addEventListener("click", goBack);
  byId("fit").addEventListener("click", () => network.fit({ animation: false }));
  byId("view-toggle").addEventListener("click", () => setState({ view: state.view === "table" ? "graph" : "table" }));
  byId("theme").addEventListener("click", () => setState({ theme: state.theme === "dark" ? "light" : "dark" }));
  byId("role").addEventListener("change", (event) => setState({ role: event.target.value }));
  byId("colour").addEventListener("change", (event) => setState({ colour: event.target.value }));
  byId("least").addEventListener("change", (event) => setState({ least: event.target.value }));
  byId("move").addEventListener("click", (event) => {
    const moving = event.currentTarget.getAttribute("aria-pressed") !== "true";
    event.currentTarget.setAttribute("aria-pressed", String(moving));
    network.setOptions({ physics: { enabled: moving } });
  });
  byId("download-csv").addEventListener("click", () => {
    const url = URL.createObjectURL(new Blob([csvText()], { type: "text/csv" }));
    download("papers.csv", url);
    URL.revokeObjectURL(url);
  });
  byId("download-png").addEventListener("click", () => {
    download("papers.png", byId("network").querySelector("canvas").toDataURL("image/png"));
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && !["INPUT", "SELECT"].includes(document.activeElement.tagName)) {
      event.preventDefault();
      byId("search").focus();
    } else if (event.key === "Escape" && state.node) setState({ node: "" });
  });
}

byId("page-title").textContent = document.title;
makeLegend();
wireControls();
document.documentElement.dataset.theme = state.theme;
startNetwork();
watchers.push(drawControls, drawNetwork, drawTable, drawPanel);
for (const watch of watchers) watch();
network.fit({ animation: false });
if (drawnNodes.has(state.node)) network.focus(state.node, { scale: 0.8, animation: false });
window.kgViewer = {
  state: () => ({ ...state }),
  drawn: () => nodeSet.getIds(),
  positions: (ids) => network.canvasToDOM && ids.map((id) => network.canvasToDOM(network.getPosition(id))),
};
