import { RequestError } from './porchlight-socket.js';
import { backoff, flatJson, uuid } from './random.js';

const PREFIX = 'porchlight:outbox:';
const MAX_ENTRIES = 200;
const MAX_AGE = 30 * 24 * 3_600_000;
const PASSING = ['RATE_LIMITED', 'UNAVAILABLE', 'TIMEOUT', 'OFFLINE'];

/**
 * The messages of one side of a chat that were written and are not acknowledged, in order. All tabs share them: each
 * message is an entry of its own in the storage, so that tabs cannot overwrite each other's. A tab sends the first one
 * only, and the next when that has its reply; a message that two tabs send is stored once, since its id is the same.
 */
export class Outbox {
  #prefix;
  #storage = null;
  #entries = new Map();
  #running = false;
  #sending = null;
  #failures = 0;
  #pause = null;
  #actions;

  /** `actions`: ready() whether to send, send(entry) -> reply, sent(message), changed(). */
  constructor(name, storage, actions) {
    this.#prefix = `${PREFIX}${name}:`;
    this.#actions = actions;
    try {
      this.#storage = storage ?? localStorage;
    } catch {
      // Then it lasts as long as the page.
    }
  }

  open() {
    this.#running = true;
    addEventListener('storage', this.#heard);
    this.resume();
  }

  close() {
    this.#running = false;
    removeEventListener('storage', this.#heard);
    clearTimeout(this.#pause?.timer);
    this.#pause = null;
  }

  /** In order of writing. */
  get entries() {
    return [...this.#entries.values()].sort((a, b) => a.writtenAt - b.writtenAt || (a.id < b.id ? -1 : 1));
  }

  stateOf(entry) {
    if (entry.error) return 'failed';
    return entry.acknowledged || this.#sending === entry ? 'sending' : 'waiting';
  }

  add(message) {
    const entries = this.entries;
    if (entries.length >= MAX_ENTRIES) throw new RequestError('FULL', 'Too many messages are waiting to be sent.');
    const writtenAt = Math.max(Date.now(), (entries[entries.length - 1]?.writtenAt ?? 0) + 1);
    const entry = { id: uuid(), message, writtenAt };
    this.#entries.set(entry.id, entry);
    this.#save(entry);
    this.#next();
    return entry.id;
  }

  retry(id) {
    const entry = this.#entries.get(id);
    if (!entry?.error) return;
    entry.error = null;
    this.#save(entry);
    this.#next();
  }

  /** It was discarded, or is among the messages now. */
  remove(id) {
    if (this.#entries.delete(id)) this.#unsave(id);
  }

  /** What has been acknowledged is among the messages by now, or was discarded in another tab. */
  settle() {
    for (const { id, acknowledged } of this.entries) {
      if (acknowledged) this.#entries.delete(id);
    }
  }

  /** There is a connection (again): what waited only for that goes at once. */
  resume() {
    this.#read();
    if (this.#pause && !this.#pause.firm) {
      clearTimeout(this.#pause.timer);
      this.#pause = null;
    }
    this.#next();
  }

  async #next() {
    this.#actions.changed();
    if (!this.#running || this.#sending || this.#pause || !this.#actions.ready()) return;
    const entry = this.entries.find(({ error, acknowledged }) => !error && !acknowledged);
    if (!entry || entry.held) return;
    this.#sending = entry;
    try {
      const { message } = await this.#actions.send(entry);
      this.#failures = 0;
      entry.acknowledged = true;
      this.#unsave(entry.id);
      this.#actions.sent(message);
    } catch (error) {
      if (PASSING.includes(error.code)) this.#wait(error.retryAfter);
      else this.#fail(entry, error);
    }
    this.#sending = null;
    this.#next();
  }

  #wait(seconds) {
    const pause = backoff(this.#failures++, 1_000);
    const timer = setTimeout(() => {
      this.#pause = null;
      this.#next();
    }, seconds ? seconds * 1_000 + Math.min(pause, 500) : pause);
    this.#pause = { timer, firm: Boolean(seconds) };
  }

  #fail(entry, error) {
    entry.error = error;
    // Whoever logs in again may well send it.
    if (error.code !== 'UNAUTHORIZED') this.#save(entry);
  }

  #save({ id, message, writtenAt, error }) {
    const { code, statusCode, message: reason } = error ?? {};
    try {
      this.#storage.setItem(this.#prefix + id, flatJson({ message, writtenAt, code, statusCode, reason }));
    } catch {
      // Full, or forbidden.
    }
  }

  #unsave(id) {
    try {
      this.#storage.removeItem(this.#prefix + id);
    } catch {
      // There is none.
    }
  }

  #read() {
    try {
      for (let i = this.#storage.length - 1; i >= 0; i--) {
        const key = this.#storage.key(i);
        if (key.startsWith(PREFIX)) this.#load(key, this.#storage.getItem(key));
      }
    } catch {
      // There is none.
    }
  }

  /** Returns the entry if it is one of this chat. */
  #load(key, json) {
    const { message, writtenAt, code, statusCode, reason } = JSON.parse(json);
    if (!(Date.now() - writtenAt < MAX_AGE)) {
      this.#storage.removeItem(key);
      return null;
    }
    if (!key.startsWith(this.#prefix)) return null;
    const id = key.slice(this.#prefix.length);
    const entry = this.#entries.get(id) ?? { id, message: String(message), writtenAt };
    entry.error = code ? new RequestError(code, reason, statusCode) : null;
    this.#entries.set(id, entry);
    return entry;
  }

  /** Another tab has written. */
  #heard = ({ key, newValue, storageArea }) => {
    if (storageArea !== this.#storage || !key?.startsWith(this.#prefix)) return;
    if (newValue === null) {
      const entry = this.#entries.get(key.slice(this.#prefix.length));
      if (!entry) return;
      entry.acknowledged = true;
      this.#actions.sent(null);
    } else {
      const entry = this.#load(key, newValue);
      if (!entry) return;
      // That tab sends it, unless it is closed before.
      entry.held = true;
      setTimeout(() => {
        entry.held = false;
        this.#next();
      }, 2_000);
    }
    this.#next();
  };
}
