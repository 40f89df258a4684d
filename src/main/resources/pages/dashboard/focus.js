let place;

/**
 * Moves the focus to where somebody arrives: the heading of another page, unless she is elsewhere on purpose. Chats are
 * left out, since who goes through the list by keys wants to stay in it.
 */
export function focusWhatIsNew({ route, session }) {
  const now = session.token ? [route.place === 'settings' ? `settings/${route.settingsPage ?? ''}` : 'chats'] : ['access', route.place];
  const key = now.join('/');
  if (place !== undefined && key !== place) {
    (document.querySelector('[data-start]') ?? document.querySelector('h1'))?.focus({ preventScroll: true });
  }
  place = key;
}

export function focusComposer() {
  document.querySelector('#composer')?.focus();
}

export function focusChat(chatId) {
  const link = document.querySelector(`[data-chat="${CSS.escape(chatId)}"]`);
  link?.focus({ preventScroll: true });
  link?.scrollIntoView({ block: 'nearest' });
}
