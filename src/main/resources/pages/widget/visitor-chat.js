import { Conversation } from '../client/conversation.js';
import { uuid } from '../client/outbox.js';
import { Emitter, PorchlightSocket } from '../client/porchlight-socket.js';
import { readChat, writeChat } from './chat-storage.js';
import { Draft } from './draft.js';
import { subjectOf, visitInfo } from './visit-info.js';

const OFFLINE_AFTER = 2_000;
/** Other tabs see with a delay what one has stored. */
const STORAGE_DELAY = 500;
const NOTHING_FIRST = { first: '', firstId: '' };

/** One tab at a time. Pages without TLS have no locks, and those that may store nothing are denied them. */
const exclusively = async (name, action) => {
  let begun;
  try {
    return await navigator.locks.request(name, () => (begun = action()));
  } catch (error) {
    if (begun) throw error;
    return (await import(new URL('without-locks.js', import.meta.url).href)).exclusively(name, action);
  }
};

/** The visitor's chat, once there is one, and how it begins. Emits `change`, `message`, `offline` and `first`. */
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
  /** What was typed and is not in the outbox yet. @type {Draft} */
  draft;
  #context;
  #socket;
  #chat;
  #pageHidden;

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
    this.draft = new Draft(context.draftKey, {
      subject: () => this.#chat?.subject || this.#subject,
      mayRead: subject => !context.identity || !subject || this.#belongsToVisitor({ subject }),
      // The tab that was written in goes first.
      changed: () => setTimeout(() => this.#takeUpFirst(), STORAGE_DELAY),
    });
    addEventListener('pagehide', () => (this.#pageHidden = true));
    addEventListener('pageshow', () => {
      this.#pageHidden = false;
      this.draft.load();
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

  start() {
    this.resume();
    this.#takeUpFirst();
  }

  /** A message of somebody who is not known on this page, yet, is not sent for whoever it turns out to be. */
  #takeUpFirst() {
    const first = this.draft.get('first');
    if (!first || this.opening || this.#pageHidden) return;
    if (this.draft.subject === this.#subject) this.emit('first');
    else this.#putBack(first);
  }

  get #subject() {
    const { identity } = this.#context;
    return typeof identity === 'function' ? '?' : subjectOf(identity);
  }

  /** Opens the stored chat, unless it belongs to another identity. */
  resume() {
    const chat = readChat(this.#context.key);
    if (chat && chat.chatId !== this.#chat?.chatId && this.#belongsToVisitor(chat)) this.#open(chat);
  }

  /** The website has changed the identity; null: nobody is logged in. */
  identify() {
    // What is under way is of whoever it was before.
    if (this.opening) this.#putBack(this.draft.get('first'));
    if (!this.#belongsToVisitor(this.#chat)) this.leave();
    if (this.#context.identity === null) this.draft.clear();
    else this.draft.load();
  }

  stop() {
    this.leave();
    this.#socket.close();
  }

  leave() {
    this.conversation?.stop();
    this.conversation = this.#chat = this.needsForm = this.opening = undefined;
    this.emit('change');
  }

  /** Keeps a first message in the draft until it is in the outbox of a new chat. Rejects as `sendFirst` does. */
  begin(message) {
    this.draft.set({ first: message, firstId: uuid(), message: '' });
    this.#showFirst();
    return this.sendFirst();
  }

  /** Opens a chat with the draft's first message, also of a tab that was closed or a page that was left before it could. */
  async sendFirst() {
    const [message, id] = [this.draft.get('first'), this.draft.get('firstId')];
    // The visitor may have logged in or out, or another tab have sent it.
    const isCurrent = () => this.draft.get('firstId') === id;
    try {
      await exclusively(`porchlight:first:${this.#context.domain}`, async () => {
        if (!isCurrent()) return;
        this.#showFirst();
        this.#socket.connect();
        const chat = this.conversation ? undefined : await this.#openNew();
        if (!isCurrent()) return;
        if (chat) {
          writeChat(this.#context.key, chat);
          this.#open(chat);
        }
        this.conversation.send(message, id);
        this.draft.set({ ...NOTHING_FIRST, name: '', email: '' });
        await new Promise(resolve => setTimeout(resolve, STORAGE_DELAY));
      });
    } catch (error) {
      if (!isCurrent() || this.#pageHidden) return;
      this.needsForm = error.code === 'INVALID';
      this.#putBack(message);
      throw error;
    } finally {
      this.opening = undefined;
      this.emit('change');
      this.#takeUpFirst(); // If another has taken its place, whose tab may be closed.
    }
  }

  #showFirst() {
    this.opening = { clientMessageId: this.draft.get('firstId'), message: this.draft.get('first'), writtenAt: Date.now(), state: 'sending' };
    this.emit('change');
  }

  /** Puts unsent text back into the field, above what was written since. */
  #putBack(text = '') {
    const message = this.draft.get('message') ?? '';
    this.draft.set({ ...NOTHING_FIRST, message: `\n${message}\n`.includes(`\n${text}\n`) ? message : `${text}\n${message}`.trim() });
  }

  async #openNew() {
    let { identity } = this.#context;
    if (typeof identity === 'function') identity = await identity();
    try {
      const visit = { ...visitInfo(this.#context), name: this.draft.get('name'), email: this.draft.get('email') };
      const { chatId, guestToken } = await this.#socket.request('getNewChat', { ...visit, identity: identity ?? undefined });
      return { chatId, token: guestToken, subject: subjectOf(identity), renewed: true };
    } catch (error) {
      if (error.code !== 'UNAUTHORIZED' || !identity) throw error;
      console.warn('Porchlight: the identity of this visitor was not accepted.');
      this.#context.identity = undefined;
      return await this.#openNew();
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
    this.opening = undefined;
    this.#chat = chat;
    const conversation = (this.conversation = new Conversation(this.#socket, { ...chat, role: 'guest' }));
    conversation.on('change', () => {
      if (conversation !== this.conversation) return;
      if (conversation.loaded && !chat.renewed) this.#renewToken(chat);
      this.emit('change');
    });
    conversation.on('message', message => this.emit('message', message));
    conversation.on('ended', ({ code }) => {
      if (code === 'FORBIDDEN') return;
      writeChat(this.#context.key);
      let unsent = '';
      for (const { clientMessageId, message } of conversation.pending) {
        unsent += `${unsent && '\n'}${message}`;
        conversation.discard(clientMessageId);
      }
      this.#putBack(unsent);
    });
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
