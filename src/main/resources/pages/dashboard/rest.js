/** A request over HTTP that failed, with the server's sentence. */
export class RestError extends Error {
  constructor(code, message, retryAfter) {
    super(message);
    this.code = code;
    this.retryAfter = retryAfter;
  }
}

const PATIENCE = 20_000;

async function answer(method, path, { body, token, signal }) {
  try {
    return await fetch(path, {
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
    throw new RestError('OFFLINE', 'Porchlight cannot be reached just now. Please try again in a moment.');
  }
}

async function failure(response) {
  const envelope = await response.json().catch(() => ({}));
  return new RestError(
    envelope.code ?? 'UNAVAILABLE',
    envelope.data ?? 'Porchlight could not answer that. Please try again.',
    envelope.retryAfter,
  );
}

/** @returns {Promise<any>} the reply's data */
export async function rest(method, path, options = {}) {
  const response = await answer(method, path, { ...options, signal: AbortSignal.timeout(PATIENCE) });
  const envelope = response.ok && (await response.json().catch(() => null));
  if (!envelope) {
    throw await failure(response);
  }
  return envelope.data;
}

/** @returns {Promise<Response>} for what is not an envelope */
export async function download(path, token) {
  const response = await answer('GET', path, { token });
  if (!response.ok) {
    throw await failure(response);
  }
  return response;
}
