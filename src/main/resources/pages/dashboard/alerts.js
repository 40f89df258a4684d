import { chime } from './chime.js';
import { drawFavicon } from './favicon.js';
import { closeNotifications, notify, permission } from './notifications.js';
import { readItem, writeItem } from './browser-storage.js';
import { list, number, t } from './texts.js';

/** In milliseconds. What comes within the first comes together, as after a lost connection, and waits no longer than the second. */
const GATHER = 400;
const MAX_GATHER = 2_000;
/** Longer than other tabs, which nobody looks at, may take to connect again. */
const CLAIMED_FOR = 40_000;

/** Alerts the owner to new messages: by the title, the favicon, a desktop notification and a sound. */
export class Alerts {
  #onClick;
  #shownWaiting = -1;
  #visibleChatId;
  /** The newest message of each chat of which the owner is to be alerted. */
  #gathered = new Map();
  #gatheredSince;
  #timer;
  #release = () => {};
  /** Another one for each owner session. */
  #session = {};

  /** @param {(hash: string) => void} onClick of a notification */
  constructor(onClick) {
    this.#onClick = onClick;
  }

  get sound() {
    return readItem('sound') !== false;
  }

  set sound(value) {
    writeItem('sound', value);
  }

  get notifications() {
    return readItem('notifications') !== false;
  }

  set notifications(value) {
    writeItem('notifications', value);
  }

  /** @param {number} waiting how many chats wait for an answer */
  showWaiting(waiting) {
    if (waiting !== this.#shownWaiting) {
      this.#shownWaiting = waiting;
      document.title = waiting ? `(${number(waiting)}) Porchlight` : 'Porchlight';
      drawFavicon(waiting);
    }
  }

  /** A chat that is visible in one tab makes no other tab alert. @param {string | undefined} chatId */
  setVisibleChat(chatId) {
    if (chatId === this.#visibleChatId) {
      return;
    }
    this.#visibleChatId = chatId;
    this.#release();
    if (chatId) {
      const released = new Promise(release => (this.#release = release));
      navigator.locks?.request(lockOf(chatId), { mode: 'shared' }, () => released);
    }
  }

  /** @param {{chatId: string, seq: number, title: string, text: string}} message */
  alert(message) {
    this.#gathered.set(message.chatId, message);
    this.#gatheredSince ??= Date.now();
    clearTimeout(this.#timer);
    const atMost = this.#gatheredSince + MAX_GATHER - Date.now();
    this.#timer = setTimeout(() => this.#alertOfGathered(), Math.min(GATHER, atMost));
  }

  /** Another owner, or nobody, is to read what was gathered, and what is on the screen. */
  forget() {
    this.#session = {};
    this.#takeGathered();
    closeNotifications();
  }

  #takeGathered() {
    const gathered = [...this.#gathered.values()];
    clearTimeout(this.#timer);
    this.#gathered.clear();
    this.#gatheredSince = undefined;
    return gathered;
  }

  async #alertOfGathered() {
    const session = this.#session;
    const messages = await claim(this.#takeGathered());
    if (!messages.length || session !== this.#session) {
      return;
    }
    if (this.sound) {
      chime();
    }
    if (this.notifications) {
      await notify(messages.length === 1 ? single(messages[0]) : summary(messages), this.#onClick);
    }
  }

  /** @returns {Promise<string[]>} what was tried, for the owner to read */
  async test() {
    chime();
    const done = [t('alerts.sounded')];
    if (permission() === 'granted') {
      const test = { tag: 'test', title: 'Ada', text: t('alerts.example'), hash: '#settings/alerts' };
      done.push(
        t((await notify(test, this.#onClick)) ? 'alerts.notified' : 'alerts.notNotified'),
      );
    }
    return done;
  }
}

const lockOf = chatId => `porchlight:watching:${chatId}`;

const summary = messages => ({
  tag: 'summary',
  title: t('alerts.summary', { count: messages.length }),
  text: list(messages.map(({ title }) => title)),
  hash: '#chats',
});

const single = ({ chatId, title, text }) => ({ tag: chatId, title, text, hash: `#chat/${chatId}` });

/** Several tabs get the same messages: the first alerts of them, but of none that is visible in a tab. */
function claim(messages) {
  const { locks } = navigator;
  if (!locks) {
    return messages;
  }
  return locks.request('porchlight:claim', async () => {
    const { held } = await locks.query();
    const names = new Set(held.map(({ name }) => name));
    const claimed = messages.filter(message => !names.has(lockOf(message.chatId)) && !names.has(claimOf(message)));
    await Promise.all(claimed.map(hold));
    return claimed;
  });
}

const claimOf = ({ chatId, seq }) => `porchlight:alert:${chatId}/${seq}`;

/** @returns {Promise<void>} once the claim is held */
function hold(message) {
  return new Promise(resolve => {
    navigator.locks.request(claimOf(message), () => {
      resolve();
      return new Promise(release => setTimeout(release, CLAIMED_FOR));
    });
  });
}
