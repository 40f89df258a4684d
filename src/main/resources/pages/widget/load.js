/** How often a module could not be loaded, by its address. */
const failures = new Map();

/**
 * A module that many visits do without. Browsers remember for good that an address could not be loaded, as where a captive portal
 * answered, so each further attempt has one of its own.
 */
export const load = async (name, mayRepeat = true) => {
  const { href } = new URL(name, import.meta.url);
  const attempt = failures.get(href) ?? 0;
  try {
    return await import(attempt ? `${href}?${attempt}` : href);
  } catch (error) {
    failures.set(href, attempt + 1);
    if (mayRepeat) return load(name, false);
    throw error;
  }
};
