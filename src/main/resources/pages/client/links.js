const WORD = '\\p{L}\\p{M}\\p{N}_';
const HOST = `([${WORD}-]+(?:\\.[${WORD}-]+)*)`;
const IN_NAME = `-${WORD}.!#$%&'’*+/=?^\`|~`;
/** Scripts whose words follow each other without a space, or have particles that do. */
const JOINED = 'ー\\p{sc=Han}\\p{sc=Hira}\\p{sc=Kana}\\p{sc=Hang}\\p{sc=Thai}\\p{sc=Laoo}\\p{sc=Khmr}\\p{sc=Mymr}';
/** Marks that separate whatever follows, and are in no address. */
const SEPARATOR = '،؛؟۔।॥።။។៖、，；：！？（）「」『』【】《》〈〉';
/** A word before it goes on: what looks like an apostrophe, a hyphen or nothing, and symbols. */
const GOES_ON = `(?![${JOINED}])[\\p{L}\\p{N}_]\\p{M}*[^${IN_NAME}\\s\\p{Ps}<>,;:“«»—―。${SEPARATOR}]+|[a-z\\d]。`;
/** Before a colon may stand a user, and a password after it. */
const USER = '[\\p{sc=Latn}\\d_](?<!mail|mailto|courriel|correo|address|contact|\\b(?:from|to|cc)):';
/** The address of a page goes on with ASCII, letters, and what stands inside words: no quotes or emoji. */
const CANDIDATE = new RegExp(
  `(https?://|(?=www\\.)(?<![${WORD}@./-]|${GOES_ON})www\\.)${HOST}((?::\\d+)?(?:[/?#][!#-;=?-\\[\\]_a-{}~${WORD}\\u200c\\u200d·・’–]*)?)`
    + `|(?=[${IN_NAME}])(?<!@|[${IN_NAME}]|${GOES_ON}|${USER})([${IN_NAME}]+)@${HOST}`,
  'giu',
);
const HAS_JOINED = new RegExp(`[${JOINED}]`, 'u');
/** Such letters right after the first slash or a letter may be the next word; at the end, a verb or a particle. */
const MAY_GO_ON = new RegExp(`^/[${JOINED}]|(?<![/=?#&_+${JOINED}\\p{M}-]|_\\(|[${JOINED}]・)[${JOINED}]|(?:\\p{sc=Hira}|니다|요|ครับ|ค่ะ|คะ|นะ)$`, 'u');
/** To a top-level domain in ASCII a suffix or the next word may stick. */
const TOP_LEVEL = new RegExp(`^(?:(?:xn--[a-z\\d-]+|[a-z]{2,})(?=$|[${JOINED}])|(?:com|org|net|eu|hu|fi|ee)(?=-)|[^${JOINED}\\w-]{2,}$)`, 'iu');
/** Arabic and Hebrew put prepositions and articles before a word. */
const BEFORE_ASCII = new RegExp(`^(?:[^\\p{L}\\p{N}_+-]+|.*(?:[${JOINED}]|[\\p{sc=Arab}\\p{sc=Hebr}]-?)(?=[a-z\\d][\\w.+-]*$))`, 'iu');
/** Of one alphabet. An apostrophe may also end an article (`d'ada@…`), except in names such as O'Brien. */
const NAME = ['Latn', 'Grek', 'Cyrl'].map(script => `(?:[\\p{sc=${script}}\\d\\p{M}._+-]|(?<![^._-])o'(?=\\p{L}))+`).join('|');
const IS_NAME = new RegExp(`^(?=[\\p{L}\\p{N}_].{0,63}$)(?!.*\\.(?:\\.|$))(?:${NAME})$`, 'iu');
/** Punctuation that ends a sentence or closes, invisible characters, emoji. */
const MARK = '(?![/&%#@\\\\·‧©®™])[\\p{P}\\p{Cf}\\p{ExtPict}\\p{Emoji_Presentation}\\ufe0f>`~|]';
const NEXT = `https?://|mailto:|www\\.|[${IN_NAME}]+@`;
/** What follows an address that is whole. */
const END = `${MARK}*(?:$|\\s|[${SEPARATOR}]|。(?![a-z\\d]))|${MARK}+(?:${NEXT})|</[a-z]`;
const AFTER_PATH = new RegExp(`^(?:${END}|${MARK}*[—―]|${MARK}+[${JOINED}])`, 'iu');
const AFTER_HOST = new RegExp(`^(?:(?:['’]\\p{L}{1,5}|-\\p{L}{0,4})?(?:${END})|\\.{3}|(?:${MARK}+(?<![\\p{Cf}‐-–．․]))?[${JOINED}])`, 'iu');
const AFTER_ALONE = /^[\p{Pe}\p{Pf}\p{Pi}\p{Cf}.,;:!?'"*`>]*(?:$|\s)/u;

/**
 * Splits a text into strings and links, { href, text }: http, https and mailto only. What may be a link to somewhere else
 * than was meant stays text: also an address that goes on before or after what it could be, and a path with letters of
 * a script without spaces, unless it has the line for itself, or stands in `<…>` or `"…"`.
 */
export function linked(text) {
  const pieces = [];
  let end = 0;
  CANDIDATE.lastIndex = 0;
  for (let match; (match = CANDIDATE.exec(text));) {
    const shown = match[1] ? pageAddress(match) : personAddress(match);
    const href = shown && (/^www/i.test(match[1]) ? `https://${shown}` : match[1] ? shown : `mailto:${shown}`);
    if (shown && URL.canParse(href)) {
      const start = match.index + match[0].indexOf(shown);
      pieces.push(text.slice(end, start), { href, text: shown });
      end = CANDIDATE.lastIndex = start + shown.length;
    } else CANDIDATE.lastIndex += text.slice(CANDIDATE.lastIndex).search(/\s|$/); // No part of it is a link either.
  }
  pieces.push(text.slice(end));
  return pieces;
}

function pageAddress({ 1: scheme, 2: run, 3: rest, index, input }) {
  const isWww = /^www/i.test(scheme);
  const host = hostOf(run, isWww ? undefined : /^[\w-]+$/);
  const before = input.slice(0, index);
  const tail = host === run ? trimmed(rest, before) : '';
  const shown = scheme + host + tail;
  const after = input.slice(index + shown.length);
  if (!host || /^https?:\/\/www\.[^.]*$/i.test(scheme + host) || (host !== run && rest) || /['’]\p{L}{1,5}$/u.test(tail)) return;
  if (/[_~]$/.test(tail) && /(?:^|\s)[_~]/.test(before)) return; // Which may be emphasis.
  if (isEnclosed(before, after)) return shown;
  if (HAS_JOINED.test(tail)) return !MAY_GO_ON.test(tail) && isLine(before, after) && shown;
  if (/[/?#]/.test(tail)) return AFTER_PATH.test(after) && shown;
  // Before an `@` stands a name, not a host.
  const isWhole = !isWww && !tail && /^(?!localhost$)[^.]+$/i.test(host) ? AFTER_ALONE.test(after) : AFTER_HOST.test(after) || /^:\p{Ll}{1,5}[.,;!?)]*(?:$|\s)/u.test(after);
  return isWhole && !/^[^\s/?#]*@/.test(after) && shown;
}

function personAddress({ 0: all, 4: run, 5: domain, index, input }) {
  const name = run.replace(BEFORE_ASCII, '');
  const host = hostOf(domain);
  if (!host || !IS_NAME.test(name) || /[\p{L}\p{N}]\p{DI}/u.test(run)) return;
  const start = index + run.length - name.length;
  const shown = `${name}@${host}`;
  const after = input.slice(start + shown.length);
  return (isEnclosed(input.slice(0, start), after) || AFTER_HOST.test(after) || /^\?\w+=/.test(after)) && shown;
}

const isEnclosed = (before, after) =>
  (before.endsWith('<') && after.startsWith('>'))
  || (before.endsWith('"') && /^"(?![\p{L}\p{N}&/])/u.test(after))
  || (before.endsWith('](') && after.startsWith(')'));

const isLine = (before, after) => !before.slice(before.lastIndexOf('\n') + 1).trim() && !after.split('\n', 1)[0].trim();

/** The host that a text begins with; `alone`: one without a dot. */
function hostOf(run, alone = /^(?:\d+\.){3}\d+$/) {
  if (alone.test(run) || /^(?:\d+\.){3}\d+$/.test(run)) return run;
  const at = run.lastIndexOf('.') + 1;
  const [top] = TOP_LEVEL.exec(run.slice(at)) ?? [];
  // `example.com.thanks`, `example.de.Thanks`, `example.deThanks`: a sentence without the space.
  const isSentence = /\.(?:com|org|net|edu|gov)\.[a-z]{3,}|^[^A-Z]*\.[A-Z][a-z]+$/.test(run) || /[a-z][A-Z]/.test(top);
  return at && top && !isSentence && run.slice(0, at) + top;
}

/** Without what belongs to the sentence: marks at the end, brackets that were opened before, the next address. */
function trimmed(tail, before) {
  let end = 0;
  let open = '';
  for (let i = 0; i < tail.length; i++) {
    const closes = { ')': '(', ']': '[', '}': '{' }[tail[i]];
    if (/^[,;・]https?:/i.test(tail.slice(i)) || (closes && !open.includes(closes))) break;
    if (/[([{]/.test(tail[i])) open += tail[i];
    else if (closes) open = open.replace(closes, '');
    if (!/[([{.,:;!?'*’–・]/.test(tail[i])) end = i + 1;
  }
  const [mark] = /[_~]$/.exec(before) ?? [];
  while (mark && tail[end - 1] === mark) end--;
  return tail.slice(0, end);
}
