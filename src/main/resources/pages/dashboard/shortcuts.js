import { readItem, writeItem } from './browser-storage.js';

/** All shortcuts: `labels` are shown in the list, `command` is a name of commands.js, and of a text. */
export const SHORTCUTS = [
  { keys: ['j', 'ArrowDown'], labels: ['J', '↓'], command: 'next' },
  { keys: ['k', 'ArrowUp'], labels: ['K', '↑'], command: 'previous' },
  { keys: ['r'], labels: ['R', 'Enter'], command: 'write' },
  { keys: ['/'], labels: ['/'], command: 'search' },
  { keys: ['x'], labels: ['X'], command: 'close' },
  { keys: ['i'], labels: ['I'], command: 'details' },
  { keys: ['c'], labels: ['C'], command: 'chats' },
  { keys: ['s'], labels: ['S'], command: 'settings' },
  { keys: ['?'], labels: ['?'], command: 'help' },
];

/** These also work in text fields. Compared by key code, since Alt changes the character. */
export const ALT_SHORTCUTS = [
  { codes: ['ArrowDown'], label: '↓', command: 'next' },
  { codes: ['ArrowUp'], label: '↑', command: 'previous' },
  { codes: ['KeyN'], label: 'N', command: 'waiting' },
  { codes: ['KeyX'], label: 'X', command: 'close' },
];

const isTextField = element =>
  element.isContentEditable ||
  element.matches('textarea, select, input:not([type=checkbox], [type=radio], [type=button], [type=submit])');

/** Can be turned off, as speech input and tremor press single keys by mistake (WCAG 2.1.4). */
export const singleKeys = {
  get on() {
    return readItem('single-keys') !== false;
  },
  set on(value) {
    writeItem('single-keys', value);
  },
};

/** @param commands by name; a command that returns false leaves the key to the browser */
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
  return shiftKey || dialogOpen() ? undefined : ALT_SHORTCUTS.find(({ codes }) => codes.includes(code))?.command;
}

function byKey({ key, target }) {
  if (key === 'Escape') {
    return dialogOpen() ? undefined : 'escape';
  }
  if (!singleKeys.on || isTextField(target) || dialogOpen()) {
    return undefined;
  }
  const scrolls = key.startsWith('Arrow') && !target.closest('[data-arrows]') && target !== document.body;
  return scrolls ? undefined : SHORTCUTS.find(({ keys }) => keys.includes(key))?.command;
}

const dialogOpen = () => Boolean(document.querySelector('dialog[open]'));
