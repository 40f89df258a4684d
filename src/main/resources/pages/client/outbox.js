import { isOutdated, keptKeys, readKept, writeKept } from './kept.js';
import { backoff, flatJson, random, RequestError } from './porchlight-socket.js';

const PREFIX = 'porchlight:outbox:';
const MAX_ENTRIES = 200;
const TRANSIENT = ['RATE_LIMITED', 'UNAVAILABLE', 'TIMEOUT', 'OFFLINE'];

/** The unacknowledged messages of one side of a chat, shared by all tabs. Each has an item of its own, so tabs need no lock. */
export class Outbox {
  #prefix;
  #actions;
  #entries = new Map();
  #open;
  #sending;
  #paused;
  #failures = 0;

  /** `actions`: ready(), send(entry) -> reply, sent(message), changed(). */
  constructor(name, actions) {
    this.#prefix = `${PREFIX}${name}:`;
    this.#actions = actions;
  }

  open() {
    this.#open = true;
    addEventListener('storage', this.#onStorage);
    this.resume();
  }

  close() {
    this.#open = false;
    removeEventListener('storage', this.#onStorage);
  }

  get entries() {
    return [...this.#entries.values()].sort((a, b) => a.writtenAt - b.writtenAt || (a.id < b.id ? -1 : 1));
  }

  stateOf(entry) {
    return entry.error ? 'failed' : entry.done || entry === this.#sending ? 'sending' : 'waiting';
  }

  add(message, id = uuid()) {
    const last = this.entries.pop();
    if (this.#entries.size >= MAX_ENTRIES) throw new RequestError({ code: 'FULL', data: 'FULL' });
    const entry = { id, message, writtenAt: Math.max(Date.now(), (last?.writtenAt ?? 0) + 1) };
    this.#store(entry);
    return entry.id;
  }

  retry(id) {
    const entry = this.#entries.get(id);
    if (entry?.error) this.#store(entry, null);
  }

  remove(id) {
    this.#entries.delete(id);
    this.#unstore(id);
  }

  /** After a sync: messages that other tabs have sent are in the history now. */
  settle() {
    for (const { id, done } of this.#entries.values()) if (done) this.#entries.delete(id);
  }

  resume() {
    for (const key of keptKeys()) this.#load(key);
    this.#sendNext();
  }

  async #sendNext() {
    this.#actions.changed();
    if (!this.#open || this.#sending || this.#paused || !this.#actions.ready()) return;
    const [entry] = this.entries.filter(({ error, done }) => !error && !done);
    if (!entry || entry.held) return;
    this.#sending = entry;
    try {
      const { message } = await this.#actions.send(entry);
      this.#failures = 0;
      entry.done = true;
      this.#unstore(entry.id);
      this.#actions.sent(message);
    } catch (error) {
      if (TRANSIENT.includes(error.code)) this.#retryLater(error.retryAfter);
      else if (this.#entries.has(entry.id)) this.#store(entry, error);
    }
    this.#sending = null;
    this.#sendNext();
  }

  #retryLater(seconds) {
    if (!this.#actions.ready()) return;
    this.#paused = true;
    setTimeout(() => {
      this.#paused = false;
      this.#sendNext();
    }, seconds ? seconds * 1_000 + backoff(0) : backoff(++this.#failures));
  }

  #store(entry, error) {
    const { id, message, writtenAt } = entry;
    entry.error = error;
    this.#entries.set(id, entry);
    // Not stored for UNAUTHORIZED: it can be sent after the next log-in.
    const { code, statusCode } = (error?.code !== 'UNAUTHORIZED' && error) || {};
    writeKept(this.#prefix + id, flatJson({ message, writtenAt, code, statusCode }));
    this.#sendNext();
  }

  #unstore(id) {
    writeKept(this.#prefix + id);
  }

  #load(key) {
    if (!key?.startsWith(PREFIX)) return;
    const record = parse(readKept(key));
    // Those of this chat wait until they are sent, whatever the clock says.
    if (!record || !key.startsWith(this.#prefix)) writeKept(key, record && !isOutdated(record) ? flatJson(record) : '');
    else {
      const { message, writtenAt, ...error } = record;
      const id = key.slice(this.#prefix.length);
      const entry = this.#entries.get(id) ?? { id, message, writtenAt };
      entry.error = error.code ? new RequestError(error) : null;
      this.#entries.set(id, entry);
    }
  }

  #onStorage = ({ key, newValue }) => {
    if (key === null) {
      // Another tab has removed all that was stored.
      this.#entries.clear();
      return this.#actions.changed();
    }
    if (!key.startsWith(this.#prefix)) return;
    this.#load(newValue && key);
    const entry = this.#entries.get(key.slice(this.#prefix.length));
    if (!entry) return;
    if (newValue) {
      // The tab that wrote it sends it. This one waits, in case that tab was closed.
      entry.held = true;
      setTimeout(() => {
        entry.held = false;
        this.#sendNext();
      }, 2_000);
    } else {
      entry.done = true;
      this.#actions.sent();
    }
    this.#sendNext();
  };
}

/** Undefined if it is no message. */
function parse(json) {
  try {
    const record = JSON.parse(json);
    return typeof record.message === 'string' && Number.isFinite(record.writtenAt) ? record : undefined;
  } catch {
    return undefined;
  }
}

export function uuid() {
  const bytes = random(16);
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  let hex = '';
  for (const byte of bytes) hex += (byte + 256).toString(16).slice(1);
  return hex.replace(/(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
