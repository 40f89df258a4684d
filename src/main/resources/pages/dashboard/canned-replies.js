import { Observable } from './observable.js';

/** The owner's canned replies. */
export class CannedReplies extends Observable {
  all = [];
  loaded = false;

  #session;

  constructor(session) {
    super();
    this.#session = session;
  }

  async load() {
    const { replies } = await this.#session.request('GET', '/owner/replies');
    this.all = replies;
    this.loaded = true;
    this.changed();
  }

  async replace(replies) {
    const stored = await this.#session.request('PUT', '/owner/replies', { replies });
    this.all = stored.replies;
    this.changed();
  }

  /** The best eight for `/something`: first those whose shortcut begins so, then those that contain it. */
  matching(text) {
    const typed = /^\/([^\s/]*)$/.exec(text)?.[1].toLowerCase();
    if (typed === undefined) {
      return [];
    }
    const rank = ({ shortcut, text }) =>
      shortcut.toLowerCase().startsWith(typed) ? 0 : `${shortcut} ${text}`.toLowerCase().includes(typed) ? 1 : 2;
    return this.all
      .filter(reply => rank(reply) < 2)
      .sort((a, b) => rank(a) - rank(b) || a.shortcut.localeCompare(b.shortcut))
      .slice(0, 8);
  }
}
