import { documentProperty } from '../client/host-page.js';
import { uuid } from '../client/outbox.js';
import { elapsed, Emitter, PorchlightSocket } from '../client/porchlight-socket.js';
import { Reachability } from '../client/reachability.js';
import { readChat, writeChat } from './chat-storage.js';
import { Draft } from './draft.js';
import { load } from './load.js';
import { subjectOf, visitInfo } from './visit-info.js';

/** A token lasts for 30 days. */
const RENEW_AFTER = 24 * 3_600_000;
/** So often a tab looks what other tabs have stored, and on which page it is; so often it is told at most. */
const LOOK_INTERVAL = 2_000;
const RETRY_AFTER = 10;
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
  #reachability;
  #timer;
  /** The id of the first message that was written in this tab, while it is to be sent. */
  #own;
  /** The function that gives the identity, and whose it is: until it has answered, a name that nobody else has. */
  #function = {};

  constructor(context) {
    super();
    this.#context = context;
    this.#socket = new PorchlightSocket(PorchlightSocket.address(context.sockets, context.base));
    this.#socket.on('connected', () => {
      this.httpStatus = undefined;
      if (this.siteError) this.loadSite();
    });
    this.#socket.on('disconnected', ({ status = this.httpStatus }) => {
      this.httpStatus = status;
      this.emit('offline');
    });
    this.#reachability = new Reachability(this.#socket, {
      isWatched: () => context.launcher.ariaExpanded === 'true' && documentProperty('visibilityState') === 'visible',
      changed: () => this.emit('offline'),
    });
    this.draft = new Draft(context.draftKey, {
      subject: () => this.#chat?.subject || this.#subject,
      mayRead: subject => context.identity === undefined || !subject || subject === this.#subject,
      hasChat: () => Boolean(readChat(context.key)),
      // The tab that was written in goes first.
      changed: firstId => firstId && setTimeout(() => firstId === this.draft.get('firstId') && this.#takeUpFirst(), STORAGE_DELAY),
    });
    addEventListener('pagehide', () => (this.#pageHidden = true));
    addEventListener('pageshow', () => {
      this.#pageHidden = false;
      this.draft.load();
    });
    for (const event of ['storage', 'pageshow', 'visibilitychange', 'focus']) addEventListener(event, () => this.sync());
    this.#timer = setInterval(() => {
      this.sync();
      this.#renewToken();
    }, LOOK_INTERVAL);
  }

  get chatId() {
    return this.#chat?.chatId;
  }

  /** Whether the server has not answered for so long that the visitor should know. */
  get offline() {
    return this.#reachability.offline;
  }

  /** Whether the chat will be gone on the next page. */
  get passing() {
    return Boolean(this.conversation && !this.#chat.kept);
  }

  #connect() {
    this.#socket.connect();
    if (!this.#reachability.started) this.#reachability.start();
  }

  /** Another tab may have opened a chat, or ended whose browser this was, and this one not been told. */
  sync() {
    const isReplaced = this.draft.sync();
    const chat = this.#chat;
    if (chat && (!chat.kept || this.conversation.ended || readChat(this.#context.key)?.chatId === chat.chatId)) return;
    if (!chat && isReplaced) this.emit('left');
    if (chat) {
      // What the page said of who it is no longer holds. A function can be asked again.
      if (chat.subject && typeof this.#context.identity === 'string') this.#context.identity = null;
      this.leave();
      this.draft.load();
      if (typeof this.#context.identity === 'function') return this.identify();
    }
    this.resume();
  }

  async loadSite() {
    this.#connect();
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
    this.#connect();
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
    clearInterval(this.#timer);
    this.leave();
    this.#reachability.stop();
    this.#socket.close();
  }

  leave() {
    this.conversation?.stop();
    this.conversation = this.#chat = this.needsForm = this.opening = this.#own = undefined;
    this.emit('left');
    this.emit('change');
  }

  /** Keeps a first message in the draft until it is in the outbox of a new chat. Rejects as `sendFirst` does. */
  begin(message) {
    this.#own = uuid();
    this.draft.set({ first: message, firstId: this.#own, message: this.draft.besides('message', message) }, this.#subject);
    this.#showFirst(message, this.#own);
    return this.sendFirst();
  }

  /** Opens a chat with the draft's first message, also of a tab that was closed or a page that was left before it could. */
  async sendFirst() {
    const [message, id] = [this.draft.get('first'), this.draft.get('firstId')];
    // The visitor may have logged in or out, or another tab have sent it; or have put its own in its place.
    const isCurrent = () => this.draft.get('firstId') === id || this.#own === id;
    try {
      await exclusively(`porchlight:first:${this.#context.domain}`, async () => {
        if (!isCurrent()) return;
        try {
          // A message of somebody who is not known on this page, yet, is not sent for whoever it turns out to be.
          if (this.#own === id || this.draft.subject === this.#subject) await this.#send(message, id, isCurrent);
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

  async #send(message, id, isCurrent) {
    this.#showFirst(message, id);
    this.#connect();
    await loadConversation();
    await this.resume(); // Another tab may have begun the chat.
    const chat = this.conversation ? undefined : await this.#openNew(isCurrent);
    if (!isCurrent()) return;
    if (chat) {
      chat.kept = writeChat(this.#context.key, chat);
      this.#open(chat);
    }
    this.#own = this.opening = undefined;
    if (!this.conversation.messages.some(({ clientMessageId }) => clientMessageId === id)) this.conversation.send(message, id);
    this.draft.set({ ...(this.draft.get('firstId') === id && NOTHING_FIRST), name: '', email: '' });
  }

  #showFirst(message, clientMessageId) {
    this.opening = { clientMessageId, message, writtenAt: Date.now(), state: 'sending' };
    this.emit('change');
  }

  /** Puts unsent text back into the field, above what was written since. */
  #putBack(text) {
    this.opening = this.#own = undefined;
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
      return { chatId, token: guestToken, subject: subjectOf(identity), page: visit.page, renewedAt: Date.now() };
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
    if (!this.#own) this.opening = undefined;
    this.#chat = chat;
    const conversation = (this.conversation = new Conversation(this.#socket, { ...chat, role: 'guest' }));
    conversation.on('change', () => {
      if (conversation !== this.conversation) return;
      this.#renewToken();
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
    this.#connect();
  }

  /**
   * Tells which page is shown now, which also renews the token. Not before that has proved valid: with an invalid one,
   * getNewChat would open a new chat.
   */
  async #renewToken() {
    const [chat, visit] = [this.#chat, visitInfo(this.#context)];
    if (!this.conversation?.loaded || this.conversation.ended || !this.#socket.connected || this.#pageHidden) return;
    if (elapsed(chat.renewedAt) < (visit.page === chat.page ? RENEW_AFTER : LOOK_INTERVAL)) return;
    Object.assign(chat, { page: visit.page, renewedAt: Date.now() });
    try {
      const { chatId, guestToken } = await this.#socket.request('getNewChat', { ...visit, guestToken: chat.token });
      const stored = readChat(this.#context.key);
      if (chat === this.#chat && chatId === chat.chatId && chatId === stored?.chatId) writeChat(this.#context.key, { ...stored, token: guestToken });
    } catch ({ retryAfter = RETRY_AFTER }) {
      // The old token is still valid.
      setTimeout(() => (chat.page = undefined), retryAfter * 1_000);
    }
  }
}
