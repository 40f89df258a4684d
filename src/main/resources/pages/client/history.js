import { backoff } from './porchlight-socket.js';

const GAP = 300;
const RESYNC = 30_000;
const PAGE = 200;
const FAR = 1_000;
const MAX_SHOWN = 10_000;
const MAX_AHEAD = 500;

/** A chat's messages without a hole: what comes too early waits until the gap before it is filled. */
export class History {
  messages = []; // Replaced, never changed.
  loaded = false;
  #actions;
  #open;
  #ahead = new Map();
  #timers = {};
  #syncing;
  #again;
  #failures = 0;
  #earlier;

  /** `actions`: ready(), ask(fields) -> reply, told(reply), whole(), added(messages), changed(). */
  constructor(actions) {
    this.#actions = actions;
  }

  get lastSeq() {
    return this.messages[this.messages.length - 1]?.seq ?? 0;
  }

  get hasEarlier() {
    return this.messages[0]?.seq > 1 && this.messages.length < MAX_SHOWN;
  }

  open() {
    this.#open = true;
    this.sync();
  }

  close() {
    this.#open = false;
    this.#clear();
  }

  async sync() {
    this.#again = this.#syncing;
    if (this.#syncing || !this.#open || !this.#actions.ready()) return;
    this.#syncing = true;
    this.#clear();
    let pause;
    try {
      await this.#catchUp();
      this.#failures = 0;
      this.#actions.whole();
      pause = this.#again ? 0 : RESYNC;
    } catch ({ retryAfter }) {
      pause = retryAfter * 1_000 || 500 + backoff(++this.#failures);
    }
    this.#syncing = false;
    this.#actions.changed();
    this.#later('sync', pause);
  }

  /** Shows messages up to the first that is missing. */
  add(messages, incomplete) {
    for (const message of messages) this.#ahead.set(message.seq, message);
    const ready = this.loaded && this.#open;
    const news = [];
    let last = this.lastSeq;
    for (let message; ready && (message = this.#ahead.get(last + 1)); last++) news.push(message);
    for (const seq of this.#ahead.keys()) if (seq <= last || this.#ahead.size > MAX_AHEAD) this.#ahead.delete(seq);
    if (!ready) return;
    if (news[0]) this.messages = [...this.messages, ...news].slice(-MAX_SHOWN);
    if ((incomplete || this.#ahead.size) && !this.#timers.gap) this.#later('gap', GAP);
    this.#actions.added(news);
  }

  loadEarlier() {
    return (this.#earlier ??= this.#loadEarlier().finally(() => (this.#earlier = null)));
  }

  async #loadEarlier() {
    if (!this.hasEarlier) return false;
    const before = this.messages[0].seq;
    const { data } = await this.#actions.ask({ before, limit: PAGE });
    if (this.messages[0].seq === before) this.messages = [...data, ...this.messages];
    this.#actions.changed();
    return this.hasEarlier;
  }

  async #catchUp() {
    let newest = !this.loaded;
    let more;
    do {
      const after = this.lastSeq;
      const reply = await this.#actions.ask(newest ? {} : { after, limit: PAGE });
      this.#actions.told(reply);
      if (newest) this.#show(reply.data);
      else this.add(reply.data);
      // After a long sleep, or when a backup was restored, the newest page replaces what is shown.
      newest = !newest && (reply.lastSeq - this.lastSeq > FAR || reply.lastSeq < after);
      more = reply.more && this.lastSeq < reply.lastSeq;
    } while (newest || more);
  }

  #show(page) {
    this.messages = page;
    this.loaded = true;
    this.add([]);
  }

  #later(name, pause) {
    if (this.#open) this.#timers[name] = setTimeout(() => this.sync(), pause);
  }

  #clear() {
    clearTimeout(this.#timers.gap);
    clearTimeout(this.#timers.sync);
    this.#timers = {};
  }
}
