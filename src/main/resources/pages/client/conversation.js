import { History } from './history.js';
import { Outbox } from './outbox.js';
import { Emitter, RequestError } from './porchlight-socket.js';

const TYPING_AGAIN = 3_000;
const ENDING = { UNAUTHORIZED: 401, FORBIDDEN: 403, NOT_FOUND: 404 };

/** Emits `change` (once in a microtask), `message` (a new one of the other side) and `ended`. */
export class Conversation extends Emitter {
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
  #history;
  #offs = [];
  #storedMark = 0;
  #typing;
  #typedAt;
  #typingEnds;
  #announced;

  constructor(socket, { chatId, token, role, storage }) {
    super();
    this.#socket = socket;
    this.#who = { chatId, token };
    this.#role = role;
    const ready = () => socket.connected && !this.ended;
    const changed = () => this.#change();
    this.#outbox = new Outbox(`${chatId}:${role}`, storage, {
      ready, changed,
      send: ({ id, message }) => this.#ask('newMessage', { message, clientMessageId: id }),
      sent: message => this.#history.add(message ? [message] : [], true),
    });
    this.#history = new History({
      ready, changed,
      ask: fields => this.#ask('getChatMessages', fields),
      told: reply => this.#know(reply),
      added: messages => this.#added(messages),
      whole: () => {
        this.#outbox.settle();
        this.#storeMark();
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
      this.#history.sync();
    };
    on('connected', resume);
    on('wake', resume);
    on('disconnected', () => this.#setTyping(false));
    on('sessionEnded', () => this.#end('UNAUTHORIZED'));
    on('chatDeleted', () => this.#end('NOT_FOUND'));
    on('messageAdded', ({ message }) => this.#history.add([message]));
    on('messagesRead', ({ role, seq }) => this.#read(role, seq));
    on('statusChanged', ({ status }) => (this.status = status));
    on('presenceChanged', ({ role, online }) => (this.online = { ...this.online, [role]: online }));
    on('typingChanged', ({ role, typing, ttl }) => role !== this.#role && this.#setTyping(typing, ttl));
    this.#outbox.open();
    this.#history.open();
  }

  stop() {
    for (const off of this.#offs) off();
    this.#offs = [];
    clearTimeout(this.#typingEnds);
    this.#outbox.close();
    this.#history.close();
  }

  /** May throw FULL. */
  send(text) {
    this.#typing = false;
    this.#socket.hurry();
    return this.#outbox.add(text);
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

  #know({ data, ownerReadSeq, guestReadSeq, online, chatStatus, rating }) {
    for (const { clientMessageId } of data) this.#outbox.remove(clientMessageId);
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

  #added(news) {
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

  #setTyping(typing, ttl) {
    this.otherTyping = typing;
    clearTimeout(this.#typingEnds);
    if (typing) this.#typingEnds = setTimeout(() => this.#setTyping(false), ttl * 1_000);
    this.#change();
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
