const MAX_AGE = 30 * 24 * 3_600_000;
const DAY = 24 * 3_600_000;
/** No clock that is right says less. */
const EARLIEST = Date.UTC(2025, 0);
const AREAS = [() => localStorage, () => sessionStorage];

const attempt = action => {
  try {
    return action();
  } catch {
    return undefined;
  }
};

/** What this browser keeps under a key, if it keeps anything. */
export const readKept = key => {
  for (const area of AREAS) {
    const value = attempt(() => area().getItem(key));
    if (value) return value;
  }
  return undefined;
};

/** The keys of all that this browser keeps for a page. */
export const keptKeys = () => {
  const keys = [];
  for (const area of AREAS) keys.push(...(attempt(() => Object.keys(area())) ?? []));
  return keys;
};

/** Keeps a text for all tabs, or for this one where there is no room for it; without one, nothing is kept. Returns whether it is. */
export const writeKept = (key, value) => {
  let kept = false;
  for (const area of AREAS) {
    const set = value && !kept && attempt(() => (area().setItem(key, value), true));
    if (set) kept = true;
    else attempt(() => area().removeItem(key));
  }
  return kept || !value;
};

/**
 * Whether what was `writtenAt` is older than 30 days. Clocks are wrong at times, and right again: none is believed that was
 * wrong when it was written, and another only if it says the same a day later. Notes in the record what it needs for that.
 */
export const isOutdated = record => {
  const now = Date.now();
  record.since ??= record.writtenAt;
  if (!(record.since > EARLIEST && record.since < now + DAY)) record.since = now;
  if (now - record.since < MAX_AGE) {
    delete record.oldAt;
    return false;
  }
  record.oldAt ??= now;
  return Math.abs(now - record.oldAt) > DAY;
};
