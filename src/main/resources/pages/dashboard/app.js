import { Alerts } from './alerts.js';
import { Changing } from './changing.js';
import { Office } from './office.js';
import { Route } from './route.js';
import { Session } from './session.js';
import { arrange, folded } from './sections.js';
import { sentenceFor } from './sentences.js';

/** What the page knows; whatever changes here is drawn anew. */
export class App extends Changing {
  session = new Session();
  route = new Route();
  alerts = new Alerts();
  office = null;
  query = '';
  searching = false;

  /** @type {{title: string, text: string, action: string, does: () => Promise<any>} | null} */
  question = null;
  help = false;

  /** The last thing that failed, in a sentence. */
  failure = '';

  /** Said to who cannot see it. */
  said = '';

  #offs = [];

  start() {
    this.session.onChange(() => this.#enterOrLeave());
    this.route.onChange(() => this.#moved());
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

  say(sentence) {
    this.said = sentence;
    this.changed();
  }

  #enterOrLeave() {
    if (this.office?.token !== this.session.token) {
      this.#offs.forEach(off => off());
      this.office?.close();
      this.office = null;
      this.query = '';
      this.question = null;
      this.failure = '';
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
        this.changed();
      }),
      office.desk.onMessage(chat => this.#heard(chat)),
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
    this.changed();
  }

  #heard(chat) {
    if (this.room?.chatId === chat._id && this.room.watched) {
      return;
    }
    const name = chat.guest.name ?? 'A guest';
    this.say(`${name} wrote: ${chat.lastMessage.message}`);
    this.alerts.tell({
      id: `${chat._id}/${chat.lastMessage.seq}`,
      title: name,
      text: chat.lastMessage.message,
      open: () => this.route.go(`#chat/${chat._id}`),
    });
  }
}
