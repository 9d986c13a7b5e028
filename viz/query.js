/** The query editor: sends a query to this server and shows the answer, only ever as text. */

/** @typedef {{type: string, value: string}} Term */
/** @typedef {{name: string, kind: string, description: string, default: ?string}} Parameter */
/** @typedef {{name: string, title: string, text: string, parameters: Parameter[]}} NamedQuery */

const LONGEST_SHOWN = 1000;
const NOT_BOUND = "The text was edited, so this value is not used: write it into the text, or undo the edit.";
const text = /** @type {HTMLTextAreaElement} */ (document.getElementById("text"));
const status = /** @type {HTMLElement} */ (document.getElementById("status"));
const results = /** @type {HTMLElement} */ (document.getElementById("results"));
const named = /** @type {HTMLSelectElement} */ (document.getElementById("named"));
const parameters = /** @type {HTMLElement} */ (document.getElementById("parameters"));
/** @type {Map<string, NamedQuery>} */
const known = new Map();
/** Ends the request under way. */
let running = new AbortController();

/** @param {string} message @param {boolean} [wrong] */
function say(message, wrong = false) {
  status.textContent = message;
  status.classList.toggle("wrong", wrong);
}

/** @param {string} name @param {string} [content] @returns {HTMLElement} */
function element(name, content = "") {
  const made = document.createElement(name);
  made.textContent = content;
  return made;
}

/** Show a term; an IRI with a page on this server, or on the web, is a link. @param {Term} [term] */
function shown(term) {
  const cell = element("td");
  if (!term) return cell;
  const isLink = term.type === "uri" && /^https?:/i.test(term.value);
  if (!isLink) {
    cell.textContent = term.value;
    cell.dir = "auto";
    return cell;
  }
  const link = /** @type {HTMLAnchorElement} */ (element("a", decoded(term.value)));
  const base = results.dataset.base ?? "";
  link.href = base && term.value.startsWith(base) ? `/page/${term.value.slice(base.length)}` : term.value;
  link.rel = "noopener noreferrer nofollow";
  cell.append(link);
  return cell;
}

/** @param {string} iri */
function decoded(iri) {
  try {
    return decodeURI(iri);
  } catch {
    return iri;
  }
}

/** @param {{head: {vars?: string[]}, results?: {bindings: Record<string, Term>[]}, boolean?: boolean}} answer */
function showTable(answer) {
  if (answer.boolean !== undefined) {
    results.replaceChildren(element("p", answer.boolean ? "yes" : "no"));
    return say("Done.");
  }
  const names = answer.head.vars ?? [];
  const rows = answer.results?.bindings ?? [];
  const table = element("table");
  const head = element("tr");
  head.append(...names.map((name) => {
    const cell = element("th", name);
    cell.setAttribute("scope", "col");
    return cell;
  }));
  const body = rows.slice(0, LONGEST_SHOWN).map((row) => {
    const line = element("tr");
    line.append(...names.map((name) => shown(row[name])));
    return line;
  });
  table.append(head, ...body);
  results.replaceChildren(table);
  const cut = rows.length > LONGEST_SHOWN ? `, the first ${LONGEST_SHOWN} of them shown` : "";
  say(`${rows.length} ${rows.length === 1 ? "row" : "rows"}${cut}.`);
}

/** The message of an answer that is an error: JSON under /api, plain text elsewhere. @param {Response} response @param {string} kind */
async function errorIn(response, kind) {
  const message = kind.startsWith("application/json") ? (await response.json()).error : await response.text();
  return String(message ?? "").trim() || `Error ${response.status}`;
}

/** @param {Response} response */
async function show(response) {
  const kind = response.headers.get("content-type") ?? "";
  if (!response.ok) {
    const message = await errorIn(response, kind);
    results.replaceChildren();
    return say(message, true);
  }
  if (kind.startsWith("application/sparql-results+json")) return showTable(await response.json());
  results.replaceChildren(element("pre", await response.text()));
  say("Done.");
}

/** The named query that was chosen, unless its text was edited. @returns {NamedQuery | undefined} */
function unedited() {
  const query = known.get(named.value);
  return query?.text === text.value ? query : undefined;
}

/** @param {AbortSignal} signal */
function asked(signal) {
  const accept = "application/sparql-results+json, text/turtle;q=0.9";
  const query = unedited();
  if (!query) {
    const headers = { Accept: accept, "Content-Type": "application/sparql-query" };
    return fetch("/sparql", { method: "POST", headers, body: text.value, signal });
  }
  // A parameter that is left out takes its default; an empty text would name nothing.
  const values = [...parameters.querySelectorAll("input")].map(({ name, value }) => [name, value.trim()]).filter(([, value]) => value);
  const address = `/api/queries/${encodeURIComponent(query.name)}?${new URLSearchParams(values)}`;
  return fetch(address, { headers: { Accept: accept }, signal });
}

async function run() {
  running.abort();
  running = new AbortController();
  const { signal } = running;
  say("Running…");
  try {
    await show(await asked(signal));
  } catch {
    if (!signal.aborted) say("The server does not answer.", true);
  }
}

/** Let parameters be set only while the server would bind them: the protocol has no place for them beside a text. */
function allowParameters() {
  const isBound = Boolean(unedited());
  for (const input of parameters.querySelectorAll("input")) input.disabled = !isBound;
  const note = document.getElementById("unbound");
  if (note) note.textContent = isBound ? "" : NOT_BOUND;
}

function choose() {
  const query = known.get(named.value);
  parameters.replaceChildren();
  if (!query) return;
  text.value = query.text;
  for (const parameter of query.parameters) {
    const label = element("label", `${parameter.description} `);
    const input = /** @type {HTMLInputElement} */ (element("input"));
    input.name = parameter.name;
    input.value = parameter.default ?? "";
    if (parameter.default === null) input.placeholder = "every one";
    label.append(input);
    parameters.append(label);
  }
  if (!query.parameters.length) return;
  const note = element("span");
  note.id = "unbound";
  note.className = "status";
  note.setAttribute("role", "status");
  parameters.append(note);
}

async function offerNamed() {
  const response = await fetch("/api/queries");
  for (const query of /** @type {NamedQuery[]} */ (await response.json())) {
    known.set(query.name, query);
    const option = /** @type {HTMLOptionElement} */ (element("option", query.title));
    option.value = query.name;
    named.append(option);
  }
}

document.getElementById("run")?.addEventListener("click", run);
named.addEventListener("change", choose);
text.addEventListener("input", allowParameters);
text.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    run();
  }
});
offerNamed().catch(() => say("The list of queries could not be read.", true));
