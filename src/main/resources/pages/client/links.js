const LINK = /(?:https?:\/\/|www\.)[^\s<>"]+|(?:mailto:)?[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+/gi;

/** Splits a text into strings and links, { href, text }: http, https and mailto only. */
export function linked(text) {
  const pieces = [];
  let end = 0;
  for (const match of text.matchAll(LINK)) {
    const shown = match[0].replace(match[0].includes('(') ? /[.,;:!?'*”»’…،؛؟]+$/ : /[.,;:!?'*”»’…،؛؟)]+$/, '');
    const href = /^(https?:|mailto:)/i.test(shown) ? shown : (shown.includes('@') ? 'mailto:' : 'https://') + shown;
    if (!URL.canParse(href)) continue;
    pieces.push(text.slice(end, match.index), { href, text: shown });
    end = match.index + shown.length;
  }
  pieces.push(text.slice(end));
  return pieces;
}
