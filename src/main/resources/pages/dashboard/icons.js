import { svg } from '../lib/lit-html/lit-html.js';
import { html } from './html.js';

/** Stroke icons of 24 px, drawn for Porchlight. */
const shapes = {
  chats: svg`<path d="M4 5.5h12a2 2 0 0 1 2 2v6a2 2 0 0 1-2 2H9l-4 3.5v-3.5H4a2 2 0 0 1-2-2v-6a2 2 0 0 1 2-2z"/><path d="M21 10v7a2 2 0 0 1-2 2h-.5v2.5l-3-2.5H12"/>`,
  settings: svg`<path d="M4 7h9M19 7h1M4 17h2M12 17h8"/><circle cx="16" cy="7" r="2.5"/><circle cx="9" cy="17" r="2.5"/>`,
  keyboard: svg`<rect x="2.5" y="6" width="19" height="12" rx="2.5"/><path d="M6.5 10h.01M10 10h.01M14 10h.01M17.5 10h.01M8 14h8"/>`,
  leave: svg`<path d="M14 4H7a2 2 0 0 0-2 2v12a2 2 0 0 0 2 2h7"/><path d="M10 12h11M17.5 8.5 21 12l-3.5 3.5"/>`,
  search: svg`<circle cx="10.5" cy="10.5" r="6.5"/><path d="m20.5 20.5-5.300-5.300"/>`,
  back: svg`<path d="M15 5l-7 7 7 7"/>`,
  forward: svg`<path d="M9 5l7 7-7 7"/>`,
  down: svg`<path d="M5 9l7 7 7-7"/>`,
  guest: svg`<circle cx="12" cy="8" r="4"/><path d="M4 20.5c.8-4 4-6 8-6s7.200 2 8 6"/>`,
  send: svg`<path d="M4 12 20.5 4 16 20.5l-4-7z"/><path d="m12 13.5 8.5-9.5"/>`,
  check: svg`<path d="m4.5 12.5 5 5L19.5 7"/>`,
  checks: svg`<path d="m2 12.5 5 5L16.5 7M12.5 16.5l1 1L22.5 7"/>`,
  clock: svg`<circle cx="12" cy="12" r="8.5"/><path d="M12 7v5l3.5 2"/>`,
  warning: svg`<path d="M12 3.5 22 20.5H2z"/><path d="M12 10v4.5M12 17.5h.01"/>`,
  close: svg`<path d="M6 6l12 12M18 6 6 18"/>`,
  archive: svg`<rect x="3" y="4" width="18" height="5" rx="1.5"/><path d="M5 9v9a2 2 0 0 0 2 2h10a2 2 0 0 0 2-2V9M10 13h4"/>`,
  reopen: svg`<path d="M4 12a8 8 0 1 0 2.800-6.100L4 8.5M4 4v4.5h4.5"/>`,
  ban: svg`<circle cx="12" cy="12" r="8.5"/><path d="m6 6 12 12"/>`,
  bin: svg`<path d="M4 6.5h16M9 6.5V4h6v2.5M6 6.5 7 20h10l1-13.5M10 10.5v6M14 10.5v6"/>`,
  save: svg`<path d="M12 4v11M7.5 11 12 15.5 16.5 11M4.5 19.5h15"/>`,
  print: svg`<path d="M7 8V3.5h10V8M6.500 17h-2a2 2 0 0 1-2-2v-5a2 2 0 0 1 2-2h15a2 2 0 0 1 2 2v5a2 2 0 0 1-2 2h-2M7 13.500h10v7H7z"/>`,
  code: svg`<path d="m8 7-5 5 5 5M16 7l5 5-5 5M13.5 5l-3 14"/>`,
  text: svg`<path d="M4 6h16M4 11h16M4 16h10"/>`,
  reply: svg`<path d="M9 6 3.5 11.5 9 17"/><path d="M3.5 11.5H14a6.5 6.5 0 0 1 6.5 6.5"/>`,
  bell: svg`<path d="M6 16.5V11a6 6 0 0 1 12 0v5.5l1.5 1.5h-15zM10 20.5h4"/>`,
  lock: svg`<rect x="5" y="10.5" width="14" height="10" rx="2"/><path d="M8 10.5V8a4 4 0 0 1 8 0v2.5"/>`,
  key: svg`<circle cx="8" cy="15.5" r="4.5"/><path d="m11.5 12 8-8M16 7.5l3 3"/>`,
  globe: svg`<circle cx="12" cy="12" r="9"/><path d="M3 12h18M12 3c3 3 3.5 6 3.5 9s-.5 6-3.5 9c-3-3-3.5-6-3.5-9S9 6 12 3z"/>`,
  devices: svg`<rect x="2.5" y="5" width="14" height="10" rx="1.5"/><path d="M6 19h7"/><rect x="16" y="10" width="5.5" height="10" rx="1.5"/>`,
  box: svg`<path d="m12 3 8.5 4.5v9L12 21l-8.5-4.5v-9z"/><path d="m3.5 7.5 8.5 4.5 8.5-4.5M12 12v9"/>`,
  good: svg`<path d="M7.5 11v9H4v-9zM7.5 11 11 3.5c1.700 0 2.700 1.200 2.400 2.800L12.800 9.5H18a2 2 0 0 1 2 2.400l-1.300 6.5A2 2 0 0 1 16.700 20H7.5"/>`,
  bad: svg`<path d="M16.5 13V4H20v9zM16.5 13 13 20.5c-1.700 0-2.700-1.2-2.400-2.800l.6-3.200H6a2 2 0 0 1-2-2.400l1.300-6.5A2 2 0 0 1 7.300 4h9.200"/>`,
  verified: svg`<path d="m12 2.5 7.5 3v6c0 4.700-3 8-7.5 10-4.5-2-7.5-5.300-7.5-10v-6z"/><path d="m8.5 12 2.5 2.5 4.5-5"/>`,
  copy: svg`<rect x="8" y="8" width="12.5" height="12.5" rx="2"/><path d="M16 4.5a1 1 0 0 0-1-1H5.5a2 2 0 0 0-2 2V15a1 1 0 0 0 1 1"/>`,
  outside: svg`<path d="M10 5H6a2 2 0 0 0-2 2v11a2 2 0 0 0 2 2h11a2 2 0 0 0 2-2v-4M14 4h6v6M20 4l-9 9"/>`,
  plus: svg`<path d="M12 5v14M5 12h14"/>`,
};

/** Those that point along the text, and so the other way where it runs from right to left. */
const ALONG_TEXT = ['back', 'forward', 'leave', 'send', 'reply', 'outside', 'text'];

/** Hidden from screen readers: its meaning must stand beside it as text. */
export function icon(name) {
  return html`<svg class="icon ${ALONG_TEXT.includes(name) ? 'along-text' : ''}" viewBox="0 0 24 24" aria-hidden="true">${shapes[name]}</svg>`;
}
