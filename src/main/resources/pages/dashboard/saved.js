/** What this browser keeps for the owner; where it keeps nothing, what this page keeps. */
const memory = new Map();

export function saved(key) {
  try {
    return JSON.parse(localStorage.getItem(`porchlight:${key}`)) ?? memory.get(key);
  } catch {
    return memory.get(key);
  }
}

export function save(key, value) {
  memory.set(key, value);
  try {
    localStorage.setItem(`porchlight:${key}`, JSON.stringify(value));
  } catch {
    // Full or forbidden: memory serves until the page is left.
  }
}

export function forget(key) {
  memory.delete(key);
  try {
    localStorage.removeItem(`porchlight:${key}`);
  } catch {
    // As above.
  }
}
