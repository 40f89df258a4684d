import { chime } from './chime.js';
import { drawFavicon } from './favicon.js';
import { notify, permission } from './notifications.js';
import { save, saved } from './saved.js';

/** Tells her that somebody wrote: in the title, the favicon, by a notification of the desktop and a sound. */
export class Alerts {
  #open;
  #shown = -1;
  #watched;
  #release = () => {};

  /** @param {(hash: string) => void} open when a notification is pressed */
  constructor(open) {
    this.#open = open;
  }

  get sound() {
    return saved('sound') !== false;
  }

  set sound(value) {
    save('sound', value);
  }

  get notifications() {
    return saved('notifications') !== false;
  }

  set notifications(value) {
    save('notifications', value);
  }

  count(unread) {
    if (unread !== this.#shown) {
      this.#shown = unread;
      document.title = unread ? `(${unread}) Porchlight` : 'Porchlight';
      drawFavicon(unread);
    }
  }

  /** While she looks at a chat in one tab, no other makes a noise about it. @param {string | undefined} chatId */
  watch(chatId) {
    if (chatId === this.#watched) {
      return;
    }
    this.#watched = chatId;
    this.#release();
    if (chatId) {
      const over = new Promise(release => (this.#release = release));
      navigator.locks?.request(watching(chatId), { mode: 'shared' }, () => over);
    }
  }

  /** @param {{chatId: string, seq: number, title: string, text: string}} news */
  async tell({ chatId, seq, title, text }) {
    if ((await isWatched(chatId)) || !(await firstOfAllTabs(`${chatId}/${seq}`))) {
      return;
    }
    if (this.sound) {
      chime();
    }
    if (this.notifications) {
      await notify({ tag: chatId, title, text, hash: `#chat/${chatId}` }, this.#open);
    }
  }

  /** @returns {Promise<string[]>} what was done, in sentences */
  async test() {
    chime();
    const done = ['A sound was played. If you did not hear it, check the volume and whether this tab is muted.'];
    if (permission() === 'granted') {
      const test = { tag: 'test', title: 'Ada', text: 'Is the blue lamp still there?', hash: '#settings/alerts' };
      done.push(
        (await notify(test, this.#open))
          ? 'A notification was shown. If you did not see it, check what your system allows this browser.'
          : 'This browser would not show a notification.',
      );
    }
    return done;
  }
}

const watching = chatId => `porchlight:watching:${chatId}`;

async function isWatched(chatId) {
  const { held = [] } = (await navigator.locks?.query()) ?? {};
  return held.some(({ name }) => name === watching(chatId));
}

/** Several tabs hear of the same message; one of them tells. */
function firstOfAllTabs(id) {
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
