const WORD = '\\p{L}\\p{M}\\p{N}_';
const HOST = `([${WORD}-]+(?:\\.[${WORD}-]+)*)`;
const LOCAL = `[${WORD}.!#$%&'’*+/=?^\`|~-]`;
/** The address of a page goes on with ASCII, letters, and what stands inside words: no quotes or emoji. */
const CANDIDATE = new RegExp(
  `(https?://|(?<![${WORD}@./-])www\\.(?=[^.\\s]+\\.))${HOST}((?::\\d+)?(?:[/?#][!#-;=?-\\[\\]_a-{}~${WORD}\\u200c\\u200d·’–]*)?)`
    + `|(?<!@|${LOCAL})(${LOCAL}+)@${HOST}`,
  'giu',
);
/** Scripts whose words follow each other without a space, or have particles that do. */
const JOINED = 'ー\\p{sc=Han}\\p{sc=Hira}\\p{sc=Kana}\\p{sc=Hang}\\p{sc=Thai}\\p{sc=Laoo}\\p{sc=Khmr}\\p{sc=Mymr}';
const HAS_JOINED = new RegExp(`[${JOINED}]`, 'u');
/** To a top-level domain in ASCII a suffix or the next word may stick. */
const TOP_LEVEL = new RegExp(`^(?:(?:xn--[a-z\\d-]+|[a-z]{2,})(?=$|-|[${JOINED}])|[^${JOINED}\\w-]{2,}$)`, 'iu');
/** Arabic and Hebrew put prepositions and articles before a word. */
const BEFORE_ASCII = new RegExp(`^(?:[^\\p{L}\\p{N}_+-]+|.*[${JOINED}\\p{sc=Arab}\\p{sc=Hebr}]-?(?=[a-z\\d][\\w.+-]*$))`, 'iu');
/** Of one alphabet. An apostrophe may also end an article (`d'ada@…`), except in names such as O'Brien. */
const NAME = ['Latn', 'Grek', 'Cyrl'].map(script => `(?:[\\p{sc=${script}}\\d\\p{M}._+-]|(?<![^._-])o'(?=\\p{L}))+`).join('|');
const IS_NAME = new RegExp(`^(?=[\\p{L}\\p{N}_].{0,63}$)(?!.*\\.(?:\\.|$))(?:${NAME})$`, 'iu');

/**
 * Splits a text into strings and links, { href, text }: http, https and mailto only. What may be a link to somewhere else
 * than was meant stays text.
 */
export function linked(text) {
  const pieces = [];
  let end = 0;
  CANDIDATE.lastIndex = 0;
  for (let match; (match = CANDIDATE.exec(text));) {
    const after = text.slice(CANDIDATE.lastIndex);
    const shown = match[1] ? pageAddress(match, after) : personAddress(match, after);
    const href = shown && (/^www/i.test(match[1]) ? `https://${shown}` : match[1] ? shown : `mailto:${shown}`);
    if (shown && URL.canParse(href)) {
      const start = match.index + match[0].indexOf(shown);
      pieces.push(text.slice(end, start), { href, text: shown });
      end = CANDIDATE.lastIndex = start + shown.length;
    } else CANDIDATE.lastIndex += after.search(/\s|$/); // No part of it is a link either.
  }
  pieces.push(text.slice(end));
  return pieces;
}

function pageAddress([, scheme, run, rest], after) {
  const host = hostOf(run, /^[\w-]+$/);
  const tail = host === run ? trimmed(rest) : '';
  // Before an `@` stands a name, not a host. A suffix of a path cannot be told from it.
  // Of an address that goes on after what cannot be a part of it, the beginning leads elsewhere.
  const isCut = /^(?:[|…\\^\p{Extended_Pictographic}]\S*[\p{L}\p{N}/?&=#]|"\S*"[&/])/u.test(after);
  const isUnclear = isCut || (host !== run && rest) || (!/[/?#]/.test(rest) && /^[^\s/?#]*@/.test(after)) || HAS_JOINED.test(tail) || /['’]\p{L}{1,5}$/u.test(tail);
  return host && !isUnclear && scheme + host + tail;
}

function personAddress([, , , , run, domain], after) {
  const name = run.replace(BEFORE_ASCII, '');
  const host = hostOf(domain);
  return host && IS_NAME.test(name) && !/^(?:[@\\]|[/:][\p{L}\p{N}~])/u.test(after) && `${name}@${host}`;
}

/** The host that a text begins with; `alone`: one without a dot. */
function hostOf(run, alone = /^(?:\d+\.){3}\d+$/) {
  if (alone.test(run) || /^(?:\d+\.){3}\d+$/.test(run)) return run;
  const at = run.lastIndexOf('.') + 1;
  const [top] = TOP_LEVEL.exec(run.slice(at)) ?? [];
  // `example.com.thanks`, `example.de.Thanks`: a sentence without the space.
  const isSentence = /\.(?:com|org|net|edu|gov)\.[a-z]{3,}|^[^A-Z]*\.[A-Z][a-z]+$/.test(run);
  return at && top && !isSentence && run.slice(0, at) + top;
}

/** Without what belongs to the sentence: marks at the end, brackets that were opened before, the next address. */
function trimmed(tail) {
  let end = 0;
  let open = '';
  for (let i = 0; i < tail.length; i++) {
    const closes = { ')': '(', ']': '[', '}': '{' }[tail[i]];
    if (/^[,;]https?:/i.test(tail.slice(i)) || (closes && !open.includes(closes))) break;
    if (/[([{]/.test(tail[i])) open += tail[i];
    else if (closes) open = open.replace(closes, '');
    if (!/[([{.,:;!?'*’–]/.test(tail[i])) end = i + 1;
  }
  return tail.slice(0, end);
}
