// Says in the page that its server failed, and offers to try again; what was loaded stays.

import { button, byId, element } from "./dom.js";
import { ServerTrouble } from "./server.js";

/** @typedef {"view" | "search" | "list"} Part What could not be loaded. */

/** @type {?Part} */
let troubled = null;

/**
 * @param {Part} part
 * @param {Error} error Anything but a ServerTrouble is thrown again.
 * @param {() => unknown} again
 */
export function sayTrouble(part, error, again) {
  if (!(error instanceof ServerTrouble)) throw error;
  troubled = part;
  const retry = button("Try again", () => { clearTrouble(part); again(); }, { id: "retry" });
  byId("trouble").replaceChildren(element("span", { text: `${error.message} What has been loaded stays in the page.` }), retry);
  byId("trouble").hidden = false;
}

/** Remove the message if it is about this part. @param {Part} part */
export function clearTrouble(part) {
  if (troubled !== part) return;
  troubled = null;
  byId("trouble").hidden = true;
  byId("trouble").replaceChildren();
}
