import { History } from './history.js';
import { Outbox } from './outbox.js';
import { backoff, elapsed, Emitter, RequestError } from './porchlight-socket.js';

const TYPING_INTERVAL = 3_000;
const FINAL_ERRORS = { UNAUTHORIZED: 401, FORBIDDEN: 403, NOT_FOUND: 404 };

/** One side of a chat. Emits `change` (at most once a microtask), `message` (a new one of the other side) and `ended`. */
export class Conversation extends Emitter {
  ended = null;
  status;
  rating;
  ownerReadSeq = 0;
  guestReadSeq = 0;
  online = { owner: false, guest: false };
  otherTyping = false;
  #socket;
  #chat;
  #role;
  #outbox;
  #history;
  #unsubscribers = [];
  #serverReadSeq = 0;
  /** Of the read mark that is under way, or waits to be sent again. */
  #readMark;
  #typing;
  #typingSentAt;
  #typingTimer;
  #changeScheduled;

  constructor(socket, { chatId, token, role }) {
    super();
    this.#socket = socket;
    this.#chat = { chatId, token };
    this.#role = role;
    const ready = () => this.#ready;
    const changed = () => this.#change();
    this.#outbox = new Outbox(`${chatId}:${role}`, {
      ready, changed,
      send: ({ id, message }) => this.#request('newMessage', { message, clientMessageId: id }),
      sent: message => this.#history.add(message ? [message] : [], true),
    });
    this.#history = new History({
      ready, changed,
      request: fields => this.#request('getChatMessages', fields),
      replied: reply => this.#applyReply(reply),
      added: messages => this.#onAdded(messages),
      synced: () => {
        this.#outbox.settle();
        this.#sendReadMark();
      },
    });
  }

  get messages() {
    return this.#history.messages;
  }

  get loaded() {
    return this.#history.loaded;
  }

  get lastSeq() {
    return this.#history.lastSeq;
  }

  get hasEarlier() {
    return this.#history.hasEarlier;
  }

  get pending() {
    return this.#outbox.entries.map(entry => ({
      clientMessageId: entry.id,
      message: entry.message,
      writtenAt: entry.writtenAt,
      done: entry.done,
      state: this.ended ? 'failed' : this.#outbox.stateOf(entry),
      error: entry.error ?? this.ended,
    }));
  }

  start() {
    this.stop();
    this.ended = null;
    const on = (name, action) => this.#unsubscribers.push(this.#socket.on(name, push => {
      if (push?.chatId && push.chatId !== this.#chat.chatId) return;
      action(push);
      this.#change();
    }));
    const resume = () => {
      this.#outbox.resume();
      this.#history.sync();
    };
    on('connected', resume);
    on('wake', resume);
    on('disconnected', () => this.#setTyping(false));
    on('sessionEnded', () => this.#end('UNAUTHORIZED'));
    on('chatDeleted', () => this.#end('NOT_FOUND'));
    on('messageAdded', ({ message }) => this.#history.add([message]));
    on('messagesRead', ({ role, seq }) => this.#setReadSeq(role, seq));
    on('statusChanged', ({ status }) => (this.status = status));
    on('presenceChanged', ({ role, online }) => (this.online = { ...this.online, [role]: online }));
    on('typingChanged', ({ role, typing, ttl }) => role !== this.#role && this.#setTyping(typing, ttl));
    this.#outbox.open();
    this.#history.open();
  }

  stop() {
    for (const unsubscribe of this.#unsubscribers) unsubscribe();
    this.#unsubscribers = [];
    clearTimeout(this.#typingTimer);
    this.#readMark = null;
    this.#outbox.close();
    this.#history.close();
  }

  /** Returns the clientMessageId, which may be given. Throws FULL if the outbox is. */
  send(text, clientMessageId) {
    this.#typing = false;
    this.#socket.hurry();
    return this.#outbox.add(text, clientMessageId);
  }

  retry(clientMessageId) {
    this.#socket.hurry();
    this.#outbox.retry(clientMessageId);
  }

  discard(clientMessageId) {
    this.#outbox.remove(clientMessageId);
    this.#change();
  }

  loadEarlier() {
    return this.#history.loadEarlier();
  }

  markRead() {
    const mark = this[`${this.#role}ReadSeq`];
    if (!this.messages.some(({ role, seq }) => seq > mark && role !== this.#role)) return;
    this.#setReadSeq(this.#role, this.lastSeq);
    this.#sendReadMark();
    this.#change();
  }

  typing(on) {
    if (on === this.#typing && (!on || elapsed(this.#typingSentAt) < TYPING_INTERVAL)) return;
    this.#typing = on;
    this.#typingSentAt = Date.now();
    if (this.#ready) this.#request('typing', { typing: on }).catch(() => {});
  }

  async #request(event, fields) {
    try {
      return await this.#socket.request(event, { ...this.#chat, ...fields });
    } catch (error) {
      if (FINAL_ERRORS[error.code]) this.#end(error.code, error);
      throw error;
    }
  }

  get #ready() {
    return this.#socket.connected && this.#unsubscribers.length > 0 && !this.ended;
  }

  #end(code, error = new RequestError({ code, data: code, statusCode: FINAL_ERRORS[code] })) {
    if (this.ended) return;
    this.ended = error;
    this.stop();
    this.#change();
    this.emit('ended', error);
  }

  #applyReply({ data, ownerReadSeq, guestReadSeq, online, chatStatus, rating }) {
    for (const { clientMessageId } of data) this.#outbox.remove(clientMessageId);
    this.#setReadSeq('owner', ownerReadSeq);
    this.#setReadSeq('guest', guestReadSeq);
    this.#serverReadSeq = this.#role === 'owner' ? ownerReadSeq : guestReadSeq;
    Object.assign(this, { online, rating, status: chatStatus });
  }

  #setReadSeq(role, seq) {
    const mark = `${role}ReadSeq`;
    this[mark] = Math.max(this[mark], seq);
  }

  /** One at a time: of many messages that arrive together only the newest is marked. */
  async #sendReadMark() {
    const seq = this[`${this.#role}ReadSeq`];
    if (this.#readMark || seq <= this.#serverReadSeq || !this.#ready) return;
    const sent = (this.#readMark = {});
    try {
      await this.#request('markRead', { seq });
      this.#serverReadSeq = Math.max(this.#serverReadSeq, seq);
    } catch ({ retryAfter }) {
      const delay = (retryAfter * 1_000 || 0) + backoff(3);
      await new Promise(resolve => setTimeout(resolve, delay));
    }
    // It may have been stopped, and started again, meanwhile.
    if (this.#readMark !== sent) return;
    this.#readMark = null;
    this.#sendReadMark();
  }

  #onAdded(newMessages) {
    for (const message of newMessages) {
      const { role, seq, clientMessageId } = message;
      this.#outbox.remove(clientMessageId);
      this.#setReadSeq(role, seq);
      if (role === this.#role) continue;
      this.#setTyping(false);
      this.emit('message', message);
    }
    this.#change();
  }

  #setTyping(typing, ttl) {
    this.otherTyping = typing;
    clearTimeout(this.#typingTimer);
    if (typing) this.#typingTimer = setTimeout(() => this.#setTyping(false), ttl * 1_000);
    this.#change();
  }

  #change() {
    if (this.#changeScheduled) return;
    this.#changeScheduled = true;
    queueMicrotask(() => {
      this.#changeScheduled = false;
      this.emit('change');
    });
  }
}
