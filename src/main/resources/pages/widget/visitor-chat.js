import { Conversation } from '../client/conversation.js';
import { Emitter, PorchlightSocket } from '../client/porchlight-socket.js';
import { readChat, writeChat } from './chat-storage.js';
import { subjectOf, visitInfo } from './visit-info.js';

const OFFLINE_AFTER = 2_000;

/** The visitor's chat, once there is one, and how it begins. Emits `change`, `message` and `offline`. */
export class VisitorChat extends Emitter {
  /** @type {Conversation | undefined} */
  conversation;
  site;
  /** Whether the socket has been disconnected for a while. */
  offline = false;
  /** Why `site` could not be loaded. */
  siteError;
  /** Whether the identity lacks something that the owner asks for. */
  needsForm;
  /** The first message, while its chat is being opened. */
  opening;
  #context;
  #socket;
  #chat;

  constructor(context) {
    super();
    this.#context = context;
    this.#socket = new PorchlightSocket(PorchlightSocket.address(context.sockets, context.base));
    let timer;
    this.#socket.on('connected', () => {
      timer = clearTimeout(timer);
      this.offline = false;
      this.emit('offline');
      if (this.siteError) this.loadSite();
    });
    this.#socket.on('disconnected', () => {
      timer ??= setTimeout(() => {
        this.offline = true;
        this.emit('offline');
      }, OFFLINE_AFTER);
    });
    // Another tab has opened a chat or logged the visitor out.
    addEventListener('storage', ({ key, newValue }) => {
      if (key !== context.key) return;
      if (newValue) this.resume();
      else if (!this.conversation?.ended) this.leave();
    });
  }

  async loadSite() {
    this.#socket.connect();
    try {
      this.site = (await this.#socket.request('getSite', { domain: this.#context.domain })).data;
      this.siteError = undefined;
    } catch (error) {
      this.siteError = error;
      if (error.code === 'NOT_FOUND') console.warn(`Porchlight: nobody answers for ${this.#context.domain}.`);
    }
    this.emit('change');
  }

  /** Opens the stored chat, unless it belongs to another identity. */
  resume() {
    const chat = readChat(this.#context.key);
    if (chat && chat.chatId !== this.#chat?.chatId && this.#belongsToVisitor(chat)) this.#open(chat);
  }

  /** The website has changed the identity; null: nobody is logged in. */
  identify() {
    if (!this.#belongsToVisitor(this.#chat)) this.leave();
  }

  leave() {
    this.conversation?.stop();
    this.conversation = this.#chat = this.needsForm = undefined;
    this.emit('change');
  }

  /** Opens a chat with a first message. Throws a RequestError if the server, or the storage, refuses. */
  async begin({ name, email, message }) {
    this.opening = { clientMessageId: 'first', message, writtenAt: Date.now(), state: 'sending' };
    this.emit('change');
    let { identity } = this.#context;
    try {
      if (typeof identity === 'function') identity = await identity();
      const visit = { ...visitInfo(this.#context), name, email, identity: identity ?? undefined };
      const { chatId, guestToken } = await this.#socket.request('getNewChat', visit);
      const chat = { chatId, token: guestToken, subject: subjectOf(identity), renewed: true };
      writeChat(this.#context.key, chat);
      this.#open(chat);
      this.conversation.send(message);
    } catch (error) {
      if (error.code === 'UNAUTHORIZED' && identity) {
        console.warn('Porchlight: the identity of this visitor was not accepted.');
        this.#context.identity = undefined;
        return await this.begin({ name, email, message });
      }
      this.needsForm = error.code === 'INVALID';
      throw error;
    } finally {
      this.opening = undefined;
      this.emit('change');
    }
  }

  async close() {
    await this.#request('closeChat');
    this.conversation.status = 'closed';
    this.emit('change');
  }

  rate(rating, comment) {
    return this.#request('rateChat', { rating, comment });
  }

  #request(event, fields) {
    const { chatId, token } = this.#chat;
    return this.#socket.request(event, { chatId, token, ...fields });
  }

  /** A function that gives the identity is not called here, but when a chat begins: a JWT made now may expire before. */
  #belongsToVisitor(chat) {
    const { identity } = this.#context;
    if (!identity) return identity !== null;
    return Boolean(chat?.subject) && (typeof identity === 'function' || subjectOf(identity) === chat.subject);
  }

  #open(chat) {
    this.conversation?.stop();
    this.#chat = chat;
    const conversation = (this.conversation = new Conversation(this.#socket, { ...chat, role: 'guest' }));
    conversation.on('change', () => {
      if (conversation !== this.conversation) return;
      if (conversation.loaded && !chat.renewed) this.#renewToken(chat);
      this.emit('change');
    });
    conversation.on('message', message => this.emit('message', message));
    conversation.on('ended', ({ code }) => code !== 'FORBIDDEN' && writeChat(this.#context.key));
    conversation.start();
    this.#socket.connect();
  }

  /** Not before the token has proved valid: with an invalid one, getNewChat would open a new chat. */
  async #renewToken(chat) {
    chat.renewed = true;
    try {
      const { chatId, guestToken } = await this.#socket.request('getNewChat', { ...visitInfo(this.#context), guestToken: chat.token });
      if (chat === this.#chat && chatId === chat.chatId) writeChat(this.#context.key, { ...chat, token: guestToken });
    } catch { /* The old token is still valid; the next page tries again. */ }
  }
}
