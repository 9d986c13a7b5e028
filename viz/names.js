// How closely a query matches a name, as the server's kg/server/names.py judges it too.

const SIGNS = /[^\p{L}\p{N}+]+/gu;
// Longer words alone begin after capitals: the plural LLMs is one word.
const CHANGES = /(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z]{2})|(?<=[A-Za-z])(?=[0-9])|(?<=[0-9])(?=[A-Za-z])/g;
const ANY_MARK = "[ -]?'?";
const LONGEST_QUERY = 300;
// An address of arXiv, of a site that mirrors it or of a DOI names a paper by a part of it, without the version.
const ARXIV_IN_ADDRESS = /^(?:https?:)?(?:\/\/)?[\w.-]+\.[a-z]{2,}\/\S*?((?<![0-9])[0-9]{4}\.[0-9]{4,5}(?![0-9])|[a-z-]+\/[0-9]{7}(?![0-9]))\S*$/i;
const DOI_IN_ADDRESS = /^(?:https?:)?(?:\/\/)?[\w.-]+\.[a-z]{2,}\/\S*?(10\.(?!48550\/arxiv)[0-9]{4,9}\/[^\s?#]+)\S*$/i;
const VERSION_OF_ARXIV = /^((?:arxiv:)?[0-9]{4}\.[0-9]{4,5})v[0-9]+$/i;
const YEAR = /^(?:19|20)[0-9]{2}$/;

/**
 * Fold a text, ignoring case and accents, and mark where words begin: by a space, by a hyphen for
 * other signs, and by an apostrophe where case changes or a number begins or ends.
 * @param {string} text
 */
export function marked(text) {
  const signless = text.normalize("NFKD").replace(/\p{M}+/gu, "").replace(SIGNS, (signs) => (/[ \t\n\r]/.test(signs) ? " " : "-"));
  return signless.replace(CHANGES, "'").toLowerCase().replace(/^[ -]|[ -]$/g, "");
}

/** Fold a text, ignoring case, accents, hyphens and spaces. @param {string} text */
export function fold(text) {
  return marked(text).replace(/[ '-]/g, "");
}

/** @typedef {{line: string, plain: string}} Key A name between line feeds with an apostrophe before each word, and without marks. */

/** @param {string} name @returns {Key} */
export function keyOf(name) {
  const text = marked(name);
  return { line: `\n'${text.replace(/[ -]/g, "$&'")}\n`, plain: text.replace(/[ '-]/g, "") };
}

/** Write a pattern of a marked text. @param {string} query @param {string} between What lines may have where it has no mark. */
function patternOf(query, between) {
  return Array.from(query.matchAll(/([ '-]?)([^ '-])/gu), ([, mark, letter], position) => (
    `${position ? (mark ? ANY_MARK : between) : ""}${letter.replace("+", "\\+")}`)).join("");
}

/** Write a pattern that begins where a word does: it runs over a space only if the query does, or up to a word's end. @param {string} query */
function begunPattern(query) {
  return `'(?:${patternOf(query, "-?'?")}|${patternOf(query, ANY_MARK)}(?=[\n '-]))`;
}

/** Return the id in the address of a paper, and any other text as it is. @param {string} text */
export function withoutAddress(text) {
  const bare = text.trim();
  return [DOI_IN_ADDRESS, ARXIV_IN_ADDRESS, VERSION_OF_ARXIV].map((pattern) => pattern.exec(bare)?.[1]).find(Boolean) ?? text;
}

/**
 * What a query asks of a name; its words are for names that have them in another order, and `dated` is
 * what it asks of a paper of a year, if one of several words is a year.
 * @typedef {{plain: string, prefix: RegExp, begun: RegExp, acronym: ?RegExp, within: RegExp,
 *   words: Array<{plain: string, pattern: RegExp}>, dated: ?{year: number, wanted: Wanted}}} Wanted
 */

/** @param {string} query A marked text. @returns {?{year: number, wanted: Wanted}} */
function datedBy(query) {
  const words = query.split(" ");
  const years = words.filter((word) => YEAR.test(word));
  const wanted = years.length === 1 ? wantedBy(words.filter((word) => word !== years[0]).join(" ")) : null;
  return wanted && { year: Number(years[0]), wanted };
}

/** @param {string} text @returns {?Wanted} Null if the text has no letter. */
export function wantedBy(text) {
  const query = marked(withoutAddress(text.slice(0, LONGEST_QUERY)));
  const plain = query.replace(/[ '-]/g, "");
  if (!plain) return null;
  const begun = begunPattern(query);
  const initials = Array.from(plain, (letter) => letter.replace("+", "\\+")).join("[^\n -]*[ -]'");
  const words = [...new Set(query.split(" "))];
  return {
    plain,
    prefix: new RegExp(`^\n${begun}`),
    begun: new RegExp(begun),
    acronym: plain.length > 1 ? new RegExp(`^\n'${initials}[^\n -]*\n`) : null,
    within: new RegExp(patternOf(query, "'?")),
    words: words.length < 2 ? [] : words.map((word) => ({ plain: fold(word), pattern: new RegExp(begunPattern(word)) })),
    dated: datedBy(query),
  };
}

/**
 * Tell how closely a name matches: 0 the whole name, 1 its beginning, 2 the beginning of a word,
 * 3 its acronym, 4 within a word, 5 all words in another order; -1 if it does not.
 * @param {Wanted} wanted
 * @param {Key} key
 */
export function closeness({ plain, prefix, begun, acronym, within, words }, key) {
  if (key.plain === plain) return 0;
  const holds = key.plain.includes(plain);
  if (holds && prefix.test(key.line)) return 1;
  if (holds && begun.test(key.line)) return 2;
  if (acronym?.test(key.line)) return 3;
  if (holds && within.test(key.line)) return 4;
  const isMixed = words.length > 0 && words.every((word) => key.plain.includes(word.plain) && word.pattern.test(key.line));
  return isMixed ? 5 : -1;
}
