import { Alerts } from './alerts.js';
import { Announcer } from './announcer.js';
import { Observable } from './observable.js';
import { Connection } from './connection.js';
import { Route } from './route.js';
import { OwnerSession } from './owner-session.js';
import { collapsedSections, excerpt, find, hasUnsearched, sectionsOf } from './chat-sections.js';
import { guestName } from './guest-name.js';
import { onNotificationClick } from './notifications.js';
import { followTimeZone } from './date-format.js';
import { errorMessage } from './error-messages.js';
import { UnsavedChanges } from './unsaved-changes.js';
import { t } from './texts.js';

/** The state of the page, which is rendered again after each change. */
export class App extends Observable {
  session = new OwnerSession();
  route = new Route();
  alerts = new Alerts(hash => this.route.go(hash));
  unsavedChanges = new UnsavedChanges();
  connection = null;
  query = '';
  searching = false;

  /** @type {{title: string, text: string, action: string, onConfirm: () => any, onCancel?: () => void} | null} */
  confirmation = null;
  shortcutsOpen = false;

  /** The message of the last action that failed. */
  error = '';

  /** For screen readers: a text or what `rich` gives. `count` makes the same text announced again a new element. */
  announcement = { text: '', count: 0 };

  #announcer = new Announcer(text => this.announce(text));
  #unsubscribers = [];
  #searchedChatId;

  start() {
    this.session.onChange(() => this.#onSessionChange());
    this.route.onChange(() => this.#onRouteChange());
    this.route.canLeave = () => this.#canLeave();
    onNotificationClick(hash => this.route.go(hash));
    const changed = () => {
      followTimeZone();
      this.changed();
    };
    // `storage`: another tab has changed a draft.
    for (const name of ['focus', 'blur', 'visibilitychange', 'pageshow', 'storage']) {
      addEventListener(name, changed);
    }
    setInterval(changed, 30_000);
    this.#onSessionChange();
  }

  get openConversation() {
    return this.connection?.conversations.current;
  }

  get chat() {
    return this.connection?.chatList.chats.get(this.route.chatId);
  }

  get sections() {
    const { chatList, conversations } = this.connection;
    return sectionsOf(chatList.chats.values(), this.query, chatId => conversations.messagesOf(chatId));
  }

  /** The chats that wait for an answer, longest first, whatever a search finds. */
  get waitingChats() {
    return sectionsOf(this.connection.chatList.chats.values(), '').find(({ status }) => status === 'waiting').chats;
  }

  /** What the list shows of a chat: its last message, or while searching the one that was found. */
  previewOf(chat) {
    return this.query ? find(this.query, chat, this.#messagesOf(chat)) : chat.lastMessage;
  }

  /** What the list shows of such a message, which was collapsed to one line. */
  excerptOf(chat, text) {
    return this.query ? excerpt(this.query, chat, text) : text;
  }

  /** Whether the search has not looked into messages of chats that it does not find. */
  get searchIsLimited() {
    return [...this.connection.chatList.chats.values()].some(
      chat => this.previewOf(chat) === undefined && hasUnsearched(chat, this.#messagesOf(chat)),
    );
  }

  #messagesOf(chat) {
    return this.connection.conversations.messagesOf(chat._id);
  }

  /** The chats of the list in the order on the screen. */
  get visibleChats() {
    return this.sections.flatMap(({ status, chats }) => (this.query || !collapsedSections.has(status) ? chats : []));
  }

  async search(query) {
    this.query = query;
    this.changed();
    if (query && !this.searching) {
      this.searching = true;
      await this.attempt(() => this.connection.chatList.loadAll(() => Boolean(this.query)));
      this.searching = false;
      this.changed();
    }
  }

  /** Runs an action and shows the error if it fails. */
  async attempt(action) {
    this.error = '';
    try {
      return await action();
    } catch (error) {
      if (error.code === 'UNAUTHORIZED') {
        this.session.expire(this.connection?.token);
      } else {
        this.error = errorMessage(error);
      }
      return undefined;
    } finally {
      this.changed();
    }
  }

  announce(text) {
    this.announcement = { text, count: this.announcement.count + 1 };
    this.changed();
  }

  logOut() {
    const leave = () => this.session.logOut();
    if (this.unsavedChanges.present) {
      this.#confirmLeaving(leave);
    } else {
      this.confirmation = {
        title: t('logout.title'),
        text: t('logout.text'),
        action: t('logout'),
        onConfirm: leave,
      };
      this.changed();
    }
  }

  #onSessionChange() {
    if (this.connection?.token !== this.session.token) {
      this.#unsubscribers.forEach(unsubscribe => unsubscribe());
      if (this.connection) {
        this.connection.close();
        this.connection = null;
        this.alerts.forget();
        this.#announcer.forget();
      }
      this.announcement = { text: '', count: this.announcement.count + 1 };
      this.query = '';
      this.confirmation = null;
      this.unsavedChanges.present = false;
      this.error = '';
      this.#searchedChatId = undefined;
      if (this.session.token) {
        this.#connect();
      } else {
        this.alerts.showWaiting(0);
      }
    }
    this.changed();
  }

  #connect() {
    const connection = new Connection(this.session);
    this.connection = connection;
    this.#unsubscribers = [
      connection.onChange(() => {
        this.alerts.showWaiting(connection.chatList.waiting);
        this.#loadRouteChat();
        this.changed();
      }),
      connection.chatList.onMessage(chat => this.#onGuestMessage(chat)),
      connection.conversations.onMessage((chatId, message) => this.#onConversationMessage(chatId, message)),
    ];
    if (['register', 'reset', 'login'].includes(this.route.page)) {
      this.route.go('#chats', { replace: true });
    }
    connection.open();
    this.#onRouteChange();
  }

  #onRouteChange() {
    this.error = '';
    this.connection?.conversations.show(this.route.chatId);
    this.#loadRouteChat();
    this.changed();
  }

  /** Loads more of the lists until they have the chat in the address. */
  #loadRouteChat() {
    const { chatId } = this.route;
    const { chatList } = this.connection ?? {};
    const wanted = () => this.route.chatId === chatId && !chatList.chats.has(chatId) && !this.openConversation?.conversation.ended;
    if (chatId && chatList?.loaded && this.#searchedChatId !== chatId && wanted()) {
      this.#searchedChatId = chatId;
      this.attempt(() => chatList.loadAll(wanted));
    }
  }

  #canLeave() {
    if (this.unsavedChanges.present) {
      this.#confirmLeaving(() => this.route.commit(), () => this.route.revert());
    }
    return !this.unsavedChanges.present;
  }

  #confirmLeaving(leave, onCancel) {
    this.confirmation = {
      title: t('leave.title'),
      text: t('leave.text'),
      action: t('leave.action'),
      onConfirm: () => {
        this.unsavedChanges.present = false;
        return leave();
      },
      onCancel,
    };
    this.changed();
  }

  #onGuestMessage({ _id, guest, lastMessage }) {
    const name = guestName(guest) ?? t('guest.some');
    if (this.openConversation?.chatId !== _id) {
      this.#announcer.add({ chatId: _id, name, message: lastMessage.message });
    }
    if (this.openConversation?.chatId !== _id || !this.openConversation.visible) {
      this.alerts.alert({ chatId: _id, seq: lastMessage.seq, title: name, text: lastMessage.message });
    }
  }

  /** A screen reader does not notice that a message appears in the open conversation. */
  #onConversationMessage(chatId, { message }) {
    if (this.openConversation?.chatId === chatId) {
      const name = guestName(this.chat?.guest ?? {}) ?? t('guest.this');
      this.#announcer.add({ chatId, name, message });
    }
  }
}
