/** Longer than what a tab does alone: it asks for the identity and opens a chat, again if that was not accepted: 29 s by its timeouts. */
const LEASE = 30_000;
/** Other tabs see with a delay what one has stored. */
const STORAGE_DELAY = 500;

/**
 * Stands in for `navigator.locks.request` on pages without TLS: one tab at a time, by a lease in localStorage that a tab gives
 * back when it is closed. Where nothing may be stored, tabs know nothing of each other, and none waits.
 */
export const exclusively = async (key, action) => {
  const id = crypto.getRandomValues(new Uint32Array(4)).join('-');
  const holder = () => {
    const [holder, takenAt] = localStorage.getItem(key)?.split(' ') ?? [];
    return Math.abs(Date.now() - takenAt) < LEASE && holder;
  };
  const release = () => {
    try {
      if (holder() === id) localStorage.removeItem(key);
    } catch { /* Nothing is stored. */ }
  };
  addEventListener('pagehide', release);
  try {
    while (holder() !== id) {
      if (!holder()) localStorage.setItem(key, `${id} ${Date.now()}`);
      await new Promise(resolve => setTimeout(resolve, STORAGE_DELAY));
    }
  } catch { /* Nothing may be stored. */ }
  try {
    return await action();
  } finally {
    removeEventListener('pagehide', release);
    release();
  }
};
