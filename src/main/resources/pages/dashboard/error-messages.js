const MESSAGES = {
  OFFLINE: 'There is no connection just now. Please try again in a moment.',
  TIMEOUT: 'No answer came in time. Please try again.',
  UNAVAILABLE: 'Porchlight could not do that just now. Please try again.',
  TOO_LARGE: 'This is too long.',
  FULL: 'Too many messages are waiting to be sent already.',
  CONFLICT: 'This was sent in another form already.',
  NOT_FOUND: 'This chat is not here any more.',
  UNAUTHORIZED: 'You were logged out.',
  FORBIDDEN: 'This is not allowed any more.',
  RATE_LIMITED: 'That was too much at once. Please wait a moment.',
};

/** The server's message if it sent one, else ours for the code. */
export function errorMessage({ code, message }) {
  return message && message !== code ? message : (MESSAGES[code] ?? 'Something went wrong. Please try again.');
}
