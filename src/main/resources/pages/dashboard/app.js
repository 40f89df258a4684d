import { Alerts } from './alerts.js';
import { Changing } from './changing.js';
import { Office } from './office.js';
import { Route } from './route.js';
import { Session } from './session.js';
import { arrange, folded } from './sections.js';
import { onPressed } from './notifications.js';
import { sentenceFor } from './sentences.js';
import { Unsaved } from './unsaved.js';

/** What the page knows; whatever changes here is drawn anew. */
export class App extends Changing {
  session = new Session();
  route = new Route();
  alerts = new Alerts(hash => this.route.go(hash));
  unsaved = new Unsaved();
  office = null;
  query = '';
  searching = false;

  /** @type {{title: string, text: string, action: string, does: () => any, otherwise?: () => void} | null} */
  question = null;
  help = false;

  /** The last thing that failed, in a sentence. */
  failure = '';

  /** Said to who cannot see it; `count` tells the same sentence from one said again. */
  said = { text: '', count: 0 };

  #offs = [];
  #lookedFor;

  start() {
    this.session.onChange(() => this.#enterOrLeave());
    this.route.onChange(() => this.#moved());
    this.route.mayLeave = () => this.#mayLeave();
    onPressed(hash => this.route.go(hash));
    for (const name of ['focus', 'blur', 'visibilitychange']) {
      addEventListener(name, () => this.changed());
    }
    setInterval(() => this.changed(), 30_000);
    this.#enterOrLeave();
  }

  get room() {
    return this.office?.rooms.current;
  }

  get chat() {
    return this.office?.desk.chats.get(this.route.chatId);
  }

  get sections() {
    return arrange(this.office.desk.chats.values(), this.query);
  }

  /** The chats one after the other, as they are seen. */
  get inOrder() {
    return this.sections.flatMap(({ status, chats }) => (this.query || !folded.has(status) ? chats : []));
  }

  async search(query) {
    this.query = query;
    this.changed();
    if (query && !this.searching) {
      this.searching = true;
      await this.attempt(() => this.office.desk.loadAll(() => Boolean(this.query)));
      this.searching = false;
      this.changed();
    }
  }

  /** Does it, and says so if it fails. */
  async attempt(action) {
    this.failure = '';
    try {
      return await action();
    } catch (error) {
      if (error.code === 'UNAUTHORIZED') {
        this.session.ended(this.office?.token);
      } else {
        this.failure = sentenceFor(error);
      }
      return undefined;
    } finally {
      this.changed();
    }
  }

  say(text) {
    this.said = { text, count: this.said.count + 1 };
    this.changed();
  }

  logOut() {
    const leave = () => this.session.logOut();
    if (this.unsaved.is) {
      this.#askToLeave(leave);
    } else {
      leave();
    }
  }

  #enterOrLeave() {
    if (this.office?.token !== this.session.token) {
      this.#offs.forEach(off => off());
      this.office?.close();
      this.office = null;
      this.query = '';
      this.question = null;
      this.unsaved.is = false;
      this.failure = '';
      this.#lookedFor = undefined;
      if (this.session.token) {
        this.#enter();
      } else {
        this.alerts.count(0);
      }
    }
    this.changed();
  }

  #enter() {
    const office = new Office(this.session);
    this.office = office;
    this.#offs = [
      office.onChange(() => {
        this.alerts.count(office.desk.unread);
        this.#look();
        this.changed();
      }),
      office.desk.onMessage(chat => this.#heard(chat)),
      office.rooms.onMessage((chatId, message) => this.#read(chatId, message)),
    ];
    if (['register', 'reset', 'login'].includes(this.route.place)) {
      this.route.go('#chats', { replace: true });
    }
    office.open();
    this.#moved();
  }

  #moved() {
    this.failure = '';
    this.office?.rooms.show(this.route.chatId);
    this.#look();
    this.changed();
  }

  /** Goes through the lists for a chat that their first pages do not have. */
  #look() {
    const { chatId } = this.route;
    const { desk } = this.office ?? {};
    const wanted = () => this.route.chatId === chatId && !desk.chats.has(chatId) && !this.room?.chat.ended;
    if (chatId && desk?.loaded && this.#lookedFor !== chatId && wanted()) {
      this.#lookedFor = chatId;
      this.attempt(() => desk.loadAll(wanted));
    }
  }

  #mayLeave() {
    if (this.unsaved.is) {
      this.#askToLeave(() => this.route.arrive(), () => this.route.stay());
    }
    return !this.unsaved.is;
  }

  #askToLeave(leave, otherwise) {
    this.question = {
      title: 'Leave without saving?',
      text: 'What you have changed on this page is not saved yet.',
      action: 'Leave',
      does: () => {
        this.unsaved.is = false;
        return leave();
      },
      otherwise,
    };
    this.changed();
  }

  #heard({ _id, guest, lastMessage }) {
    const name = guest.name ?? 'A guest';
    if (this.room?.chatId !== _id) {
      this.say(`${name} wrote: ${lastMessage.message}`);
    }
    if (this.room?.chatId !== _id || !this.room.watched) {
      this.alerts.tell({ chatId: _id, seq: lastMessage.seq, title: name, text: lastMessage.message });
    }
  }

  /** What comes in the chat at hand appears in it; who cannot see that hears it. */
  #read(chatId, { message }) {
    if (this.room?.chatId === chatId) {
      this.say(`${this.chat?.guest.name ?? 'The guest'} wrote: ${message}`);
    }
  }
}
