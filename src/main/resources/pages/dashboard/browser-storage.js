const PREFIX = 'porchlight:';

/** What localStorage did not take, being full or forbidden: serves until the page is left. */
const memory = new Map();

/** @returns {any} the value of this key in this browser, or undefined */
export function readItem(key) {
  if (memory.has(key)) {
    return memory.get(key);
  }
  try {
    return JSON.parse(localStorage.getItem(PREFIX + key)) ?? undefined;
  } catch {
    return undefined;
  }
}

export function writeItem(key, value) {
  try {
    localStorage.setItem(PREFIX + key, JSON.stringify(value));
    memory.delete(key);
  } catch {
    memory.set(key, value);
  }
}

export function removeItem(key) {
  memory.delete(key);
  try {
    localStorage.removeItem(PREFIX + key);
  } catch {
    // Memory has removed it.
  }
}
