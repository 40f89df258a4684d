import { save, saved } from './saved.js';

/** Every shortcut there is: what the list of them shows, and what happens. */
export const SHORTCUTS = [
  { keys: ['j', 'ArrowDown'], shown: ['J', '↓'], does: 'next', says: 'Next chat' },
  { keys: ['k', 'ArrowUp'], shown: ['K', '↑'], does: 'previous', says: 'Previous chat' },
  { keys: ['r'], shown: ['R', 'Enter'], does: 'write', says: 'Write an answer' },
  { keys: ['/'], shown: ['/'], does: 'search', says: 'Search the chats; at the start of an answer: canned replies' },
  { keys: ['x'], shown: ['X'], does: 'close', says: 'Close the chat, or reopen it' },
  { keys: ['i'], shown: ['I'], does: 'facts', says: 'Who the guest is' },
  { keys: ['c'], shown: ['C'], does: 'chats', says: 'Chats' },
  { keys: ['s'], shown: ['S'], does: 'settings', says: 'Settings' },
  { keys: ['?'], shown: ['?'], does: 'help', says: 'This list' },
];

/** With Alt they work while writing, too; by the place of the key, since Alt changes what it writes. */
export const ALT_SHORTCUTS = [
  { codes: ['ArrowDown'], shown: '↓', does: 'next', says: 'Next chat' },
  { codes: ['ArrowUp'], shown: '↑', does: 'previous', says: 'Previous chat' },
  { codes: ['KeyN'], shown: 'N', does: 'unread', says: 'Next chat with something unread' },
  { codes: ['KeyX'], shown: 'X', does: 'close', says: 'Close the chat, or reopen it' },
];

const writesText = element =>
  element.isContentEditable ||
  element.matches('textarea, select, input:not([type=checkbox], [type=radio], [type=button], [type=submit])');

/** Single keys can be turned off: speech input and unsteady hands press them by mistake. */
export const singleKeys = {
  get on() {
    return saved('single-keys') !== false;
  },
  set on(value) {
    save('single-keys', value);
  },
};

/** @param commands by name; one that returns false leaves the key to the browser */
export function listenForShortcuts(commands) {
  addEventListener('keydown', event => {
    if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey) {
      return;
    }
    const name = event.altKey ? byAlt(event) : byKey(event);
    if (name && commands[name](event) !== false) {
      event.preventDefault();
    }
  });
}

function byAlt({ code, shiftKey }) {
  return shiftKey || dialogOpen() ? undefined : ALT_SHORTCUTS.find(({ codes }) => codes.includes(code))?.does;
}

function byKey({ key, target }) {
  if (key === 'Escape') {
    return dialogOpen() ? undefined : 'escape';
  }
  if (!singleKeys.on || writesText(target) || dialogOpen()) {
    return undefined;
  }
  const scrolls = key.startsWith('Arrow') && !target.closest('[data-arrows]') && target !== document.body;
  return scrolls ? undefined : SHORTCUTS.find(({ keys }) => keys.includes(key))?.does;
}

const dialogOpen = () => Boolean(document.querySelector('dialog[open]'));
