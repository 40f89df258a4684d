import { flatJson } from '../client/porchlight-socket.js';
import { isVisible } from '../client/visible.js';

const MAX_AGE = 30 * 24 * 3_600_000;

/** Undefined if there is none, it is too old, or not one. */
const parse = json => {
  try {
    const draft = JSON.parse(json);
    return Date.now() - draft.writtenAt < MAX_AGE ? draft : undefined;
  } catch {
    return undefined;
  }
};

/** What the visitor has typed and not sent: one draft in all tabs of this browser, until it is sent or cleared. */
export class Draft {
  /** Whose it is, as far as is known. */
  subject = '';
  /** `first`, `firstId`: the message of a chat that is being opened. */
  #values = {};
  #fields = [];
  #key;
  #visitor;
  #stored = true;

  /** `visitor`: subject(), '' if it is not known; mayRead(subject), changed(). */
  constructor(key, visitor) {
    this.#key = key;
    this.#visitor = visitor;
    addEventListener('storage', event => {
      if (event.key === key) this.#merge(event);
      else if (event.key === null) this.load(); // All was removed.
    });
    this.load();
  }

  /** Keeps what is typed into this field. */
  bind(name, field) {
    this.#fields.push([name, field]);
    field.addEventListener('input', () => this.set({ [name]: field.value }));
    this.show();
  }

  get(name) {
    const value = this.#values[name]?.trim();
    return value && isVisible(value) ? value : undefined;
  }

  /** `subject`: whose it is from now on. */
  set(values, subject = this.#visitor.subject() || this.subject) {
    Object.assign(this.#values, values);
    this.show();
    this.#store(subject);
  }

  clear() {
    this.#values = {};
    this.set({});
  }

  #store(subject) {
    const isEmpty = !Object.keys(this.#values).some(name => this.#values[name]);
    this.subject = isEmpty ? '' : subject;
    try {
      if (isEmpty) localStorage.removeItem(this.#key);
      else localStorage.setItem(this.#key, flatJson({ ...this.#values, subject: this.subject, writtenAt: Date.now() }));
      this.#stored = true;
    } catch {
      this.#stored = false; // It lasts as long as the page.
    }
  }

  /** Takes what other tabs have written, unless it is another visitor's. */
  load() {
    try {
      if (this.#stored) {
        const draft = parse(localStorage.getItem(this.#key));
        if (!draft) localStorage.removeItem(this.#key);
        this.subject = '';
        this.#values = this.#read(draft);
      } else if (!this.#visitor.mayRead(this.subject)) this.#values = {};
    } catch { /* What is here is all there is. */ }
    this.show();
    this.#visitor.changed();
  }

  /** Of another tab's change, what it changed: meanwhile something else may have been typed here. */
  #merge({ oldValue, newValue }) {
    const [before, after] = [this.#read(parse(oldValue)), this.#read(parse(newValue))];
    for (const name of Object.keys({ ...before, ...after })) {
      if (before[name] !== after[name]) this.#values[name] = after[name];
    }
    this.show();
    this.#visitor.changed();
  }

  #read(draft) {
    if (!draft || !this.#visitor.mayRead(draft.subject)) return {};
    const { subject, writtenAt, ...values } = draft;
    this.subject = subject;
    return values;
  }

  /** Also when fields have become visible, as hidden ones have no height. */
  show() {
    for (const [name, field] of this.#fields) {
      const value = this.#values[name] ?? '';
      if (field.value !== value) field.value = value;
      field.grow?.();
    }
  }
}
