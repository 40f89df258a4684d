// Pages of others may have replaced Math.random, and crypto.randomUUID is missing where there is no TLS.
const bytes = length => crypto.getRandomValues(new Uint8Array(length));

export function uuid() {
  const random = bytes(16);
  random[6] = (random[6] & 15) | 64;
  random[8] = (random[8] & 63) | 128;
  let hex = '';
  for (const byte of random) hex += (byte + 256).toString(16).slice(1);
  return hex.replace(/(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

/** How long to wait after so many failures: anything up to a bound that doubles from `first` to 30 s. */
export function backoff(failures, first) {
  const [high, low] = bytes(2);
  return ((high * 256 + low) / 65536) * Math.min(30_000, first * 2 ** failures);
}

/** An object of plain values as JSON, even where a page has given all objects a `toJSON`. */
export const flatJson = object => JSON.stringify({ __proto__: null, ...object });
