import { backoff } from '../client/porchlight-socket.js';
import { Observable } from './observable.js';
import { waitingSince } from './chat-sections.js';
import { drafts } from './drafts.js';

const LISTS = { waiting: 'getWaitingChats', active: 'getActiveChats', closed: 'getClosedChats' };
const RESYNC_INTERVAL = 30_000;

/** The owner's chats that have been loaded, kept up to date by pushes and, where those may be lost, by `getChats`. */
export class ChatListStore extends Observable {
  chats = new Map();
  online = new Set();
  loaded = false;
  error = null;

  #socket;
  #session;
  #messageListeners = new Set();
  #deleted = new Map();
  #nextPage = {};
  #cursor;
  #presenceLoaded = false;
  #failures = 0;
  #syncTimer;
  #syncing;
  #syncAgain = false;
  #unsubscribers = [];

  constructor(socket, session) {
    super();
    this.#socket = socket;
    this.#session = session;
  }

  start() {
    const socket = this.#socket;
    this.#unsubscribers = [
      socket.on('connected', () => this.#connected()),
      socket.on('wake', () => this.sync()),
      socket.on('chatOpened', ({ chat }) => this.#put(chat, { notify: true })),
      socket.on('chatUpdated', ({ chat }) => this.#put(chat, { notify: true })),
      socket.on('chatDeleted', ({ chatId }) => this.#remove(chatId, Infinity)),
      socket.on('presenceChanged', ({ chatId, role, online }) => this.#setPresence(chatId, role, online)),
    ];
    if (socket.connected) {
      this.sync();
    }
  }

  #connected() {
    this.#presenceLoaded = false;
    this.sync();
  }

  stop() {
    clearTimeout(this.#syncTimer);
    this.#unsubscribers.forEach(unsubscribe => unsubscribe());
    this.#unsubscribers = [];
  }

  /** @param listener (chat) when a guest has written a new message */
  onMessage(listener) {
    this.#messageListeners.add(listener);
    return () => this.#messageListeners.delete(listener);
  }

  /** Loads the lists the first time, and what has changed since then, and who is online, after that. */
  sync() {
    this.#syncAgain = Boolean(this.#syncing);
    this.#syncing ??= this.#catchUp().finally(() => {
      this.#syncing = undefined;
      if (this.#syncAgain) {
        this.sync();
      }
    });
    return this.#syncing;
  }

  hasMore(status) {
    return Boolean(this.#nextPage[status]);
  }

  /** @returns {Promise<boolean>} whether there was another page */
  async loadMore(status) {
    const before = this.#nextPage[status];
    if (!before) {
      return false;
    }
    const reply = await this.#ask(LISTS[status], { before });
    if (this.#nextPage[status] === before) {
      this.#nextPage[status] = reply.next;
    }
    this.#apply(reply, { notify: false });
    return true;
  }

  /** Loads page after page of all lists while `wanted()`. */
  async loadAll(wanted) {
    for (const status of Object.keys(LISTS)) {
      while (wanted() && (await this.loadMore(status)));
    }
  }

  /** How many chats wait for an answer. */
  get waiting() {
    return [...this.chats.values()].filter(waitingSince).length;
  }

  async #catchUp() {
    clearTimeout(this.#syncTimer);
    let delay = RESYNC_INTERVAL;
    try {
      if (this.#cursor === undefined) {
        await this.#loadLists();
        this.#presenceLoaded = true;
      }
      await this.#loadChanges();
      this.loaded = true;
      this.error = null;
      this.#failures = 0;
    } catch (error) {
      this.error = error;
      delay = error.retryAfter * 1_000 || 500 + backoff(++this.#failures);
    }
    // A push may have been lost. Without a connection there is no timer: connecting syncs.
    if (this.#unsubscribers.length && this.#socket.connected) {
      this.#syncTimer = setTimeout(() => this.sync(), delay);
    }
    this.changed();
  }

  async #loadLists() {
    let first;
    this.online.clear();
    for (const [status, event] of Object.entries(LISTS)) {
      const reply = await this.#ask(event, {});
      first ??= reply.cursor;
      this.#nextPage[status] = reply.next;
      this.#apply(reply, { notify: false });
    }
    // The guest who has waited longest is on the last page of either.
    for (const status of ['waiting', 'active']) {
      while (await this.loadMore(status));
    }
    this.#cursor ??= first;
  }

  async #loadChanges() {
    let reply;
    do {
      // Guests have come and gone without a change of their chats while there was no connection.
      const allOnline = !this.#presenceLoaded;
      reply = await this.#ask('getChats', { since: this.#cursor, allOnline });
      if (reply.allOnline) {
        this.online = new Set(reply.allOnline);
      } else if (allOnline) {
        await this.#loadLists(); // They are too many for one reply.
      }
      this.#presenceLoaded = true;
      this.#apply(reply, { notify: this.loaded });
      this.#cursor = reply.cursor;
    } while (reply.more);
  }

  async #ask(event, fields) {
    const { token } = this.#session;
    try {
      return await this.#socket.request(event, { token, ...fields });
    } catch (error) {
      if (error.code === 'UNAUTHORIZED') {
        this.#session.expire(token);
      }
      throw error;
    }
  }

  #apply({ data, online = [] }, { notify }) {
    const onlineIds = new Set(online);
    for (const chat of data) {
      if (chat.status === 'deleted') {
        this.#remove(chat._id, chat.revision);
      } else {
        this.#put(chat, { notify });
        this.#setPresence(chat._id, 'guest', onlineIds.has(chat._id));
      }
    }
    this.changed();
  }

  #put(chat, { notify }) {
    const known = this.chats.get(chat._id);
    if (known?.revision >= chat.revision || this.#deleted.get(chat._id) >= chat.revision) {
      return;
    }
    this.chats.set(chat._id, chat);
    this.changed();
    const last = chat.lastMessage;
    if (notify && last?.role === 'guest' && chat.unread > 0 && last.seq > (known?.lastMessage?.seq ?? 0)) {
      this.#messageListeners.forEach(listener => listener(chat));
    }
  }

  #remove(chatId, revision) {
    this.#deleted.set(chatId, revision);
    this.chats.delete(chatId);
    this.online.delete(chatId);
    drafts.keep(chatId, '');
    this.changed();
  }

  #setPresence(chatId, role, online) {
    if (role === 'guest') {
      this.online[online ? 'add' : 'delete'](chatId);
      this.changed();
    }
  }
}
