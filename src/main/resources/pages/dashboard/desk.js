import { backoff } from '../client/porchlight-socket.js';
import { Changing } from './changing.js';
import { drafts } from './drafts.js';

const LISTS = { waiting: 'getWaitingChats', active: 'getActiveChats', closed: 'getClosedChats' };
const RESYNC = 30_000;

/** All chats of the owner, as far as they were asked for, kept whole through every break. */
export class Desk extends Changing {
  chats = new Map();
  online = new Set();
  loaded = false;
  error = null;

  #socket;
  #session;
  #heard = new Set();
  #deleted = new Map();
  #next = {};
  #cursor;
  #presenceKnown = false;
  #failures = 0;
  #timer;
  #syncing;
  #again = false;
  #off = [];

  constructor(socket, session) {
    super();
    this.#socket = socket;
    this.#session = session;
  }

  start() {
    const socket = this.#socket;
    this.#off = [
      socket.on('connected', () => this.#connected()),
      socket.on('wake', () => this.sync()),
      socket.on('chatOpened', ({ chat }) => this.#put(chat, true)),
      socket.on('chatUpdated', ({ chat }) => this.#put(chat, true)),
      socket.on('chatDeleted', ({ chatId }) => this.#remove(chatId, Infinity)),
      socket.on('presenceChanged', ({ chatId, role, online }) => this.#present(chatId, role, online)),
    ];
    if (socket.connected) {
      this.sync();
    }
  }

  #connected() {
    this.#presenceKnown = false;
    this.sync();
  }

  stop() {
    clearTimeout(this.#timer);
    this.#off.forEach(off => off());
    this.#off = [];
  }

  /** @param listener (chat) of which the last message is the guest's and new */
  onMessage(listener) {
    this.#heard.add(listener);
    return () => this.#heard.delete(listener);
  }

  /** Asks for what has changed since the last time; the first time, for the lists. */
  sync() {
    this.#again = Boolean(this.#syncing);
    this.#syncing ??= this.#catchUp().finally(() => {
      this.#syncing = undefined;
      if (this.#again) {
        this.sync();
      }
    });
    return this.#syncing;
  }

  hasMore(status) {
    return Boolean(this.#next[status]);
  }

  /** @returns {Promise<boolean>} whether there was another page */
  async loadMore(status) {
    const before = this.#next[status];
    if (!before) {
      return false;
    }
    const reply = await this.#ask(LISTS[status], { before });
    if (this.#next[status] === before) {
      this.#next[status] = reply.next;
    }
    this.#take(reply, false);
    return true;
  }

  /** Everything there is, for a search. */
  async loadAll(wanted) {
    for (const status of Object.keys(LISTS)) {
      while (wanted() && (await this.loadMore(status)));
    }
  }

  get unread() {
    let unread = 0;
    for (const chat of this.chats.values()) {
      unread += chat.bannedAt ? 0 : chat.unread;
    }
    return unread;
  }

  async #catchUp() {
    clearTimeout(this.#timer);
    let pause = RESYNC;
    try {
      if (this.#cursor === undefined) {
        await this.#loadLists();
      }
      await this.#loadChanges();
      if (!this.#presenceKnown) {
        await this.#loadLists();
      }
      this.loaded = true;
      this.error = null;
      this.#failures = 0;
    } catch (error) {
      this.error = error;
      pause = error.retryAfter * 1_000 || 500 + backoff(++this.#failures);
    }
    // A push may be lost; without a connection, the next one asks again.
    if (this.#off.length && this.#socket.connected) {
      this.#timer = setTimeout(() => this.sync(), pause);
    }
    this.changed();
  }

  /** Who is there is told with the lists, and not again after a lost connection. */
  async #loadLists() {
    let first;
    this.#presenceKnown = true;
    this.online.clear();
    for (const [status, event] of Object.entries(LISTS)) {
      const reply = await this.#ask(event, {});
      first ??= reply.cursor;
      this.#next[status] = reply.next;
      this.#take(reply, false);
    }
    // Who has waited longest is on the last page.
    while (await this.loadMore('waiting'));
    this.#cursor ??= first;
  }

  async #loadChanges() {
    let reply;
    do {
      reply = await this.#ask('getChats', { since: this.#cursor });
      this.#take(reply, this.loaded);
      this.#cursor = reply.cursor;
    } while (reply.more);
  }

  async #ask(event, fields) {
    const { token } = this.#session;
    try {
      return await this.#socket.request(event, { token, ...fields });
    } catch (error) {
      if (error.code === 'UNAUTHORIZED') {
        this.#session.ended(token);
      }
      throw error;
    }
  }

  #take({ data, online = [] }, news) {
    const here = new Set(online);
    for (const chat of data) {
      if (chat.status === 'deleted') {
        this.#remove(chat._id, chat.revision);
      } else {
        this.#put(chat, news);
        this.#present(chat._id, 'guest', here.has(chat._id));
      }
    }
    this.changed();
  }

  #put(chat, news) {
    const known = this.chats.get(chat._id);
    if (known?.revision >= chat.revision || this.#deleted.get(chat._id) >= chat.revision) {
      return;
    }
    this.chats.set(chat._id, chat);
    this.changed();
    const said = chat.lastMessage;
    if (news && said?.role === 'guest' && chat.unread > 0 && said.seq > (known?.lastMessage?.seq ?? 0)) {
      this.#heard.forEach(listener => listener(chat));
    }
  }

  #remove(chatId, revision) {
    this.#deleted.set(chatId, revision);
    this.chats.delete(chatId);
    this.online.delete(chatId);
    drafts.keep(chatId, '');
    this.changed();
  }

  #present(chatId, role, online) {
    if (role === 'guest') {
      this.online[online ? 'add' : 'delete'](chatId);
      this.changed();
    }
  }
}
