/** A failed REST request; `message` is the server's, if it sent one. */
export class RestError extends Error {
  constructor(code, message, retryAfter) {
    super(message);
    this.code = code;
    this.retryAfter = retryAfter;
  }
}

const TIMEOUT = 20_000;

/** `path`: below that of Porchlight, which the dashboard's own address tells. */
async function send(method, path, { body, token, signal }) {
  try {
    return await fetch(`..${path}`, {
      method,
      headers: {
        ...(body && { 'Content-Type': 'application/json' }),
        ...(token && { Authorization: `Bearer ${token}` }),
      },
      body: body && JSON.stringify(body),
      credentials: 'omit',
      signal,
    });
  } catch {
    throw new RestError('OFFLINE');
  }
}

async function errorOf(response) {
  const envelope = await response.json().catch(() => ({}));
  return new RestError(
    envelope.code ?? 'UNAVAILABLE',
    envelope.data,
    envelope.retryAfter,
  );
}

/** @returns {Promise<any>} the `data` of the reply */
export async function rest(method, path, options = {}) {
  const response = await send(method, path, { ...options, signal: AbortSignal.timeout(TIMEOUT) });
  const envelope = response.ok && (await response.json().catch(() => null));
  if (!envelope) {
    throw await errorOf(response);
  }
  return envelope.data;
}

/** @returns {Promise<Response>} for replies that are not wrapped in an envelope */
export async function download(path, token) {
  const response = await send('GET', path, { token });
  if (!response.ok) {
    throw await errorOf(response);
  }
  return response;
}
