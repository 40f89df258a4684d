import { Changing } from './changing.js';

/** Her canned replies. */
export class Replies extends Changing {
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
    const kept = await this.#session.request('PUT', '/owner/replies', { replies });
    this.all = kept.replies;
    this.changed();
  }

  /** Those for a text that begins with a slash; shortcuts that begin so come first. */
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
