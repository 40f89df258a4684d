import { uuid } from '../client/outbox.js';
import { Emitter, PorchlightSocket } from '../client/porchlight-socket.js';
import { readChat, writeChat } from './chat-storage.js';
import { Draft } from './draft.js';
import { load } from './load.js';
import { subjectOf, visitInfo } from './visit-info.js';

const OFFLINE_AFTER = 2_000;
/** A token lasts for 30 days. */
const RENEW_AFTER = 24 * 3_600_000;
/** Of the page's function that gives the identity: meanwhile no other tab begins a chat. */
const IDENTITY_TIMEOUT = 5_000;
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

let Conversation;
/** Before a chat exists visitors do without it. */
export const loadConversation = async () => {
  ({ Conversation } = await load('conversation.js'));
};

/** The visitor's chat, once there is one, and how it begins. Emits `change`, `message`, `offline`, `first` and `left`. */
export class VisitorChat extends Emitter {
  /** @type {import('../client/conversation.js').Conversation | undefined} */
  conversation;
  site;
  /** Whether the socket has been disconnected for a while. */
  offline = false;
  /** What the server, or a proxy before it, answered to the last attempt to connect. */
  httpStatus;
  /** Why `site` or the conversation could not be loaded. */
  siteError;
  /** Whether a stored chat is about to be opened. */
  resuming;
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
  /** The function that gives the identity, and whose it is: until it has answered, a name that nobody else has. */
  #function = {};

  constructor(context) {
    super();
    this.#context = context;
    this.#socket = new PorchlightSocket(PorchlightSocket.address(context.sockets, context.base));
    let timer;
    this.#socket.on('connected', () => {
      timer = clearTimeout(timer);
      this.offline = false;
      this.httpStatus = undefined;
      this.emit('offline');
      if (this.siteError) this.loadSite();
    });
    this.#socket.on('disconnected', ({ status = this.httpStatus }) => {
      this.httpStatus = status;
      timer ??= setTimeout(() => {
        this.offline = true;
        this.emit('offline');
      }, OFFLINE_AFTER);
    });
    this.draft = new Draft(context.draftKey, {
      subject: () => this.#chat?.subject || this.#subject,
      mayRead: subject => context.identity === undefined || !subject || subject === this.#subject,
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
      if (key !== context.key && key !== null) return;
      if (newValue) this.resume();
      else if (!this.conversation?.ended) this.leave();
    });
  }

  get chatId() {
    return this.#chat?.chatId;
  }

  async loadSite() {
    this.#socket.connect();
    try {
      this.site = (await this.#socket.request('getSite', { domain: this.#context.domain })).data;
      this.siteError = undefined;
      this.resume();
    } catch (error) {
      this.siteError = error;
      this.#explain(error);
    }
    this.emit('change');
  }

  /** To whoever made the page. */
  #explain({ code, message }) {
    const { domain } = this.#context;
    const hint = domain === location.hostname ? ' The page needs data-domain, with the domain that its owner registered.' : '';
    if (code === 'NOT_FOUND' || code === 'INVALID') console.warn(`Porchlight: nobody answers for ${domain || 'a page without a host'}.${hint}`);
    if (code === 'FORBIDDEN') console.warn(`Porchlight: ${message}`);
  }

  #takeUpFirst() {
    if (this.draft.get('first') && !this.opening && !this.#pageHidden) this.emit('first');
  }

  /** Whose the page is, as far as it has said so. */
  get #subject() {
    const { identity } = this.#context;
    if (typeof identity !== 'function') return subjectOf(identity);
    if (this.#function.identity !== identity) this.#function = { identity, subject: `?${uuid()}` };
    return this.#function.subject;
  }

  /** The JWT, if there is one. A function is asked each time, as an earlier JWT may have ended. */
  async #askIdentity() {
    const { identity } = this.#context;
    if (typeof identity !== 'function') return identity;
    const before = this.#subject;
    const jwt = await new Promise((resolve, reject) => {
      setTimeout(reject, IDENTITY_TIMEOUT, 'no answer');
      Promise.resolve(identity()).then(resolve, reject);
    }).catch(error => {
      console.warn('Porchlight: the identity failed.', error);
      throw new Error();
    });
    if (identity !== this.#context.identity) return this.#askIdentity();
    const subject = (this.#function.subject = subjectOf(jwt));
    // What was typed meanwhile, on this page.
    if (this.draft.subject === before && before[0] === '?') this.draft.set({}, subject);
    if (subject !== before) this.#settle();
    return jwt;
  }

  /** Opens the stored chat, unless it belongs to another identity. */
  async resume() {
    this.resuming = Boolean(this.#closedChat);
    if (!this.resuming) return;
    this.#socket.connect();
    try {
      await loadConversation();
      if (this.#closedChat) this.#open(this.#closedChat);
    } catch (error) {
      if (!this.conversation) [this.site, this.siteError] = [undefined, error];
    }
    this.resuming = false;
    this.emit('change');
  }

  /** The stored chat that is not open. */
  get #closedChat() {
    const chat = readChat(this.#context.key);
    return chat && chat.chatId !== this.#chat?.chatId && this.#belongsToVisitor(chat) ? chat : undefined;
  }

  /** At the beginning, and when the website has changed the identity; null: nobody is logged in. */
  identify() {
    if (this.#context.identity === null) this.draft.clear();
    this.#settle();
    this.#askIdentity().catch(() => {});
  }

  /** Shows what is of the visitor, and nothing else; what is of another stays stored for them. */
  #settle() {
    this.draft.load();
    const first = this.draft.get('first');
    if (this.#chat ? !this.#belongsToVisitor(this.#chat) : !first) this.leave();
    else if (this.opening && this.draft.subject !== this.#subject) this.#putBack(first);
    this.resume();
  }

  stop() {
    this.leave();
    this.#socket.close();
  }

  leave() {
    this.emit('left');
    this.conversation?.stop();
    this.conversation = this.#chat = this.needsForm = this.opening = undefined;
    this.emit('change');
  }

  /** Keeps a first message in the draft until it is in the outbox of a new chat. Rejects as `sendFirst` does. */
  begin(message) {
    this.draft.set({ first: message, firstId: uuid(), message: '' }, this.#subject);
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
        try {
          // A message of somebody who is not known on this page, yet, is not sent for whoever it turns out to be.
          if (this.draft.subject === this.#subject) await this.#send(id, isCurrent);
          else this.#putBack(message);
        } catch (error) {
          if (!isCurrent() || this.#pageHidden) return;
          this.needsForm = error.code === 'INVALID';
          this.#putBack(message);
          throw error;
        } finally {
          await new Promise(resolve => setTimeout(resolve, STORAGE_DELAY));
        }
      });
    } finally {
      this.opening = undefined;
      this.emit('change');
      this.#takeUpFirst(); // If another has taken its place, whose tab may be closed.
    }
  }

  async #send(id, isCurrent) {
    this.#showFirst();
    this.#socket.connect();
    await loadConversation();
    const chat = this.conversation ? undefined : await this.#openNew(isCurrent);
    if (!isCurrent()) return;
    if (chat) {
      writeChat(this.#context.key, chat);
      this.#open(chat);
    }
    this.conversation.send(this.draft.get('first'), id);
    this.draft.set({ ...NOTHING_FIRST, name: '', email: '' });
  }

  #showFirst() {
    this.opening = { clientMessageId: this.draft.get('firstId'), message: this.draft.get('first'), writtenAt: Date.now(), state: 'sending' };
    this.emit('change');
  }

  /** Puts unsent text back into the field, above what was written since. */
  #putBack(text) {
    this.opening = undefined;
    const message = this.draft.get('message') ?? '';
    this.draft.set({ ...NOTHING_FIRST, message: `\n${message}\n`.includes(`\n${text}\n`) ? message : `${text}\n${message}`.trim() });
    this.emit('change');
  }

  async #openNew(isCurrent) {
    const given = this.#context.identity;
    const identity = await this.#askIdentity();
    if (!isCurrent()) return undefined;
    try {
      const visit = { ...visitInfo(this.#context), name: this.draft.get('name')?.replace(/[\s\p{Cc}]+/gu, ' '), email: this.draft.get('email')?.trim() };
      const { chatId, guestToken } = await this.#socket.request('getNewChat', { ...visit, identity: identity ?? undefined });
      return { chatId, token: guestToken, subject: subjectOf(identity), renewedAt: Date.now() };
    } catch (error) {
      if (error.code !== 'UNAUTHORIZED' || !identity || !isCurrent()) throw error;
      console.warn('Porchlight: the identity was not accepted.');
      // The page may have given another meanwhile.
      if (given === this.#context.identity) this.#context.identity = undefined;
      return await this.#openNew(isCurrent);
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

  #belongsToVisitor({ subject }) {
    const { identity } = this.#context;
    return identity === undefined || (identity !== null && subject === this.#subject);
  }

  #open(chat) {
    this.conversation?.stop();
    this.opening = undefined;
    this.#chat = chat;
    const conversation = (this.conversation = new Conversation(this.#socket, { ...chat, role: 'guest' }));
    conversation.on('change', () => {
      if (conversation !== this.conversation) return;
      if (conversation.loaded && !(Date.now() - chat.renewedAt < RENEW_AFTER)) this.#renewToken(chat);
      this.emit('change');
    });
    conversation.on('message', message => this.emit('message', message));
    conversation.on('ended', ({ code }) => {
      if (code === 'FORBIDDEN') return;
      // Another tab may have renewed the token.
      const stored = readChat(this.#context.key);
      if (stored?.chatId === chat.chatId && stored.token !== chat.token) return this.#open(stored);
      writeChat(this.#context.key);
      let unsent = '';
      for (const { clientMessageId, message, done } of conversation.pending) {
        if (!done) unsent += `${unsent && '\n'}${message}`;
        conversation.discard(clientMessageId);
      }
      this.#putBack(unsent);
    });
    conversation.start();
    this.#socket.connect();
  }

  /** Not before the token has proved valid: with an invalid one, getNewChat would open a new chat. */
  async #renewToken(chat) {
    chat.renewedAt = Date.now();
    try {
      const { chatId, guestToken } = await this.#socket.request('getNewChat', { ...visitInfo(this.#context), guestToken: chat.token });
      if (chat === this.#chat && chatId === chat.chatId) writeChat(this.#context.key, { ...chat, token: guestToken });
    } catch { /* The old token is still valid; the next page tries again. */ }
  }
}
