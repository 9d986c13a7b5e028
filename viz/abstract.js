// The abstract in a paper's panel, folded if it is long, with the names that its links rest on marked.

import { button, element } from "./dom.js";
import { linksOf } from "./graph.js";
import { evidenceOf, factsOf } from "./source.js";
import { graph } from "./unpack.js";

// Characters up to which an abstract is shown whole: about five lines of the panel.
const MOST_UNFOLDED = 320;

/**
 * Divide a text where quoted sentences name something.
 * @param {string} text
 * @param {import("./source.js").Quoted[]} quotes Those of other texts are passed over.
 * @returns {Array<{text: string, isName: boolean}>}
 */
export function partsOf(text, quotes) {
  const spans = quotes.flatMap(({ sentence, start, end }) => {
    const at = sentence ? text.indexOf(sentence) : -1;
    const [before, name] = [[0, start], [start, end]].map(([from, to]) => Array.from(sentence).slice(from, to).join("").length);
    return at < 0 || !name ? [] : [[at + before, at + before + name]];
  }).sort((a, b) => a[0] - b[0] || b[1] - a[1]);
  const parts = [];
  let done = 0;
  for (const [start, end] of spans) {
    if (start < done) continue;
    parts.push({ text: text.slice(done, start), isName: false }, { text: text.slice(start, end), isName: true });
    done = end;
  }
  return [...parts, { text: text.slice(done), isName: false }].filter((part) => part.text);
}

/** @param {HTMLElement} shown The abstract, which is folded. */
function unfoldButton(shown) {
  const made = button("Show all of it", () => {
    const isFolded = shown.classList.toggle("folded");
    made.setAttribute("aria-expanded", String(!isFolded));
    made.textContent = isFolded ? "Show all of it" : "Show less";
  }, { className: "more", id: "unfold" });
  made.setAttribute("aria-expanded", "false");
  shown.classList.add("folded");
  return made;
}

/** Say why there is no text to show. @param {?string} abstract */
function whyMissing(abstract) {
  const { abstracts, papers } = graph.raw;
  const [held, all] = [abstracts, papers.id.length].map((count) => count?.toLocaleString("en"));
  return abstract === "" ? "The list gives no abstract of this paper."
    : `This page has room for the abstracts of ${held} of its ${all} papers, and this one is not among them. “kg show” and “kg serve” show it.`;
}

/** Make the place of a paper's abstract, and fill it once the text is there. @param {string} id @returns {HTMLElement} */
export function abstractOf(id) {
  const place = element("div", { id: "abstract" });
  const fill = async () => {
    const { abstract } = await factsOf(id);
    // The server did not answer, which the page says elsewhere.
    if (abstract === undefined) return;
    place.append(element("h3", { text: "abstract" }));
    if (!abstract) {
      place.append(element("p", { className: "soft", text: whyMissing(abstract) }));
      return;
    }
    const quotes = await Promise.all(linksOf(graph, id).map(evidenceOf));
    const parts = partsOf(abstract, quotes.filter(Boolean));
    const shown = element("p", { dir: "auto" }, ...parts.map(({ text, isName }) => (isName ? element("mark", { text }) : text)));
    place.append(shown, ...(abstract.length > MOST_UNFOLDED ? [unfoldButton(shown)] : []));
  };
  fill();
  return place;
}
