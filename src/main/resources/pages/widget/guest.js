import { Conversation } from '../client/conversation.js';
import { Emitter, PorchlightSocket } from '../client/porchlight-socket.js';
import { remember, remembered, subjectOf, visit } from './visitor.js';

/** The visitor's side of it: the chat there is, or how one begins. Emits `change`, `message`, `offline`. */
export class Guest extends Emitter {
  chat;
  site;
  /** Whether there has been no connection for a while. */
  offline = false;
  /** Why there is no site. */
  trouble;
  /** Whether an identity does not say all that the owner asks for. */
  mustAsk;
  /** The message with which a chat is being opened. */
  first;
  #host;
  #socket;
  #who;

  constructor(host) {
    super();
    this.#host = host;
    this.#socket = new PorchlightSocket(PorchlightSocket.address(host.sockets, host.base));
    let late;
    this.#socket.on('connected', () => {
      late = clearTimeout(late);
      this.offline = false;
      this.emit('offline');
      if (this.trouble) this.askSite();
    });
    this.#socket.on('disconnected', () => {
      late ??= setTimeout(() => {
        this.offline = true;
        this.emit('offline');
      }, 2_000);
    });
    addEventListener('storage', ({ key, newValue }) => {
      if (key !== host.key) return;
      if (newValue) this.resume();
      else if (!this.chat?.ended) this.leave();
    });
  }

  async askSite() {
    this.#socket.connect();
    try {
      this.site = (await this.#socket.request('getSite', { domain: this.#host.domain })).data;
      this.trouble = undefined;
    } catch (error) {
      this.trouble = error;
      if (error.code === 'NOT_FOUND') console.warn(`Porchlight: nobody answers for ${this.#host.domain}.`);
    }
    this.emit('change');
  }

  /** Takes up the chat that this browser remembers, if it is that of who is here now. */
  resume() {
    const who = remembered(this.#host.key);
    if (who && who.chatId !== this.#who?.chatId && this.#fits(who)) this.#enter(who);
  }

  /** The website has said who the visitor is; null: nobody any more. */
  identify() {
    if (!this.#fits(this.#who)) this.leave();
  }

  leave() {
    this.chat?.stop();
    this.chat = this.#who = this.mustAsk = undefined;
    this.emit('change');
  }

  /** Throws a RequestError when the server, or what stands for it, does not want that. */
  async begin({ name, email, message }) {
    this.first = { clientMessageId: 'first', message, writtenAt: Date.now(), state: 'sending' };
    this.emit('change');
    let { identity } = this.#host;
    try {
      if (typeof identity === 'function') identity = await identity();
      const about = { ...visit(this.#host), name, email, identity: identity ?? undefined };
      const { chatId, guestToken } = await this.#socket.request('getNewChat', about);
      const who = { chatId, token: guestToken, subject: subjectOf(identity), fresh: true };
      remember(this.#host.key, who);
      this.#enter(who);
      this.chat.send(message);
    } catch (error) {
      if (error.code === 'UNAUTHORIZED' && identity) {
        console.warn('Porchlight: the identity of this visitor was not accepted.');
        this.#host.identity = undefined;
        return await this.begin({ name, email, message });
      }
      this.mustAsk = error.code === 'INVALID';
      throw error;
    } finally {
      this.first = undefined;
      this.emit('change');
    }
  }

  async end() {
    await this.#ask('closeChat');
    this.chat.status = 'closed';
    this.emit('change');
  }

  rate(rating, comment) {
    return this.#ask('rateChat', { rating, comment });
  }

  #ask(event, fields) {
    const { chatId, token } = this.#who;
    return this.#socket.request(event, { chatId, token, ...fields });
  }

  /** An identity that comes from a function is asked for only when it is needed, so that it has not ended by then. */
  #fits(who) {
    const { identity } = this.#host;
    if (!identity) return identity !== null;
    return Boolean(who?.subject) && (typeof identity === 'function' || subjectOf(identity) === who.subject);
  }

  #enter(who) {
    this.chat?.stop();
    this.#who = who;
    const chat = (this.chat = new Conversation(this.#socket, { ...who, role: 'guest' }));
    chat.on('change', () => {
      if (chat !== this.chat) return;
      if (chat.loaded && !who.fresh) this.#renew(who);
      this.emit('change');
    });
    chat.on('message', message => this.emit('message', message));
    chat.on('ended', ({ code }) => code !== 'FORBIDDEN' && remember(this.#host.key));
    chat.start();
    this.#socket.connect();
  }

  /** Only once the token is known to be good: a bad one would open a new chat. */
  async #renew(who) {
    who.fresh = true;
    try {
      const { chatId, guestToken } = await this.#socket.request('getNewChat', { ...visit(this.#host), guestToken: who.token });
      if (who === this.#who && chatId === who.chatId) remember(this.#host.key, { ...who, token: guestToken });
    } catch { /* The token serves on; the next page tries again. */ }
  }
}
