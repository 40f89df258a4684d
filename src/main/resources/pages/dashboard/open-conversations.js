import { Conversation } from '../client/conversation.js';
import { Observable } from './observable.js';

const MAX_OPEN = 8;

/** The conversations this page has loaded. All but the last few are closed once they have nothing left to send. */
export class OpenConversations extends Observable {
  /** @type {OpenConversation | null} the one on the screen */
  current = null;

  #socket;
  #session;
  #open = new Map();
  #messageListeners = new Set();

  constructor(socket, session) {
    super();
    this.#socket = socket;
    this.#session = session;
  }

  /** Opens every chat with an outbox, so that messages written before a reload are sent. */
  start() {
    for (const chatId of chatsWithOutbox()) {
      this.#get(chatId);
    }
  }

  stop() {
    this.#open.forEach(conversation => conversation.close());
    this.#open.clear();
    this.current = null;
  }

  /** @param listener (chatId, message) for each new message of a guest */
  onMessage(listener) {
    this.#messageListeners.add(listener);
    return () => this.#messageListeners.delete(listener);
  }

  /** The messages of a chat that are loaded; none unless it was opened lately. */
  messagesOf(chatId) {
    return this.#open.get(chatId)?.conversation.messages ?? [];
  }

  /** @param {string | undefined} chatId */
  show(chatId) {
    if (this.current?.chatId === chatId) {
      return;
    }
    const previous = this.current;
    this.current = chatId ? this.#get(chatId) : null;
    previous?.leave();
    this.#evict();
  }

  /** Opens the conversation if need be, and makes it the most recently used. */
  #get(chatId) {
    let conversation = this.#open.get(chatId);
    if (!conversation) {
      conversation = new OpenConversation(this.#socket, this.#session, chatId, {
        onChange: () => this.changed(),
        onMessage: message => this.#messageListeners.forEach(listener => listener(chatId, message)),
      });
    }
    this.#open.delete(chatId);
    this.#open.set(chatId, conversation);
    return conversation;
  }

  /** Closes the least recently used. */
  #evict() {
    for (const [chatId, open] of this.#open) {
      if (this.#open.size > MAX_OPEN && open !== this.current && open.conversation.pending.length === 0) {
        open.close();
        this.#open.delete(chatId);
      }
    }
  }
}

/** A conversation, and how far the owner has seen it on this page. */
class OpenConversation {
  /** The seq above which the "New" divider stands; undefined without one. */
  dividerSeq;

  /** Messages before those of the conversation, while it is printed. */
  earlier = [];

  #visible = false;
  #onChange;
  #unsubscribers;

  constructor(socket, session, chatId, { onChange, onMessage }) {
    const { token } = session;
    this.chatId = chatId;
    this.#onChange = onChange;
    this.conversation = new Conversation(socket, { chatId, token, role: 'owner' });
    this.#unsubscribers = [
      this.conversation.on('change', () => {
        if (this.#answered) {
          this.dividerSeq = undefined;
        }
        if (this.conversation.ended?.code === 'UNAUTHORIZED') {
          session.expire(token);
        }
        onChange();
      }),
      this.conversation.on('message', message => {
        if (this.#visible) {
          // What came before it has been read.
          this.dividerSeq = undefined;
        }
        onMessage(message);
      }),
    ];
    this.conversation.start();
  }

  /** Visible means: on the screen of a focused window, scrolled to the end. Its messages are then read. */
  setVisible(visible) {
    const { conversation } = this;
    if (!conversation.loaded) {
      return;
    }
    if (visible && !this.#visible) {
      const unread = conversation.messages.some(({ seq, role }) => role === 'guest' && seq > conversation.ownerReadSeq);
      const dividerSeq = unread ? conversation.ownerReadSeq : undefined;
      if (dividerSeq !== this.dividerSeq) {
        this.dividerSeq = dividerSeq;
        this.#onChange();
      }
    }
    this.#visible = visible;
    if (visible) {
      conversation.markRead();
    }
  }

  get visible() {
    return this.#visible;
  }

  get messages() {
    return this.earlier.length ? [...this.earlier, ...this.conversation.messages] : this.conversation.messages;
  }

  get #answered() {
    return this.conversation.pending.length > 0 || this.conversation.messages.at(-1)?.role === 'owner';
  }

  leave() {
    this.conversation.typing(false);
    this.dividerSeq = undefined;
    this.#visible = false;
  }

  close() {
    this.#unsubscribers.forEach(unsubscribe => unsubscribe());
    this.conversation.stop();
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
