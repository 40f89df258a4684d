/** A module that many visits do without. Browsers may remember for good that an address could not be loaded. */
export const load = async name => {
  const { href } = new URL(name, import.meta.url);
  try {
    return await import(href);
  } catch {
    return import(`${href}?${Date.now()}`);
  }
};
