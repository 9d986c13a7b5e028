// Finds, makes and fills elements of the page; text is only ever set as text.

/** @param {string} id @returns {HTMLElement} */
export const byId = (id) => document.getElementById(id);

/**
 * @param {string} tag
 * @param {{className?: string, text?: string, id?: string, dir?: string}} [what] `dir` is "auto" for
 *   text of papers, which may run from right to left.
 * @param {...(Node | string)} children
 */
export function element(tag, what = {}, ...children) {
  const made = document.createElement(tag);
  if (what.className) made.className = what.className;
  if (what.id) made.id = what.id;
  if (what.dir) made.dir = what.dir;
  if (what.text !== undefined) made.textContent = what.text;
  made.append(...children);
  return made;
}

/** @param {string} text @param {() => void} act @param {{className?: string, id?: string}} [what] */
export function button(text, act, what = {}) {
  const made = element("button", { ...what, text });
  made.type = "button";
  made.addEventListener("click", act);
  return made;
}

/** Make the mark of a type. @param {string} kind */
export function swatch(kind) {
  const made = element("span", { className: `swatch ${kind}` });
  made.setAttribute("aria-hidden", "true");
  return made;
}

/** @param {string} text @param {number} length In code points. */
export function shortened(text, length) {
  if (text.length <= length) return text;
  // A code point is at most two of a string's units, so no more of a long text need be cut.
  const characters = Array.from(text.slice(0, 2 * length + 2));
  return characters.length > length ? `${characters.slice(0, length - 1).join("").trimEnd()}…` : text;
}

/** Make a link of a URL, or plain text if it is not a web address. @param {string} url */
export function webLink(url) {
  let parsed;
  try {
    parsed = new URL(url);
  } catch {
    return element("span", { text: url });
  }
  if (!["http:", "https:"].includes(parsed.protocol)) return element("span", { text: url });
  const made = element("a", { text: shortened(url.replace(/^https?:\/\//, ""), 70) });
  made.href = parsed.href;
  made.target = "_blank";
  made.rel = "noopener noreferrer";
  return made;
}

/** @param {number} count @param {string} one @param {string} [several] */
export function counted(count, one, several = `${one}s`) {
  return `${count.toLocaleString("en")} ${count === 1 ? one : several}`;
}
