// Says in the page that its server failed, and offers to try again; what was loaded stays.

import { button, byId, element } from "./dom.js";
import { ServerTrouble } from "./server.js";

/**
 * @param {Error} error What is no trouble of the server goes on as it is.
 * @param {() => unknown} again
 */
export function sayTrouble(error, again) {
  if (!(error instanceof ServerTrouble)) throw error;
  const retry = button("Try again", () => { clearTrouble(); again(); }, { id: "retry" });
  byId("trouble").replaceChildren(element("span", { text: `${error.message} What has been loaded stays in the page.` }), retry);
  byId("trouble").hidden = false;
}

export function clearTrouble() {
  byId("trouble").hidden = true;
  byId("trouble").replaceChildren();
}
