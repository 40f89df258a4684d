import { chime } from './chime.js';
import { drawFavicon } from './favicon.js';
import { notify, permission } from './notifications.js';
import { readItem, writeItem } from './browser-storage.js';
import { number, t } from './texts.js';

/** Alerts the owner to new messages: by the title, the favicon, a desktop notification and a sound. */
export class Alerts {
  #onClick;
  #shownWaiting = -1;
  #visibleChatId;
  #release = () => {};

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
  async alert({ chatId, seq, title, text }) {
    if ((await isVisibleInAnyTab(chatId)) || !(await isFirstTab(`${chatId}/${seq}`))) {
      return;
    }
    if (this.sound) {
      chime();
    }
    if (this.notifications) {
      await notify({ tag: chatId, title, text, hash: `#chat/${chatId}` }, this.#onClick);
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

async function isVisibleInAnyTab(chatId) {
  const { held = [] } = (await navigator.locks?.query()) ?? {};
  return held.some(({ name }) => name === lockOf(chatId));
}

/** Several tabs get the same message; the first to take this lock alerts. */
function isFirstTab(id) {
  return new Promise(resolve => {
    if (!navigator.locks) {
      resolve(true);
      return;
    }
    navigator.locks.request(`porchlight:alert:${id}`, { ifAvailable: true }, lock => {
      resolve(Boolean(lock));
      return lock && new Promise(release => setTimeout(release, 3000));
    });
  });
}
