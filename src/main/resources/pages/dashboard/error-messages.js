import { hasText, serverText, t } from './texts.js';

/** What the server says in the language of the dashboard, else what the code says. */
export function errorMessage({ code, message }) {
  const said = message && message !== code ? serverText(message) : undefined;
  return said ?? t(hasText(`error.${code}`) ? `error.${code}` : 'error.unknown');
}
