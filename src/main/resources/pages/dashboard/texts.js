import { readItem } from './browser-storage.js';
import { html } from './html.js';

/** The languages of the dashboard and the widget, each in its own. */
export const LANGUAGES = { en: 'English', de: 'Deutsch', es: 'Español', fr: 'Français', ar: 'العربية' };

/** Chosen in this browser, or undefined: that of the browser. */
export const chosenLanguage = Object.hasOwn(LANGUAGES, readItem('language')) ? readItem('language') : undefined;

const languageOf = tag => tag.split('-')[0].toLowerCase();
const isKnown = tag => Object.hasOwn(LANGUAGES, languageOf(tag));
/** For Intl, which throws at tags that some browsers have, such as `en-US@posix`. */
const isTag = tag => {
  try {
    return Intl.getCanonicalLocales(tag).length;
  } catch {
    return false;
  }
};
const known = navigator.languages.filter(tag => isTag(tag) && isKnown(tag));

/** The tag for Intl: with the browser's region, if it has one for this language. */
export const locale =
  (chosenLanguage ? known.find(tag => languageOf(tag) === chosenLanguage) : known[0]) ?? chosenLanguage ?? 'en';

const language = languageOf(locale);
const rightToLeft = language === 'ar';
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;
const plurals = new Intl.PluralRules(locale);
const numbers = new Intl.NumberFormat(locale);
const lists = new Intl.ListFormat(locale);
const MAX_NAMES = 4;
let texts;

/** To be awaited before anything is drawn. */
export async function loadTexts() {
  Object.assign(document.documentElement, { lang: locale, dir: rightToLeft ? 'rtl' : 'ltr' });
  // Who reads the language needs no translation but of what guests write, which is marked so. Browsers in other languages
  // name English, too, after their own.
  document.body.translate = !chosenLanguage && !isKnown(navigator.languages[0] ?? 'en');
  texts = await (await fetch(new URL(`locales/${language}.json`, import.meta.url))).json();
}

export const hasText = key => Object.hasOwn(texts, key);

/** A sentence of the server in the language of the dashboard; undefined if it has none for it. */
export const serverText = sentence => texts.server[sentence] ?? (language === 'en' ? sentence : undefined);

export const number = value => numbers.format(value);

/** The text of this key with its `{placeholders}` filled; `count` also chooses the plural form. */
export function t(key, values = {}) {
  return pieces(key, values).join('');
}

/** As `t`, with templates in the place of placeholders. */
export function rich(key, values) {
  return pieces(key, values).map(piece => html`${piece}`);
}

/** A name, for `rich`: no browser translates it, and it does not turn the words around it. */
export const properName = name => html`<bdi translate="no">${name}</bdi>`;

/** Names as a list, of which the first few are named: `Ada, Bob and 3 more`. */
export function list(names) {
  const named = names.length > MAX_NAMES ? names.slice(0, MAX_NAMES - 1) : names;
  const others = names.length - named.length;
  return lists.format([...named.map(shown), ...(others ? [t('list.more', { count: others })] : [])]);
}

function pieces(key, values) {
  const text = typeof texts[key] === 'object' ? (texts[key][plurals.select(values.count)] ?? texts[key].other) : texts[key];
  return text.split(/\{(\w+)\}/).map((piece, i) => (i % 2 ? shown(values[piece]) : piece));
}

function shown(value) {
  if (typeof value === 'number') {
    return number(value);
  }
  // Names and addresses of the other direction must not turn the words around them.
  return typeof value === 'string' && (rightToLeft || RIGHT_TO_LEFT.test(value)) ? `\u2068${value}\u2069` : value;
}
