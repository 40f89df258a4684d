import { Conversation } from '../client/conversation.js';
import { Changing } from './changing.js';

const REMEMBERED = 8;

/** The chats that are open or still have something to send; the rest is forgotten. */
export class Rooms extends Changing {
  current = null;

  #socket;
  #session;
  #rooms = new Map();
  #heard = new Set();

  constructor(socket, session) {
    super();
    this.#socket = socket;
    this.#session = session;
  }

  /** Goes on sending what was written before the page was left. */
  start() {
    for (const chatId of chatsWithOutbox()) {
      this.#room(chatId);
    }
  }

  stop() {
    this.#rooms.forEach(room => room.end());
    this.#rooms.clear();
    this.current = null;
  }

  /** @param listener (chatId, message): the guest's, and new */
  onMessage(listener) {
    this.#heard.add(listener);
    return () => this.#heard.delete(listener);
  }

  /** @param {string | undefined} chatId */
  show(chatId) {
    if (this.current?.chatId === chatId) {
      return;
    }
    const last = this.current;
    this.current = chatId ? this.#room(chatId) : null;
    last?.chat.typing(false);
    this.#forgetSome();
  }

  #room(chatId) {
    let room = this.#rooms.get(chatId);
    if (!room) {
      room = new Room(this.#socket, this.#session, chatId, {
        changed: () => this.changed(),
        heard: message => this.#heard.forEach(listener => listener(chatId, message)),
      });
    }
    this.#rooms.delete(chatId);
    this.#rooms.set(chatId, room);
    return room;
  }

  #forgetSome() {
    for (const [chatId, room] of this.#rooms) {
      if (this.#rooms.size > REMEMBERED && room !== this.current && room.chat.pending.length === 0) {
        room.end();
        this.#rooms.delete(chatId);
      }
    }
  }
}

/** One chat as this page has it. */
class Room {
  /** The last message that was read before others came that she has not seen; undefined if there are none. */
  readTo;

  #watched = false;
  #offs;

  constructor(socket, session, chatId, { changed, heard }) {
    const { token } = session;
    this.chatId = chatId;
    this.chat = new Conversation(socket, { chatId, token, role: 'owner' });
    this.#offs = [
      this.chat.on('change', () => {
        if (this.chat.ended?.code === 'UNAUTHORIZED') {
          session.ended(token);
        }
        changed();
      }),
      this.chat.on('message', heard),
    ];
    this.chat.start();
  }

  /** Whether she has it before her eyes, up to its end. */
  watch(watched) {
    const { chat } = this;
    if (!chat.loaded) {
      return;
    }
    if (watched && !this.#watched) {
      const unread = chat.messages.some(({ seq, role }) => role === 'guest' && seq > chat.ownerReadSeq);
      this.readTo = unread ? chat.ownerReadSeq : undefined;
    }
    this.#watched = watched;
    if (watched) {
      chat.markRead();
    }
  }

  get watched() {
    return this.#watched;
  }

  end() {
    this.#offs.forEach(off => off());
    this.chat.stop();
  }
}

function chatsWithOutbox() {
  try {
    return Object.keys(localStorage)
      .map(key => /^porchlight:outbox:([0-9a-f]{24}):owner:/.exec(key)?.[1])
      .filter(Boolean);
  } catch {
    return [];
  }
}
