const oneColumn = matchMedia('(max-width: 47.99rem)');
const threeColumns = matchMedia('(min-width: 75rem)');

let lastPage;
let lastChatId;

/**
 * Moves the focus to the heading of a page that was just opened, for keyboards and screen readers. From chat to chat it
 * stays in the list, so that the owner can go on through it; on a phone the chat replaces the list and gets the focus.
 */
export function focusNewPage(app) {
  const page = pageOf(app);
  if (lastPage !== undefined && page !== lastPage) {
    focusInitial(app);
  }
  lastPage = page;
  lastChatId = app.route.chatId;
}

function pageOf({ route, session }) {
  if (!session.token) {
    return `auth/${route.page}`;
  }
  if (route.page === 'settings') {
    return `settings/${route.settingsPage ?? ''}`;
  }
  if (route.showsDetails && !threeColumns.matches) {
    return 'details';
  }
  return route.chatId && oneColumn.matches ? 'chat' : 'chats';
}

/** Back in the list: the chat that was left. Else the heading of the page. */
export function focusInitial(app) {
  const page = pageOf(app);
  const link = page === 'chats' && lastPage === 'chat' && document.querySelector(`[data-chat="${lastChatId}"]`);
  (link || document.querySelector(headingOf(page, app)))?.focus({ preventScroll: !link });
}

function headingOf(page, { route }) {
  if (page === 'details') {
    return '#details-title';
  }
  return route.chatId ? '#conversation-heading' : '[data-initial-focus]';
}

const FOCUSABLE = ':is(a[href], button, input, select, textarea):not(:disabled), [tabindex]';

/** Draws, and moves the focus near by if what had it is not there any more: else a keyboard would begin at the top again. */
export function keepFocus(draw) {
  const focused = document.activeElement;
  const around = [];
  for (let node = focused; node; node = node.parentElement) {
    around.push(node);
  }
  draw();
  if (focused?.isConnected !== false || document.activeElement !== document.body) {
    return;
  }
  const { chat } = focused.dataset;
  const again = chat && document.querySelector(`[data-chat="${chat}"]`);
  const near = around.filter(node => node.isConnected).flatMap(node => [node, ...node.querySelectorAll(FOCUSABLE)]);
  [again, ...near].some(takesFocus);
}

/** Not what is hidden, or is nothing to focus. */
function takesFocus(node) {
  node?.focus({ preventScroll: true });
  return document.activeElement === node;
}

export function focusComposer() {
  document.querySelector('#composer')?.focus();
}

export function focusChat(chatId) {
  const link = document.querySelector(`[data-chat="${CSS.escape(chatId)}"]`);
  link?.focus({ preventScroll: true });
  link?.scrollIntoView({ block: 'nearest' });
}
