import { Emitter } from './emitter.js';
import { Outbox } from './outbox.js';
import { RequestError } from './porchlight-socket.js';
import { backoff } from './random.js';

const GAP = 300;
const RESYNC = 30_000;
const PAGE = 200;
const FAR_BEHIND = 1_000;
const MAX_SHOWN = 10_000;
const MAX_AHEAD = 500;
const TYPING_AGAIN = 3_000;
const ENDING = ['UNAUTHORIZED', 'FORBIDDEN', 'NOT_FOUND'];

/**
 * One chat kept whole. Emits `change` (at most once in a microtask), `message` (a new one of the other side) and `ended`
 * (RequestError: the token or the chat serves no more). `messages` is never changed but replaced.
 */
export class Conversation extends Emitter {
  messages = [];
  loaded = false;
  ended = null;
  status = null;
  rating = null;
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
  #syncing = false;
  #again = false;
  #failures = 0;
  #markStored = 0;
  #earlier = null;
  #typing = false;
  #typedAt = 0;
  #announced = false;

  constructor(socket, { chatId, token, role, storage }) {
    super();
    this.#socket = socket;
    this.#who = { chatId, token };
    this.#role = role;
    this.#outbox = new Outbox(`${chatId}:${role}`, storage, {
      ready: () => socket.connected && !this.ended,
      send: ({ id, message }) => this.#ask('newMessage', { message, clientMessageId: id }),
      sent: message => this.#add(message ? [message] : [], true),
      changed: () => this.#changed(),
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
      error: entry.error ?? this.ended ?? undefined,
    }));
  }

  start() {
    this.stop();
    this.ended = null;
    const hear = (name, action) => this.#offs.push(this.#socket.on(name, action));
    const hearOfChat = (name, action) =>
      hear(name, push => {
        if (push.chatId !== this.#who.chatId) return;
        action(push);
        this.#changed();
      });
    const connected = () => {
      this.#outbox.resume();
      this.#sync();
    };
    hear('connected', connected);
    hear('wake', connected);
    hear('disconnected', () => {
      this.#setTyping(false);
      this.#changed();
    });
    hear('sessionEnded', () => this.#end(new RequestError('UNAUTHORIZED', 'The session has ended.', 401)));
    hearOfChat('chatDeleted', () => this.#end(new RequestError('NOT_FOUND', 'The chat was deleted.', 404)));
    hearOfChat('messageAdded', ({ message }) => this.#add([message]));
    hearOfChat('messagesRead', ({ role, seq }) => this.#read(role, seq));
    hearOfChat('statusChanged', ({ status }) => (this.status = status));
    hearOfChat('presenceChanged', ({ role, online }) => (this.online = { ...this.online, [role]: online }));
    hearOfChat('typingChanged', ({ role, typing, ttl }) => role !== this.#role && this.#setTyping(typing, ttl));
    this.#outbox.open();
    if (this.#socket.connected) this.#sync();
  }

  stop() {
    for (const off of this.#offs) off();
    this.#offs = [];
    this.#clear('sync', 'gap', 'typing');
    this.#outbox.close();
  }

  /** Returns the message's id; throws a RequestError FULL when too many wait already. */
  send(text) {
    this.#typing = false;
    return this.#outbox.add(text);
  }

  retry(clientMessageId) {
    this.#outbox.retry(clientMessageId);
  }

  discard(clientMessageId) {
    this.#outbox.remove(clientMessageId);
    this.#changed();
  }

  /** Whether there is still more; rejected with a RequestError. */
  loadEarlier() {
    this.#earlier ??= this.#loadEarlier().finally(() => (this.#earlier = null));
    return this.#earlier;
  }

  markRead() {
    const mine = `${this.#role}ReadSeq`;
    let i = this.messages.length - 1;
    while (i >= 0 && this.messages[i].role === this.#role) i--;
    if (i < 0 || this.messages[i].seq <= this[mine]) return;
    this[mine] = this.lastSeq;
    this.#changed();
    this.#storeMark();
  }

  typing(on) {
    const now = Date.now();
    if (on === this.#typing && (!on || Math.abs(now - this.#typedAt) < TYPING_AGAIN)) return;
    this.#typing = on;
    this.#typedAt = now;
    if (this.#socket.connected && !this.ended) this.#ask('typing', { typing: on }).catch(() => {});
  }

  async #ask(event, fields) {
    try {
      return await this.#socket.request(event, { ...this.#who, ...fields });
    } catch (error) {
      if (ENDING.includes(error.code)) this.#end(error);
      throw error;
    }
  }

  #end(error) {
    if (this.ended) return;
    this.ended = error;
    this.stop();
    this.#changed();
    this.emit('ended', error);
  }

  async #sync() {
    this.#again = this.#syncing;
    if (this.#syncing || !this.#offs.length) return;
    this.#syncing = true;
    this.#clear('sync', 'gap');
    let pause = RESYNC;
    try {
      await this.#catchUp();
      this.#failures = 0;
      this.#outbox.settle();
      this.#storeMark();
    } catch ({ retryAfter }) {
      pause = retryAfter ? retryAfter * 1_000 : 500 + backoff(this.#failures++, 1_000);
    }
    this.#syncing = false;
    this.#changed();
    this.#syncIn(this.#again ? 0 : pause);
  }

  #syncIn(pause) {
    this.#clear('sync');
    if (this.#offs.length) this.#timers.sync = setTimeout(() => this.#sync(), pause);
  }

  #clear(...names) {
    for (const name of names) {
      clearTimeout(this.#timers[name]);
      this.#timers[name] = null;
    }
  }

  async #catchUp() {
    let newest = !this.loaded;
    let reply;
    do {
      const after = this.lastSeq;
      reply = await this.#ask('getChatMessages', newest ? {} : { after, limit: PAGE });
      this.#know(reply);
      if (newest) this.#show(reply.data);
      else this.#add(reply.data);
      // Who slept for long sees the newest page, without a hole above it; also after a store was set back.
      newest = !newest && (reply.lastSeq - this.lastSeq > FAR_BEHIND || reply.lastSeq < after);
    } while (newest || (reply.more && this.lastSeq < reply.lastSeq));
  }

  #know({ ownerReadSeq, guestReadSeq, online, status, rating }) {
    this.#read('owner', ownerReadSeq);
    this.#read('guest', guestReadSeq);
    this.online = online ?? this.online;
    this.status = status ?? this.status;
    this.rating = rating ?? this.rating;
    this.#markStored = this.#role === 'owner' ? ownerReadSeq : guestReadSeq;
  }

  #read(role, seq) {
    const mark = `${role}ReadSeq`;
    this[mark] = Math.max(this[mark], seq);
  }

  #show(page) {
    const [before, last] = [this.lastSeq, page[page.length - 1]?.seq ?? 0];
    const news = this.loaded ? page.filter(({ seq }) => seq > before) : [];
    for (const message of this.messages) {
      if (message.seq > last) this.#ahead.set(message.seq, message);
    }
    this.messages = page;
    this.loaded = true;
    for (const { clientMessageId } of page) this.#outbox.remove(clientMessageId);
    this.#announce(news);
    this.#add([]);
  }

  /** Messages are shown up to the first that is missing. */
  #add(messages, mayBeMissing = false) {
    for (const message of messages) this.#ahead.set(message.seq, message);
    if (!this.loaded) return;
    for (const seq of this.#ahead.keys()) {
      if (seq <= this.lastSeq) this.#ahead.delete(seq);
    }
    const news = [];
    for (let next; (next = this.#ahead.get(this.lastSeq + news.length + 1)); ) {
      this.#ahead.delete(next.seq);
      this.#outbox.remove(next.clientMessageId);
      news.push(next);
    }
    if (news.length) this.messages = [...this.messages, ...news].slice(-MAX_SHOWN);
    if (this.#ahead.size > MAX_AHEAD) this.#ahead.clear();
    if (this.#ahead.size || mayBeMissing) this.#timers.gap ??= setTimeout(() => this.#sync(), GAP);
    this.#announce(news);
  }

  #announce(messages) {
    for (const message of messages) {
      if (message.role === this.#role) continue;
      this.#setTyping(false);
      this.emit('message', message);
    }
    this.#changed();
  }

  async #loadEarlier() {
    const before = this.messages[0]?.seq;
    if (!this.hasEarlier) return false;
    const { data } = await this.#ask('getChatMessages', { before, limit: PAGE });
    if (this.messages[0]?.seq === before) this.messages = [...data, ...this.messages];
    this.#changed();
    return this.hasEarlier;
  }

  /** Also again after the connection broke. */
  #storeMark() {
    const seq = this[`${this.#role}ReadSeq`];
    if (seq <= this.#markStored || !this.#socket.connected) return;
    this.#ask('markRead', { seq }).then(() => (this.#markStored = Math.max(seq, this.#markStored)), () => {});
  }

  #setTyping(typing, ttl) {
    this.#clear('typing');
    this.otherTyping = typing;
    if (typing) {
      this.#timers.typing = setTimeout(() => {
        this.otherTyping = false;
        this.#changed();
      }, ttl * 1_000);
    }
  }

  #changed() {
    if (this.#announced) return;
    this.#announced = true;
    queueMicrotask(() => {
      this.#announced = false;
      this.emit('change');
    });
  }
}
