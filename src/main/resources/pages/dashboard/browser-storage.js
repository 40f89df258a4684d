const PREFIX = 'porchlight:';

/** Serves until the page is left where localStorage is full or forbidden. */
const memory = new Map();

/** @returns {any} the value of this key in this browser, or undefined */
export function readItem(key) {
  try {
    return JSON.parse(localStorage.getItem(PREFIX + key)) ?? memory.get(key);
  } catch {
    return memory.get(key);
  }
}

export function writeItem(key, value) {
  memory.set(key, value);
  try {
    localStorage.setItem(PREFIX + key, JSON.stringify(value));
  } catch {
    // Memory has it.
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
