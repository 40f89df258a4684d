import { save, saved } from './saved.js';
import { chime } from './chime.js';
import { drawFavicon } from './favicon.js';

/** Tells her that somebody wrote: in the title, the favicon, by a notification of the desktop and a sound. */
export class Alerts {
  #shown = -1;

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

  /** `granted`, `denied`, `default`, or `unsupported`: also where a page is neither HTTPS nor localhost. */
  get permission() {
    return 'Notification' in window && isSecureContext ? Notification.permission : 'unsupported';
  }

  ask() {
    return Notification.requestPermission();
  }

  count(unread) {
    if (unread !== this.#shown) {
      this.#shown = unread;
      document.title = unread ? `(${unread}) Porchlight` : 'Porchlight';
      drawFavicon(unread);
    }
  }

  /** @param {{id: string, title: string, text: string, open: () => void}} news */
  async tell(news) {
    if (!(await firstOfAllTabs(news.id))) {
      return;
    }
    if (this.sound) {
      chime();
    }
    if (this.notifications) {
      this.#notify(news);
    }
  }

  /** @returns {string[]} what was done, in sentences */
  test() {
    const done = ['A sound was played. If you did not hear it, check the volume and whether this tab is muted.'];
    chime();
    if (this.permission === 'granted') {
      done.push(
        this.#notify({ id: 'test', title: 'Ada', text: 'Is the blue lamp still there?', open: () => {} })
          ? 'A notification was shown. If you did not see it, check what your system allows this browser.'
          : 'This browser shows notifications only to installed apps.',
      );
    }
    return done;
  }

  #notify({ id, title, text, open }) {
    if (this.permission !== 'granted') {
      return false;
    }
    try {
      const notification = new Notification(title, { body: text, tag: id.split('/')[0], icon: iconUrl() });
      notification.addEventListener('click', () => {
        focus();
        open();
        notification.close();
      });
      return true;
    } catch {
      return false;
    }
  }
}

const iconUrl = () => new URL('../icon.svg', import.meta.url).href;

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
