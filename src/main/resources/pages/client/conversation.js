import { Outbox } from './outbox.js';
import { backoff, Emitter, RequestError } from './porchlight-socket.js';

const GAP = 300;
const RESYNC = 30_000;
const PAGE = 200;
const FAR = 1_000;
const MAX_SHOWN = 10_000;
const MAX_AHEAD = 500;
const TYPING_AGAIN = 3_000;
const ENDING = { UNAUTHORIZED: 401, FORBIDDEN: 403, NOT_FOUND: 404 };

/** Emits `change` (once in a microtask), `message` (a new one of the other side) and `ended`. */
export class Conversation extends Emitter {
  messages = []; // Replaced, never changed.
  loaded = false;
  ended = null;
  status;
  rating;
  ownerReadSeq = 0;
  guestReadSeq = 0;
  online = { owner: false, guest: false };
  otherTyping = false;
  #socket;
  #who;
  #role;
  #outbox;
  #offs = [];
  #ahead = new Map();
  #timers = {};
  #syncing;
  #again;
  #failures = 0;
  #storedMark = 0;
  #earlier;
  #typing;
  #typedAt;
  #announced;

  constructor(socket, { chatId, token, role, storage }) {
    super();
    this.#socket = socket;
    this.#who = { chatId, token };
    this.#role = role;
    this.#outbox = new Outbox(`${chatId}:${role}`, storage, {
      ready: () => socket.connected && !this.ended,
      send: ({ id, message }) => this.#ask('newMessage', { message, clientMessageId: id }),
      sent: message => this.#add(message ? [message] : [], true),
      changed: () => this.#change(),
    });
  }

  get lastSeq() {
    return this.messages[this.messages.length - 1]?.seq ?? 0;
  }

  get hasEarlier() {
    return this.messages[0]?.seq > 1 && this.messages.length < MAX_SHOWN;
  }

  get pending() {
    return this.#outbox.entries.map(entry => ({
      clientMessageId: entry.id,
      message: entry.message,
      writtenAt: entry.writtenAt,
      state: this.ended ? 'failed' : this.#outbox.stateOf(entry),
      error: entry.error ?? this.ended,
    }));
  }

  start() {
    this.stop();
    this.ended = null;
    const on = (name, action) => this.#offs.push(this.#socket.on(name, push => {
      if (push?.chatId && push.chatId !== this.#who.chatId) return;
      action(push);
      this.#change();
    }));
    const resume = () => {
      this.#outbox.resume();
      this.#sync();
    };
    on('connected', resume);
    on('wake', resume);
    on('disconnected', () => this.#setTyping(false));
    on('sessionEnded', () => this.#end('UNAUTHORIZED'));
    on('chatDeleted', () => this.#end('NOT_FOUND'));
    on('messageAdded', ({ message }) => this.#add([message]));
    on('messagesRead', ({ role, seq }) => this.#read(role, seq));
    on('statusChanged', ({ status }) => (this.status = status));
    on('presenceChanged', ({ role, online }) => (this.online = { ...this.online, [role]: online }));
    on('typingChanged', ({ role, typing, ttl }) => role !== this.#role && this.#setTyping(typing, ttl));
    this.#outbox.open();
    this.#sync();
  }

  stop() {
    for (const off of this.#offs) off();
    this.#offs = [];
    for (const name of ['gap', 'sync', 'typing']) this.#clear(name);
    this.#outbox.close();
  }

  /** May throw FULL. */
  send(text) {
    this.#typing = false;
    return this.#outbox.add(text);
  }

  retry(clientMessageId) {
    this.#outbox.retry(clientMessageId);
  }

  discard(clientMessageId) {
    this.#outbox.remove(clientMessageId);
    this.#change();
  }

  loadEarlier() {
    return (this.#earlier ??= this.#loadEarlier().finally(() => (this.#earlier = null)));
  }

  markRead() {
    const mark = this[`${this.#role}ReadSeq`];
    if (!this.messages.some(({ role, seq }) => seq > mark && role !== this.#role)) return;
    this.#read(this.#role, this.lastSeq);
    this.#storeMark();
    this.#change();
  }

  typing(on) {
    const now = Date.now();
    if (on === this.#typing && (!on || now - this.#typedAt < TYPING_AGAIN)) return;
    this.#typing = on;
    this.#typedAt = now;
    this.#tell('typing', { typing: on });
  }

  async #ask(event, fields) {
    try {
      return await this.#socket.request(event, { ...this.#who, ...fields });
    } catch (error) {
      if (ENDING[error.code]) this.#end(error.code, error);
      throw error;
    }
  }

  #tell(event, fields) {
    if (this.#socket.connected && !this.ended) this.#ask(event, fields).catch(() => {});
  }

  #end(code, error = new RequestError({ code, data: code, statusCode: ENDING[code] })) {
    if (this.ended) return;
    this.ended = error;
    this.stop();
    this.#change();
    this.emit('ended', error);
  }

  async #sync() {
    this.#again = this.#syncing;
    if (this.#syncing || !this.#offs[0] || !this.#socket.connected) return;
    this.#syncing = true;
    this.#clear('gap');
    let pause = RESYNC;
    try {
      await this.#catchUp();
      this.#failures = 0;
      this.#outbox.settle();
      this.#storeMark();
    } catch ({ retryAfter }) {
      pause = retryAfter * 1_000 || 500 + backoff(++this.#failures);
    }
    this.#syncing = false;
    this.#change();
    this.#later('sync', this.#again ? 0 : pause);
  }

  async #catchUp() {
    let newest = !this.loaded;
    let more;
    do {
      const after = this.lastSeq;
      const reply = await this.#ask('getChatMessages', newest ? {} : { after, limit: PAGE });
      this.#know(reply);
      if (newest) this.#show(reply.data);
      else this.#add(reply.data);
      // After a long sleep, or when a backup was restored, the newest page replaces what is shown.
      newest = !newest && (reply.lastSeq - this.lastSeq > FAR || reply.lastSeq < after);
      more = reply.more && this.lastSeq < reply.lastSeq;
    } while (newest || more);
  }

  #know({ ownerReadSeq, guestReadSeq, online, chatStatus, rating }) {
    this.#read('owner', ownerReadSeq);
    this.#read('guest', guestReadSeq);
    this.#storedMark = this.#role === 'owner' ? ownerReadSeq : guestReadSeq;
    Object.assign(this, { online, rating, status: chatStatus });
  }

  #read(role, seq) {
    const mark = `${role}ReadSeq`;
    this[mark] = Math.max(this[mark], seq);
  }

  #storeMark() {
    const seq = this[`${this.#role}ReadSeq`];
    if (seq > this.#storedMark) this.#tell('markRead', { seq });
  }

  #show(page) {
    for (const message of this.messages) this.#ahead.set(message.seq, message);
    for (const { clientMessageId } of page) this.#outbox.remove(clientMessageId);
    this.messages = page;
    this.loaded = true;
    this.#add([]);
  }

  /** Shows messages up to the first that is missing. */
  #add(messages, incomplete) {
    for (const message of messages) this.#ahead.set(message.seq, message);
    if (!this.loaded) return;
    const news = [];
    let last = this.lastSeq;
    for (let message; (message = this.#ahead.get(last + 1)); last++) news.push(message);
    for (const seq of this.#ahead.keys()) if (seq <= last || this.#ahead.size > MAX_AHEAD) this.#ahead.delete(seq);
    if (news[0]) this.messages = [...this.messages, ...news].slice(-MAX_SHOWN);
    if ((incomplete || this.#ahead.size) && !this.#timers.gap) this.#later('gap', GAP);
    for (const message of news) {
      const { role, seq, clientMessageId } = message;
      this.#outbox.remove(clientMessageId);
      this.#read(role, seq);
      if (role === this.#role) continue;
      this.#setTyping(false);
      this.emit('message', message);
    }
    this.#change();
  }

  async #loadEarlier() {
    if (!this.hasEarlier) return false;
    const before = this.messages[0].seq;
    const { data } = await this.#ask('getChatMessages', { before, limit: PAGE });
    if (this.messages[0].seq === before) this.messages = [...data, ...this.messages];
    this.#change();
    return this.hasEarlier;
  }

  #setTyping(typing, ttl) {
    this.otherTyping = typing;
    this.#clear('typing');
    if (typing) this.#later('typing', ttl * 1_000, () => this.#setTyping(false));
    this.#change();
  }

  #later(name, pause, action = () => this.#sync()) {
    this.#clear(name);
    if (this.#offs[0]) this.#timers[name] = setTimeout(action, pause);
  }

  #clear(name) {
    clearTimeout(this.#timers[name]);
    this.#timers[name] = null;
  }

  #change() {
    if (this.#announced) return;
    this.#announced = true;
    queueMicrotask(() => {
      this.#announced = false;
      this.emit('change');
    });
  }
}
