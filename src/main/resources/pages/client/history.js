import { backoff } from './porchlight-socket.js';

const GAP_DELAY = 300; // A missing push may still arrive.
const RESYNC_INTERVAL = 30_000;
const PAGE = 200;
const MAX_CATCH_UP = 1_000;
const MAX_SHOWN = 10_000;
const MAX_OUT_OF_ORDER = 500;

/** The messages of a chat without gaps: one that arrives early waits until those before it are there. */
export class History {
  messages = []; // Copy on write, so that a view can compare by identity.
  loaded = false;
  #actions;
  #open;
  #outOfOrder = new Map();
  #timers = {};
  #syncing;
  #syncAgain;
  #failures = 0;
  #loadingEarlier;

  /** `actions`: ready(), request(fields) -> reply, replied(reply), synced(), added(messages), changed(). */
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
    this.#clearTimers();
  }

  async sync() {
    this.#syncAgain = this.#syncing;
    if (this.#syncing || !this.#open || !this.#actions.ready()) return;
    this.#syncing = true;
    this.#clearTimers();
    let delay;
    try {
      await this.#catchUp();
      this.#failures = 0;
      this.#actions.synced();
      delay = this.#syncAgain ? 0 : RESYNC_INTERVAL;
    } catch ({ retryAfter }) {
      delay = retryAfter * 1_000 || 500 + backoff(++this.#failures);
    }
    this.#syncing = false;
    this.#actions.changed();
    this.#syncLater('sync', delay);
  }

  /** Adds messages up to the first that is missing. `incomplete`: a sync must follow. */
  add(messages, incomplete) {
    for (const message of messages) this.#outOfOrder.set(message.seq, message);
    const ready = this.loaded && this.#open;
    const added = [];
    let last = this.lastSeq;
    for (let message; ready && (message = this.#outOfOrder.get(last + 1)); last++) added.push(message);
    for (const seq of this.#outOfOrder.keys()) if (seq <= last || this.#outOfOrder.size > MAX_OUT_OF_ORDER) this.#outOfOrder.delete(seq);
    if (!ready) return;
    if (added[0]) this.messages = [...this.messages, ...added].slice(-MAX_SHOWN);
    if ((incomplete || this.#outOfOrder.size) && !this.#timers.gap) this.#syncLater('gap', GAP_DELAY);
    this.#actions.added(added);
  }

  loadEarlier() {
    return (this.#loadingEarlier ??= this.#loadEarlier().finally(() => (this.#loadingEarlier = null)));
  }

  async #loadEarlier() {
    if (!this.hasEarlier) return false;
    const before = this.messages[0].seq;
    const { data } = await this.#actions.request({ before, limit: PAGE });
    if (this.messages[0].seq === before) this.messages = [...data, ...this.messages];
    this.#actions.changed();
    return this.hasEarlier;
  }

  async #catchUp() {
    let newest = !this.loaded;
    let more;
    do {
      const after = this.lastSeq;
      const reply = await this.#actions.request(newest ? {} : { after, limit: PAGE });
      this.#actions.replied(reply);
      if (newest) this.#replace(reply.data);
      else this.add(reply.data);
      // After a long sleep, or after a backup was restored, the newest page replaces the messages.
      newest = !newest && (reply.lastSeq - this.lastSeq > MAX_CATCH_UP || reply.lastSeq < after);
      more = reply.more && this.lastSeq < reply.lastSeq;
    } while (newest || more);
  }

  #replace(page) {
    this.messages = page;
    this.loaded = true;
    this.add([]);
  }

  #syncLater(name, delay) {
    if (this.#open) this.#timers[name] = setTimeout(() => this.sync(), delay);
  }

  #clearTimers() {
    clearTimeout(this.#timers.gap);
    clearTimeout(this.#timers.sync);
    this.#timers = {};
  }
}
