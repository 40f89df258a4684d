const oneColumn = matchMedia('(max-width: 47.99rem)');
const threeColumns = matchMedia('(min-width: 75rem)');

let place;
let chatId;

/**
 * Moves the focus to where somebody arrives: the heading of another page, unless she is elsewhere on purpose. From chat
 * to chat it stays, since who goes through the list by keys wants to stay in it; unless the list gave way to the chat.
 */
export function focusWhatIsNew(app) {
  const now = placeOf(app);
  if (place !== undefined && now !== place) {
    focusStart(app);
  }
  place = now;
  chatId = app.route.chatId;
}

function placeOf({ route, session }) {
  if (!session.token) {
    return `access/${route.place}`;
  }
  if (route.place === 'settings') {
    return `settings/${route.settingsPage ?? ''}`;
  }
  if (route.facts && !threeColumns.matches) {
    return 'facts';
  }
  return route.chatId && oneColumn.matches ? 'chat' : 'chats';
}

export function focusStart(app) {
  const now = placeOf(app);
  const left = now === 'chats' && place === 'chat' && document.querySelector(`[data-chat="${chatId}"]`);
  const start = now === 'facts' ? '#facts-title' : app.route.chatId ? '#talk-heading' : '[data-start]';
  (left || document.querySelector(start))?.focus({ preventScroll: !left });
}

export function focusComposer() {
  document.querySelector('#composer')?.focus();
}

export function focusChat(chatId) {
  const link = document.querySelector(`[data-chat="${CSS.escape(chatId)}"]`);
  link?.focus({ preventScroll: true });
  link?.scrollIntoView({ block: 'nearest' });
}
