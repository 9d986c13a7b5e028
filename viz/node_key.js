// Names nodes for the drawing library, whose plain objects take ids such as `__proto__` for properties of their own.

/** @param {string} id */
export const drawnAs = (id) => `node ${id}`;

/** @param {string} key */
export const idOf = (key) => key.slice(drawnAs("").length);
