import { html } from './html.js';
import { list, properName, rich, t } from './texts.js';

/** In milliseconds. What comes within it, as after a lost connection, is said at once: a new text would interrupt the one before. */
const GATHER = 400;
const MAX_IN_FULL = 3;

/** Says to screen readers what guests have written. */
export class Announcer {
  #say;
  #messages = [];
  #timer;

  /** @param {(text: unknown) => void} say */
  constructor(say) {
    this.#say = say;
  }

  /** @param {{chatId: string, name: string, message: string}} message */
  add(message) {
    this.#messages.push(message);
    this.#timer ??= setTimeout(() => this.#sayGathered(), GATHER);
  }

  /** Another owner, or nobody, is to hear what was gathered. */
  forget() {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#messages = [];
  }

  #sayGathered() {
    const messages = this.#messages;
    this.forget();
    this.#say(messages.length > MAX_IN_FULL ? summary(messages) : messages.map(wrote));
  }
}

const wrote = ({ name, message }) => html`${rich('guest.wrote', { name: properName(name), message })} `;

function summary(messages) {
  const names = new Map(messages.map(({ chatId, name }) => [chatId, name]));
  return t('guests.wrote', { count: names.size, names: list([...names.values()]) });
}
